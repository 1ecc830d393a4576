// The exam room in the browser: one connection from the checks to the end, and all monitoring while the exam runs.

import { checkBrowser } from './browser-check.js';
import { createCapture, finestQuality } from './capture.js';
import { createConnection } from './connection.js';
import { buildHub } from './hub.js';
import { camera } from './page-camera.js';
import { createPageClock } from './page-clock.js';
import { screen } from './page-screen.js';
import { flagFor } from './screen-pictures.js';
import { createSignals } from './signals.js';
import { createNotifier } from './notifier.js';
import { uplink } from './uplink.js';
import { createWatchState } from './watch-state.js';
import { startWatching } from './watching.js';

/** The number of frames for the reference picture, and the time between them. */
const referenceFrames = 3;
const betweenReferenceFramesMs = 300;

/** The time between two pictures while the candidate turns the head. */
const betweenTurnFramesMs = 150;

/** The qualities for the reference picture: the best that the server accepts. */
const referenceQualities = [0.92, 0.8, finestQuality, 0.6, 0.4];

/**
 * How long the line may take for one of the frames for the reference picture. A slower line gets a lower quality, but not a lower one than
 * that of the frames during the exam, which are compared with it.
 */
const frameWithin = 600;

/** After a reconnection, the first pictures take this long to be analysed. */
const lineStandsAfter = 6000;

/** If nothing follows a stop within this time, the submission failed. The exam continues, and so does monitoring. */
const goOnAfter = 20_000;

/** The transport that works for the page's circuit (js/start.js). */
function pageTransport() {
  try {
    const known = sessionStorage.getItem('proctoring.transport');
    return { first: known === 'polling' ? 'polling' : 'websocket', trusted: known !== null };
  } catch {
    // A browser without storage: the connection finds out.
    return { first: 'websocket' };
  }
}

/**
 * Enters the room of a session.
 * @param {string} sessionId
 * @param {string} token
 * @param {object} room The ExamProctoring component.
 * @param {number|null} screenEvery The interval of pictures of the screen in seconds; 0 for at flags only, null for none.
 */
