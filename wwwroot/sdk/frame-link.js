// The host page's end of the channel to our frame. Both ends name the protocol and the version, and check the source of a message.

export const version = 1;

/** Until the frame has answered, the page greets it at this interval, in milliseconds. */
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
    if (event.source !== frame.contentWindow || event.origin !== origin
      || message?.source !== 'jobgenie-proctoring' || message.version !== version)
      return;
    heard(message.type, message.detail ?? {});
    if (message.type === 'ready') {
      // Also after a reload of the frame, which then does not know this page.
      known = true;
      if (!message.detail?.greeted)
        greet();
    }
    // It has answered, even if it cannot proctor; if that changes, the frame reports it.
    if (message.type === 'unavailable')
      known = true;
  }, { signal: stop.signal });

  // Not before: while the frame is still empty its origin is ours, and the browser would drop the greeting with an error in the console.
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
