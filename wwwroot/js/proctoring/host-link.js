// Our frame's end of the channel to the host page. Messages go to that page's exact origin, and only if it is allowed. Messages from it
// count only if they come from that page and an allowed origin, and name the protocol and the version.

const version = 1;

/** Messages wait until the host page is known. The oldest is dropped first. */
const mostWaiting = 100;

const isLocal = (origin) => URL.canParse(origin) && /^(localhost|127\.0\.0\.1|.+\.localhost)$/.test(new URL(origin).hostname);

/**
 * @param {{ listed: string[], anyLocal: boolean }} allowed The origins that may embed us. `anyLocal` allows every page of this machine, for
 * development.
 * @param {(type: string, detail: object) => void} heard
 */
export function linkHost(allowed, heard) {
  const allows = (origin) => allowed.listed.includes(origin) || (allowed.anyLocal && isLocal(origin));
  const framed = window.parent !== window;
  const stop = new AbortController();
  const waiting = [];
  let host = framed ? guess() : null;

  /** Chromium and Safari name the surrounding origin. In other browsers the referrer may, or the first greeting does. */
  function guess() {
    const around = location.ancestorOrigins?.[0] ?? (URL.canParse(document.referrer) ? new URL(document.referrer).origin : null);
    return allows(around) ? around : null;
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
    if (!framed || event.source !== window.parent || !allows(event.origin)
      || message?.source !== 'jobgenie-proctoring-host' || message.version !== version || typeof message.type !== 'string')
      return;
    if (message.type === 'hello') {
      host = event.origin;
      waiting.splice(0).forEach(([type, detail]) => post(type, detail));
    }
    heard(message.type, message.detail ?? {});
  }, { signal: stop.signal });

  return { framed, host: () => host, post, stop: () => stop.abort() };
}