export function enter(sessionId, token, room, screenEvery = null) {
  const capture = createCapture({
    changed: (path, reason) => room.invokeMethodAsync('CapturePathChanged', path, reason)
      .catch((error) => console.warn(`The way of encoding pictures could not be reported: ${error.message}`)),
  });
  const pageClock = createPageClock();
  const notifier = createNotifier(room, 'ConnectionChanged');
  const screenNotifier = screenEvery === null ? null : createNotifier(room, 'ScreenChanged');
  const unfollowScreen = screenNotifier ? screen.onChange((now) => screenNotifier.notify(now)) : () => {};
  screenNotifier?.notify(screen.state());
  let limits = { IntervalMs: 500, MaximumBytes: 512 * 1024 };
  let confirming = false;
  let watch = null;
  let begun = false;
  let paused = false;
  /** The acts that the policy or an accommodation allows. */
  let allowed = [];
  /** When a flag came before monitoring; null if none did. */
  let flaggedAt = null;
  let left = false;
  let joinedAt = null;
  let goingOn = 0;
  let photo = '';
  const identityPhotos = [];
  let declined = false;

  const state = createWatchState({
    changed(now) {
      joinedAt = now === 'connected' ? joinedAt ?? performance.now() : null;
      notifier.notify(now);
      // The host page gets this without the server, which may be unreachable.
      dispatchEvent(new CustomEvent('proctoring-connection', { detail: now }));
    },
    resumed: () => watch?.resume(confirming),
    rejoin() {
      signals.rewind();
      link.join(false);
    },
  });
  // Numbers and unconfirmed signals live as long as the page, even if monitoring is paused.
  const signals = createSignals({
    send: (id, page, act) => (state.joined()
      ? uplink.first(() => uplink.trip(() => link.invoke('Signal', id, page, act)))
      : Promise.reject(new Error('There is no connection.'))),
  });

  const link = createConnection({
    build: buildHub,
    ...pageTransport(),
    sessionId,
    token,
    pageId: signals.pageId,
    changed(now, reply, tookOver) {
      if (now === 'connected') {
        limits = reply;
        confirming = reply.StoredSeq !== undefined;
        if (confirming)
          signals.stored(reply.StoredSeq);
      }
      state.connection(now, tookOver);
    },
    stored: (upTo) => signals.stored(upTo),
  });

  const waker = new AbortController();
  addEventListener('online', () => link.wake(), { signal: waker.signal });
  document.addEventListener('visibilitychange', () => document.hidden || link.wake(), { signal: waker.signal });

  /**
   * Returns the best picture that the server accepts; null if the camera shows nothing.
   * @param {number} most The number of bytes above which a lower quality is used, as long as it is fine enough.
   */
  async function takeReferencePicture(most = Infinity) {
    let jpeg = null;
    await capture.ready(camera.video);
    for (const quality of referenceQualities) {
      jpeg = await capture.take(camera.video(), quality);
      if (!jpeg || (jpeg.length <= limits.MaximumBytes && (jpeg.length <= most || quality <= finestQuality)))
        break;
    }
    return jpeg;
  }

  /** Sends a picture that the candidate waits for, before everything that can wait. */
  function sendPicture(method, jpeg, ...values) {
    return uplink.first(() => uplink.measure(jpeg.length, () => link.invoke(method, jpeg, ...values)));
  }

  /**
   * Sends frames for the reference picture, each while the next is awaited: the server reads the calls of a connection in their order. It
   * chooses the best of them, and a picture of a face shows in all of them. Returns null if the camera shows nothing.
   * @param {Uint8Array[]} frames Gets the frames.
   */
  async function sendReference(frames) {
    const offers = [];
    for (;;) {
      const jpeg = await takeReferencePicture(uplink.carries(frameWithin));
      if (!jpeg)
        return null;
      frames.push(jpeg);
      if (frames.length === referenceFrames)
        break;
      const offer = link.invoke('OfferReference', jpeg);
      offer.catch(() => { /* Handled below, with the others. */ });
      offers.push(offer);
      await new Promise((passed) => setTimeout(passed, betweenReferenceFramesMs));
    }
    const [reply] = await Promise.all([link.invoke('TakeReference', frames.at(-1)), ...offers]);
    return reply;
  }

  return {
    /** Sends the picture for the reference face. */
    async takeReference() {
      const frames = [];
      const reply = await uplink.first(() => sendReference(frames));
      if (!reply)
        return { outcome: 'no_picture' };
      const { Outcome: outcome, Frame: used } = reply;
      URL.revokeObjectURL(photo);
      photo = URL.createObjectURL(new Blob([frames[used] ?? frames.at(-1)], { type: 'image/jpeg' }));
      return { outcome, photo };
    },
    /** Sends the picture for a check by a person. */
    async takeIdentityPhoto(document) {
      const jpeg = await takeReferencePicture();
      if (!jpeg)
        return { outcome: 'not_a_picture' };
      const outcome = await sendPicture('TakeIdentityPhoto', jpeg, document);
      const address = URL.createObjectURL(new Blob([jpeg], { type: 'image/jpeg' }));
      identityPhotos.push(address);
      return { outcome, photo: address };
    },
    /**
     * Sends pictures while the candidate turns the head, and tells the component what is wanted. Returns the result; "unavailable" if there
     * is none.
     */
    async turnHead() {
      let wanted = '';
      declined = false;
      let reply = await link.invoke('TurnHead', null);
      while (!reply.Result && reply.Ask !== 'unavailable' && !left && !declined) {
        if (reply.Ask !== wanted) {
          wanted = reply.Ask;
          await room.invokeMethodAsync('TurnWanted', wanted);
        }
        await new Promise((passed) => setTimeout(passed, betweenTurnFramesMs));
        await capture.ready(camera.video);
        const jpeg = await capture.take(camera.video(), finestQuality);
        // Without a picture there is nothing to judge; an empty one says so to the server.
        reply = await uplink.first(() => link.invoke('TurnHead', jpeg ?? new Uint8Array()));
      }
      return reply.Result ?? 'unavailable';
    },
    /** The candidate cannot turn the head. */
    async declineTurn() {
      declined = true;
      await link.invoke('DeclineTurn');
    },
    /** The candidate cannot turn the head as asked during the exam. */
    declineTurnRequest: () => signals.push(null, { Type: 'turn_declined', Detail: null }),
    /** The exam runs: starts monitoring as soon as there is a connection. */
    start(acts) {
      allowed = acts ?? allowed;
      clearTimeout(goingOn);
      if (left)
        return;
      // A page that is loaded in a pause joins, too: the exam goes on from there.
      if (!watch && !paused) {
        watch = startWatching({
          sessionId,
          allowed,
          camera,
          capture,
          pageClock,
          link,
          state,
          signals,
          confirming,
          limits: () => limits,
          screen: screenEvery === null ? null : screen,
          screenEvery,
        });
        // A page that is loaded just after a flag learns of it before it monitors.
        if (flaggedAt !== null && performance.now() - flaggedAt < flagFor)
          watch.flagged();
        flaggedAt = null;
      }
      if (!begun)
        link.join(true);
      begun = true;
    },
    /** The session has a new flag of Medium or High severity: the screen at its moment is worth a picture. */
    flagged() {
      if (watch)
        watch.flagged();
      else
        flaggedAt = performance.now();
    },
    /** The exam is being submitted: stops monitoring. The camera stays on, because the submission may fail. */
    async stop() {
      clearTimeout(goingOn);
      if (begun && !left)
        goingOn = setTimeout(() => this.start(), goOnAfter);
      const last = watch;
      watch = null;
      await last?.stop();
    },
    /** The host page, staff or the candidate asked for the pause. The server knows and records it. */
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
    /** Whether pictures could have arrived for a while, so that the connection is not the reason if none did. */
    lineStands: () => joinedAt !== null && performance.now() - joinedAt >= lineStandsAfter,
    /** Takes the session back from another window. */
    useThisWindow: () => link.join(true),
    async leave() {
      left = true;
      notifier.stop();
      screenNotifier?.stop();
      unfollowScreen();
      [photo, ...identityPhotos].forEach((address) => URL.revokeObjectURL(address));
      waker.abort();
      const stopping = this.stop();
      camera.close();
      if (screenEvery !== null)
        screen.stop();
      await stopping;
      signals.stop();
      capture.stop();
      pageClock.stop();
      await link.close();
    },
  };
}

/** Names every obstacle to a proctored exam in this browser; empty if there is none. */
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

// Full screen needs the click itself, which has passed by the time the server receives it.
document.addEventListener('click', (event) => {
  if (!event.target.closest?.('[data-fullscreen]'))
    return;
  const done = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.();
  done?.catch((error) => console.warn(`Full screen was refused: ${error.message}`));
});
