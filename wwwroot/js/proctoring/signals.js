// Pending page signals. Each has a number and stays here until the server confirms that it is stored. After a reconnection everything
// unconfirmed is sent again with the same ids; the server ignores ids it knows.

import { browserClock, createBackoff } from './retry.js';

/** Waiting heartbeats replace each other, so this many are acts and changes. */
const capacity = 200;

/** The server may accept these later. Every other refusal is final. */
const laterRefusals = new Set(['too_often', 'not_joined', 'not_running']);

/**
 * @param {object} options
 * @param {(id: string, state: object|null, act: object|null) => Promise<string|null>} options.send Resolves with a refusal, or null.
 *   Rejects while there is no connection.
 * @param {string} [options.pageId] Names this load of the page. The number of a signal counts within it.
 */
export function createSignals({ send, pageId = newPageId(), clock = browserClock, random = Math.random, log = console }) {
  const backoff = createBackoff({ first: 1000, longest: 10_000, random });
  const held = [];
  let last = 0;
  let sentUpTo = 0;
  let dropped = 0;
  let droppedSound = 0;
  let droppedScreens = 0;
  let confirms = false;
  let round = 0;
  let sending = false;
  let again = false;
  let stopped = false;
  let timer = 0;

  const next = () => held.find((signal) => signal.seq > sentUpTo);

  function remove(signal) {
    const place = held.indexOf(signal);
    if (place >= 0)
      held.splice(place, 1);
  }

  /** Handles the server's answer. Returns false if the rest must wait. */
  function answered(signal, refusal) {
    if (laterRefusals.has(refusal))
      return false;
    if (refusal === 'other_window') {
      // Another window has the session. If this one gets it back, its signals are still worth recording.
      sentUpTo = signal.seq;
      return true;
    }
    sentUpTo = signal.seq;
    if (refusal) {
      dropped++;
      log.warn(`The server refused page signal ${signal.seq}: ${refusal}`);
    }
    if (refusal || !confirms)
      remove(signal);
    return true;
  }

  /** Sends the waiting signals in order. Returns false if the rest must wait. */
  async function sendWaiting(mine) {
    for (let signal = next(); signal && !stopped; signal = next()) {
      // From here on it may have arrived, so its content must no longer change.
      signal.replaceable = false;
      const state = signal.state
        && { ...signal.state, DroppedSignals: dropped, DroppedSound: droppedSound, DroppedScreens: droppedScreens };
      const refusal = await send(`${pageId}-${signal.seq}`, state, signal.act);
      // The answer of an earlier connection says nothing about this one's signals.
      if (mine !== round)
        return true;
      if (!answered(signal, refusal))
        return false;
      backoff.reset();
    }
    return true;
  }

  /**
   * The server lost the signals that it had not stored. A signal is never sent before an earlier one that is not confirmed: the server would
   * take the earlier one for a repetition.
   */
  function rewind() {
    round++;
    sentUpTo = 0;
  }

  async function flush() {
    if (sending || stopped) {
      again = true;
      return;
    }
    [sending, again] = [true, false];
    clock.clearTimeout(timer);
    try {
      if (!await sendWaiting(round))
        timer = clock.setTimeout(flush, backoff.next());
    } catch (error) {
      // Not a loss: resume() sends it again after the next Join.
      log.debug?.(`Page signals wait for a connection: ${error.message}`);
    } finally {
      sending = false;
    }
    if (again)
      flush();
  }

  return {
    pageId,
    /**
     * @param {object|null} state The whole state of the page.
     * @param {object|null} act
     * @param {boolean} [heartbeat] The state has not changed, so a later one may replace it while it waits.
     */
    push(state, act, heartbeat = false) {
      const newest = held.at(-1);
      if (state && newest?.replaceable) {
        newest.state = state;
        newest.replaceable = heartbeat;
      } else {
        if (held.length >= capacity) {
          held.shift();
          // Reported with the next state, so that the server can record a gap.
          dropped++;
          log.warn(`More than ${capacity} page signals wait; the oldest was dropped (${dropped} so far).`);
        }
        held.push({ seq: ++last, state, act, replaceable: heartbeat && state !== null });
      }
      flush();
    },
    /** Pieces of sound could not be sent. The next state reports it, so that the server can record a gap. */
    soundDropped(pieces) {
      droppedSound += pieces;
    },
    /** Pictures of the screen could not be sent in time. The next state reports it too. */
    screensDropped(pictures) {
      droppedScreens += pictures;
    },
    rewind,
    /** A Join succeeded: sends everything unconfirmed. `confirming` states whether this server confirms stored signals. */
    resume(confirming) {
      confirms = confirming;
      rewind();
      backoff.reset();
      flush();
    },
    /** The server has stored this page's signals up to this number. */
    stored(upTo) {
      confirms = true;
      while (held.length > 0 && held[0].seq <= upTo)
        held.shift();
    },
    flush,
    /** Waits until the server has accepted everything, but no longer than the limit. Resolves with whether it has. */
    async drain(milliseconds) {
      const until = clock.now() + milliseconds;
      const accepted = () => (confirms ? held.length === 0 : !next());
      flush();
      while (!accepted() && clock.now() < until)
        await new Promise((resolve) => clock.setTimeout(resolve, 50));
      return accepted();
    },
    waiting: () => held.length,
    dropped: () => dropped,
    stop() {
      stopped = true;
      clock.clearTimeout(timer);
    },
  };
}

// crypto.randomUUID is missing on insecure pages.
function newPageId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
