// The right of this phone to send pictures of the room, and its state. The code in the address gives a secret once; the secret survives a
// reload of the page.

import { createBackoff } from '../proctoring/retry.js';

const key = 'proctoring.room-camera';

/** A request that takes longer is given up; the next picture is newer. */
const answerWithin = 10_000;

/** The delay of a picture if the server says nothing else. */
const usualDelay = 2000;

/** After these states nothing is sent any more. */
const finals = new Set(['refused', 'replaced', 'over', 'stopped']);

/** The browser's storage; null if it is switched off. Then even its name throws. */
function ownStorage() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

/** Storage that fails as private windows do, without ending the camera. */
function remember(storage, log) {
  const attempt = (work) => {
    try {
      return work();
    } catch (error) {
      log.debug?.(`The phone's secret is not stored: ${error.message}`);
      return null;
    }
  };
  return {
    find: (code) => attempt(() => {
      const kept = JSON.parse(storage.getItem(key) ?? 'null');
      return kept?.code === code ? kept.phone : null;
    }),
    keep: (code, phone) => attempt(() => storage.setItem(key, JSON.stringify({ code, phone }))),
    forget: () => attempt(() => storage.removeItem(key)),
  };
}

/**
 * @param {object} options
 * @param {string} options.code The code in the address of the page.
 * @param {(state: string) => void} options.changed Gets each new state.
 * @param {(path: string, options: object) => Promise<Response>} [options.request]
 */
export function createPhone({
  code, changed, request = (path, options) => fetch(new URL(path, document.baseURI), options), storage = ownStorage(),
  random = Math.random, timeout = (milliseconds) => AbortSignal.timeout(milliseconds), log = console,
}) {
  const memory = remember(storage, log);
  const backoff = createBackoff({ first: 1000, longest: 8000, random });
  let state = 'ready';
  let phone = memory.find(code);

  function show(next) {
    if (finals.has(next)) {
      phone = null;
      memory.forget();
    }
    if (state === next || finals.has(state))
      return;
    state = next;
    changed(state);
  }

  const post = (path, body, headers = {}) =>
    request(path, { method: 'POST', body, headers, cache: 'no-store', signal: timeout(answerWithin) });

  const authorized = () => ({ Authorization: `Bearer ${phone}` });

  /** Redeems the code, unless this phone has done so before. Returns whether it may send. */
  async function join() {
    if (phone)
      return true;
    try {
      const answer = await post(`room/${encodeURIComponent(code)}/join`);
      if (answer.ok) {
        ({ phone } = await answer.json());
        memory.keep(code, phone);
        return true;
      }
      show(answer.status === 404 ? 'refused' : 'reconnecting');
    } catch (error) {
      log.debug?.(`The code was not redeemed: ${error.message}`);
      show('reconnecting');
    }
    return false;
  }

  /** The server lost nothing: the next picture is newer. */
  function again(reason) {
    log.debug?.(`A picture was not delivered: ${reason}`);
    show('reconnecting');
    return { NextDelayMs: backoff.next() };
  }

  return {
    state: () => state,
    /** Whether this phone was connected before and the page was only reloaded. */
    known: () => phone !== null,
    show,
    over: () => finals.has(state),
    /** Sends one picture, after the code was redeemed. Never throws. */
    async send(jpeg) {
      if (finals.has(state))
        return { NextDelayMs: usualDelay };
      if (!await join())
        return { NextDelayMs: backoff.next() };
      try {
        const answer = await post('room-camera/frame', jpeg, { ...authorized(), 'Content-Type': 'image/jpeg' });
        if (answer.status === 401 || answer.status === 410)
          show(answer.status === 401 ? 'replaced' : 'over');
        else if (!answer.ok)
          return again(`status ${answer.status}`);
        else
          return took(await answer.json());
      } catch (error) {
        return again(error.message);
      }
      return { NextDelayMs: usualDelay };
    },
    /** Ends the right of this phone. */
    async stop() {
      const headers = phone ? authorized() : null;
      show('stopped');
      try {
        if (headers)
          await post('room-camera/stop', undefined, headers);
      } catch (error) {
        // The silence is noticed, too.
        log.debug?.(`The stop was not reported: ${error.message}`);
      }
    },
  };

  function took({ next_ms: next, refused }) {
    // The session moves to another server; the next picture finds it.
    if (refused === 'not_joined')
      return again(refused);
    backoff.reset();
    show('connected');
    return { NextDelayMs: next, Refused: refused };
  }
}
