// The host page's end of the line to our frame. Both ends name themselves and the version, and look at where a message comes from.

export const version = 1;

/** Until the frame has answered, it is greeted again this often, in milliseconds. */
const greetEvery = 500;

/**
 * Listens to the frame until stop() is called.
 * @param {HTMLIFrameElement} frame
 * @param {string} origin The frame's origin: messages go to it and come from it alone.
 * @param {{ heard: (type: string, detail: object) => void, greeting: () => object }} options
 */
export function linkFrame(frame, origin, { heard, greeting }) {
  const stop = new AbortController();
  let loaded = false;
  let known = false;

  function send(type, detail = {}) {
    frame.contentWindow?.postMessage({ source: 'jobgenie-proctoring-host', version, type, detail }, origin);
  }

  const greet = () => send('hello', greeting());

  addEventListener('message', (event) => {
    const message = event.data;
    if (event.source !== frame.contentWindow || event.origin !== origin || message?.source !== 'jobgenie-proctoring' || message.version !== version)
      return;
    heard(message.type, message.detail ?? {});
    if (message.type === 'ready') {
      // Also after the frame was loaded again: then it knows nothing of us.
      known = true;
      if (!message.detail?.greeted)
        greet();
    }
    // It has answered, if not as one would wish; where it comes round, it says so by itself.
    if (message.type === 'unavailable')
      known = true;
  }, { signal: stop.signal });

  // Not before: while the frame is still empty its origin is ours, and a greeting would be dropped with a complaint in the console.
  frame.addEventListener('load', () => {
    loaded = true;
    known = false;
    greet();
  }, { signal: stop.signal });
  const timer = setInterval(() => loaded && !known && greet(), greetEvery);

  return {
    send,
    stop() {
      stop.abort();
      clearInterval(timer);
    },
  };
}
