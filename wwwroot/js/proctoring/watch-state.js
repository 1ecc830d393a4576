// Whether the server accepts this page's pictures: a state machine over the connection's state and the server's answers.

/** The delay after a refusal until the next picture. */
const tryAgainAfter = 2000;

/** The delay after which a page that had to join again sends its next picture: its session has moved to another server. */
const movedAfter = 500;

/** A refusal that ends within this time may be part of the exam's start or end. */
const stopsWithin = 3000;

/** Our own earlier connection, lost silently, may hold the session this long before the server releases it. */
const heldWithin = 40_000;

/**
 * @param {object} options
 * @param {(state: 'connected'|'reconnecting'|'refused'|'other_window') => void} options.changed Called with each new state.
 * @param {() => void} options.resumed The server accepts our reports again and has no state of the page.
 * @param {() => void} options.rejoin The server does not know this connection; Join again.
 */
export function createWatchState({ changed, resumed, rejoin, now = () => performance.now() }) {
  let reported = null;
  let joined = false;
  let owned = false;
  let elsewhere = false;
  let heldUntil = 0;
  let stoppedSince = null;
  let waitUntil = 0;

  function say(state) {
    if (state === reported)
      return;
    reported = state;
    changed(state);
  }

  function otherWindow() {
    joined = false;
    elsewhere = true;
    say('other_window');
  }

  return {
    /** The connection's state changed. `tookOver` if it joined in place of another window. */
    connection(state, tookOver) {
      joined = state === 'connected';
      owned = false;
      if (!joined) {
        say(state);
        return;
      }
      elsewhere &&= !tookOver;
      if (elsewhere) {
        otherWindow();
        return;
      }
      heldUntil = tookOver ? 0 : now() + heldWithin;
      // Joined again, but its pictures were refused: it stays stopped until one is accepted.
      if (stoppedSince !== null)
        return;
      // The server may have restarted. It gets the whole state, then the waiting signals.
      resumed();
      say(state);
    },
    /** The server answered a picture: with a refusal, or null. */
    answered(refusal) {
      switch (refusal) {
        case 'other_window':
          if (owned || now() > heldUntil) {
            otherWindow();
          } else {
            waitUntil = now() + tryAgainAfter;
            say('reconnecting');
          }
          break;
        case 'not_joined':
        case 'not_running':
          owned = false;
          waitUntil = now() + (refusal === 'not_joined' ? movedAfter : tryAgainAfter);
          stoppedSince ??= now();
          // A session that moves to another server is back within seconds, and its candidate need not do anything.
          if (now() - stoppedSince > stopsWithin)
            say(refusal === 'not_joined' ? 'reconnecting' : 'refused');
          rejoin();
          break;
        default:
          owned = true;
          if (stoppedSince !== null)
            resumed();
          stoppedSince = null;
          say('connected');
      }
    },
    /** Whether there is a joined connection for reports. */
    joined: () => joined,
    /** Whether a picture may be sent now. */
    ready: () => joined && now() >= waitUntil,
  };
}
