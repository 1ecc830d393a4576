// Sends the requests of the answers with a worker, so that a choice is sent and painted at the same time. Without a worker the page sends
// them itself.

// The import map has the address that the browser has stored.
const startWorker = () => new Worker(import.meta.resolve?.('./answer-worker.js') ?? new URL('./answer-worker.js', import.meta.url));

/**
 * @param {object} [options]
 * @param {() => Worker} [options.start]
 * @param {typeof fetch} [options.request] Sends from the page.
 */
export function createAnswerSender({ start = startWorker, request = (...values) => fetch(...values), log = console } = {}) {
  const waiting = new Map();
  let last = 0;
  let worker = null;

  function take({ data: { id, error, ok, status, body } }) {
    const sent = waiting.get(id);
    waiting.delete(id);
    // The request of a late answer no longer exists.
    if (error)
      sent?.reject(new Error(error));
    else
      sent?.resolve({ ok, status, json: async () => body });
  }

  /** From now on the page sends all answers, also those on their way: the server stores an answer that arrives twice only once. */
  function leaveWorker() {
    worker?.terminate();
    worker = null;
    const left = [...waiting.values()];
    waiting.clear();
    left.forEach(({ address, options, resolve, reject }) => request(address, options).then(resolve, reject));
  }

  try {
    worker = start();
    worker.onmessage = take;
    worker.onerror = (event) => {
      log.warn(`The page sends the answers itself: ${event.message ?? 'the worker failed'}`);
      leaveWorker();
    };
  } catch (error) {
    log.warn(`The page sends the answers itself: ${error.message}`);
  }

  return {
    /** Sends a request, as fetch does. The answer has `ok`, `status` and `json()`. */
    send(address, options) {
      if (!worker)
        return request(address, options);
      const id = ++last;
      return new Promise((resolve, reject) => {
        waiting.set(id, { address, options, resolve, reject });
        const { signal, ...plain } = options;
        signal?.addEventListener('abort', () => {
          if (!waiting.delete(id))
            return;
          worker?.postMessage({ id, stop: true });
          reject(signal.reason);
          // A worker can die without an error, and would take each further attempt with it.
          leaveWorker();
        }, { once: true });
        worker.postMessage({ id, address, options: plain });
      });
    },
    /** The page may close, and the worker with it. Requests of the page outlive it. */
    close: leaveWorker,
  };
}
