// Our frame's end of the line to the page around it. What we say goes to that page's exact origin, and only where that is an allowed one;
// what we hear must come from that page, from an allowed origin, and name itself and the version.

const version = 1;

/** What is said before it is known who listens waits; the oldest goes first. */
const mostWaiting = 100;

/**
 * @param {string[]} allowed The origins that may embed us.
 * @param {(type: string, detail: object) => void} heard
 */
export function linkHost(allowed, heard) {
  const framed = window.parent !== window;
  const stop = new AbortController();
  const waiting = [];
  let host = framed ? guess() : null;

  /** Chromium and Safari name the origin around us; elsewhere the address that led here may, or the first greeting does. */
  function guess() {
    const around = location.ancestorOrigins?.[0] ?? (URL.canParse(document.referrer) ? new URL(document.referrer).origin : null);
    return allowed.includes(around) ? around : null;
  }

  function post(type, detail = {}) {
    if (!framed)
      return;
    if (host) {
      window.parent.postMessage({ source: 'jobgenie-proctoring', version, type, detail }, host);
      return;
    }
    if (waiting.length >= mostWaiting)
      waiting.shift();
    waiting.push([type, detail]);
  }

  addEventListener('message', (event) => {
    const message = event.data;
    if (!framed || event.source !== window.parent || !allowed.includes(event.origin)
      || message?.source !== 'jobgenie-proctoring-host' || message.version !== version || typeof message.type !== 'string')
      return;
    if (message.type === 'hello') {
      host = event.origin;
      post('ready', { greeted: true });
      waiting.splice(0).forEach(([type, detail]) => post(type, detail));
    }
    heard(message.type, message.detail ?? {});
  }, { signal: stop.signal });

  return { framed, host: () => host, post, stop: () => stop.abort() };
}
