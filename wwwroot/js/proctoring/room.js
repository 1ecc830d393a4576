// The exam room in the browser: one connection from the checks to the end, and everything that watches while the exam runs.

import { checkBrowser } from './browser-check.js';
import { createCapture } from './capture.js';
import { createConnection } from './connection.js';
import { buildHub } from './hub.js';
import { camera } from './page-camera.js';
import { createPageClock } from './page-clock.js';
import { createSignals } from './signals.js';
import { createTeller } from './teller.js';
import { createWatchState } from './watch-state.js';
import { startWatching } from './watching.js';

/** Qualities for the reference picture: the finest that the server takes. */
const referenceQualities = [0.92, 0.8, 0.6, 0.4];

/** A stop that nothing follows was an end that failed. The exam goes on, and so does the watching. */
const goOnAfter = 20_000;

/**
 * Enters the room of a session.
 * @param {string} sessionId
 * @param {string} token
 * @param {object} room The ExamProctoring component.
 */
export function enter(sessionId, token, room) {
  const capture = createCapture({
    changed: (path, reason) => room.invokeMethodAsync('CapturePathChanged', path, reason)
      .catch((error) => console.warn(`The server was not told how pictures are made: ${error.message}`)),
  });
  const pageClock = createPageClock();
  const teller = createTeller(room, 'ConnectionChanged');
  let limits = { IntervalMs: 500, MaximumBytes: 512 * 1024 };
  let confirming = false;
  let watch = null;
  let begun = false;
  let paused = false;
  let left = false;
  let goingOn = 0;

  const state = createWatchState({
    tell(now) {
      teller.tell(now);
      // The page around our frame hears of it without the server, which may be away.
      dispatchEvent(new CustomEvent('proctoring-connection', { detail: now }));
    },
    resumed: () => watch?.resume(confirming),
    rejoin: () => link.join(false),
  });
  const link = createConnection({
    build: buildHub,
    sessionId,
    token,
    changed(now, reply, tookOver) {
      if (now === 'connected') {
        limits = reply;
        confirming = reply.StoredSeq !== undefined;
      }
      state.connection(now, tookOver);
    },
    stored: (upTo) => signals.stored(upTo),
  });

  // Numbers and unconfirmed signals live as long as the page, also over a pause of the watching.
  const signals = createSignals({
    send: (id, page, act) => (state.joined() ? link.invoke('Signal', id, page, act) : Promise.reject(new Error('There is no connection.'))),
  });

  const waker = new AbortController();
  addEventListener('online', () => link.wake(), { signal: waker.signal });
  document.addEventListener('visibilitychange', () => document.hidden || link.wake(), { signal: waker.signal });

  /** The finest picture that the server takes; null if the camera shows nothing. */
  async function takeReferencePicture() {
    let jpeg = null;
    for (const quality of referenceQualities) {
      jpeg = await capture.take(camera.video(), quality);
      if (!jpeg || jpeg.length <= limits.MaximumBytes)
        break;
    }
    return jpeg;
  }

  return {
    /** Sends the picture for the reference face. */
    async takeReference() {
      const jpeg = await takeReferencePicture();
      return jpeg ? await link.invoke('TakeReference', jpeg) : { Outcome: 'no_picture' };
    },
    /** The exam runs: watch, as soon as there is a connection. */
    start() {
      clearTimeout(goingOn);
      if (watch || left || paused)
        return;
      watch = startWatching({ camera, capture, pageClock, link, state, signals, confirming, limits: () => limits });
      if (!begun)
        link.join(true);
      begun = true;
    },
    /** The exam is being submitted: stop watching. The camera stays on, because submitting may fail. */
    async stop() {
      clearTimeout(goingOn);
      if (begun && !left)
        goingOn = setTimeout(() => this.start(), goOnAfter);
      const last = watch;
      watch = null;
      await last?.stop();
    },
    /** The page around asked for it. The server knows and puts it on record. */
    async pause() {
      paused = true;
      await this.stop();
      clearTimeout(goingOn);
    },
    resume() {
      paused = false;
      if (begun)
        this.start();
    },
    /** Takes the session back from another window. */
    useThisWindow: () => link.join(true),
    async leave() {
      left = true;
      teller.stop();
      waker.abort();
      const stopping = this.stop();
      camera.close();
      await stopping;
      signals.stop();
      capture.stop();
      pageClock.stop();
      await link.close();
    },
  };
}

/** Names what stands in the way of a proctored exam in this browser; empty if nothing does. */
export async function check() {
  const capture = createCapture();
  try {
    return await checkBrowser(capture);
  } finally {
    capture.stop();
  }
}

/** Whether the browser can show a page full screen at all. */
export function canFullscreen() {
  return document.fullscreenEnabled === true;
}

// Full screen needs the click itself, which has passed by the time the server hears of it.
document.addEventListener('click', (event) => {
  if (!event.target.closest?.('[data-fullscreen]'))
    return;
  const done = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.();
  done?.catch((error) => console.warn(`Full screen was refused: ${error.message}`));
});
