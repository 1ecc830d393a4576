// A timer that keeps its pace in a hidden tab. If its worker is missing or dies, the page's own timers take over.

import { browserClock } from './retry.js';

/** The page's timer fires this long after the worker should have. */
const margin = 1000;

// The import map has the address that the browser has stored.
const startWorker = () => new Worker(import.meta.resolve?.('./clock-worker.js') ?? new URL('./clock-worker.js', import.meta.url));

export function createPageClock({ start = startWorker, clock = browserClock, log = console } = {}) {
  const waiting = new Map();
  let last = 0;
  let worker = null;

  function giveUp(reason) {
    if (!worker)
      return;
    log.warn(`Timers of this page may be slow while it is hidden: ${reason}`);
    worker.terminate();
    worker = null;
    [...waiting.values()].forEach((end) => end());
  }

  try {
    worker = start();
    worker.onmessage = ({ data }) => waiting.get(data)?.();
    worker.onerror = (event) => giveUp(event.message ?? 'the clock worker failed');
  } catch (error) {
    log.warn(`Timers of this page may be slow while it is hidden: ${error.message}`);
  }

  function wait(milliseconds) {
    const delay = Math.max(0, milliseconds);
    return new Promise((resolve) => {
      const id = ++last;
      const end = () => {
        clock.clearTimeout(timer);
        waiting.delete(id);
        resolve();
      };
      const timer = clock.setTimeout(end, worker ? delay + margin : delay);
      waiting.set(id, end);
      worker?.postMessage({ id, wait: delay });
    });
  }

  return {
    /** Resolves after so many milliseconds. */
    wait,
    /** Calls `work` repeatedly until the returned function is called. */
    every(milliseconds, work) {
      let running = true;
      (async () => {
        for (await wait(milliseconds); running; await wait(milliseconds)) {
          try {
            work();
          } catch (error) {
            // One failure must not stop work that runs every second.
            log.error(error);
          }
        }
      })();
      return () => {
        running = false;
      };
    },
    stop() {
      worker?.terminate();
      worker = null;
    },
  };
}
