// The browser's part of the embedded page: the messages to the host page, and facts that only the browser knows.

import { linkHost } from '../../../js/proctoring/host-link.js';
import { leaveToHost } from '../../../js/proctoring/page-state.js';

/** The delays between attempts to end the exam, in milliseconds. */
const askAgain = 2000;

const commands = ['pause', 'resume', 'end'];

/** Whether the host page passes a feature on. If the browser does not report that, we find out when we need the feature. */
const passedOn = (feature) => (document.permissionsPolicy ?? document.featurePolicy)?.allowsFeature(feature) ?? true;

/** Returns the stored value of a name: in this tab, or, if frames of other sites have no storage, in the surrounding site's own. */
function find(name) {
  try {
    return sessionStorage.getItem(name) ?? findCookie(name);
  } catch {
    return findCookie(name);
  }
}

function findCookie(name) {
  try {
    return document.cookie.split('; ').find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
  } catch {
    return null;
  }
}

/** The path of the frame's pages, the only ones that need the cookie. */
const framePath = () => new URL('embed', document.baseURI).pathname;

function keep(name, value) {
  try {
    sessionStorage.setItem(name, value);
  } catch {
    try {
      document.cookie = `${name}=${value}; Path=${framePath()}; SameSite=None; Secure; Partitioned`;
    } catch {
      // A frame without any storage: the exam continues until the frame is reloaded.
    }
  }
}

/**
 * @param {{ listed: string[], anyLocal: boolean }} allowed The origins that may embed us.
 * @param {object} page The EmbedPage component.
 */
export function arrive(allowed, page) {
  const stop = new AbortController();
  let sidecar = false;
  let last = 0;
  let lost = false;
  let begun = false;
  let failed = null;
  const mode = () => (sidecar ? 'sidecar' : 'full');

  const link = linkHost(allowed, (type, detail) => {
    if (type === 'hello') {
      leaveToHost({ focus: sidecar, tab: sidecar && detail.watching === true });
      // Not merely because our script runs: the host page stops waiting for the exam when it receives this.
      if (begun)
        link.post('ready', { mode: mode(), greeted: true });
      else if (failed)
        link.post('unavailable', failed);
    }
    else if (commands.includes(type))
      command(type, Number.isInteger(detail.correct_answers) ? detail.correct_answers : null);
  });

  function command(type, correctAnswers) {
    page.invokeMethodAsync('HostCommand', type, correctAnswers).catch(() => {
      // A requested end must be carried out; a pause without a record must not.
      if (type === 'end' && !stop.signal.aborted)
        setTimeout(command, askAgain, type, correctAnswers);
    });
  }

  // The server may be unreachable, so the browser sends this message.
  addEventListener('proctoring-connection', ({ detail: state }) => {
    const now = state !== 'connected';
    if (now !== lost)
      link.post('monitoring-degraded', {
        reason: state === 'other_window' ? 'open in another window' : 'the connection was lost',
        going_on: now,
      });
    lost = now;
  }, { signal: stop.signal });

  const height = () => document.querySelector('.embed')?.getBoundingClientRect().height ?? 0;
  const sizes = new ResizeObserver(() => link.post('resize', { height: height() }));
  const embed = document.querySelector('.embed');
  if (embed)
    sizes.observe(embed);

  return {
    surroundings: () => ({ framed: link.framed, camera: passedOn('camera'), microphone: passedOn('microphone'), host: link.host() }),
    find,
    keep,
    /** Announces the exam; before a greeting too, for pages without the SDK. */
    begin(isSidecar) {
      sidecar = isSidecar;
      begun = true;
      leaveToHost({ focus: sidecar, tab: false });
      link.post('ready', { mode: mode() });
    },
    /** Posts each message once, even if it is delivered twice. */
    post(number, type, detail) {
      if (number <= last)
        return;
      last = number;
      if (type === 'unavailable')
        [begun, failed] = [false, detail];
      link.post(type, detail);
    },
    leave() {
      stop.abort();
      link.stop();
      sizes.disconnect();
      leaveToHost({ focus: false, tab: false });
    },
  };
}
