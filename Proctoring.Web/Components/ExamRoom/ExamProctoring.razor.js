// What the exam room does in the browser: the connection, and while the exam runs the frames, the sound, the page's state and the guard.

import * as camera from './WebcamCapture.razor.js';
import { connect } from '../../js/proctoring/connection.js';
import { createPictures, sendFrames } from '../../js/proctoring/frames.js';
import { createSignals } from '../../js/proctoring/signals.js';
import { watchPage } from '../../js/proctoring/page-state.js';
import { listen } from '../../js/proctoring/sound.js';
import { guard } from '../../js/proctoring/guard.js';
import { createTeller } from '../../js/proctoring/teller.js';

/** For the reference: as fine as the server takes. */
const referenceQualities = [0.92, 0.8, 0.6, 0.4];

/** The last signals get this long to arrive when the exam ends. */
const lastWords = 1500;

/** After a stop that is followed by nothing, the exam goes on, and so does the watching. */
const goOnAfter = 20_000;

/** After a refusal, this long to the next picture. */
const tryAgain = 2000;

/** So long a break in the watching may be part of its end. */
const stopsWithin = 3000;

/** Our own earlier connection, lost without a word, may hold the session this long before the server gives it up. */
const heldWithin = 40_000;

/**
 * Enters the room of a session.
 * @param {string} sessionId
 * @param {string} token
 * @param {object} room The ExamProctoring component.
 */
export async function enter(sessionId, token, room) {
  const pictures = createPictures();
  const teller = createTeller(room, 'ConnectionChanged');
  let told = null;
  let limits = { IntervalMs: 500, MaximumBytes: 512 * 1024 };
  let link = null;
  let joined = false;
  let watch = null;
  let left = false;
  let begun = false;
  let paused = false;
  let goingOn = 0;

  // Whether our pictures are taken; and until when it may be our own lost connection that they are not.
  let owned = false;
  let elsewhere = false;
  let heldUntil = 0;
  let stoppedSince = null;
  let waitUntil = 0;

  function tell(state) {
    told = state;
    teller.tell(state);
    // The page around our frame hears of it without the server, which may be away.
    dispatchEvent(new CustomEvent('proctoring-connection', { detail: state }));
  }

  const connecting = connect(sessionId, token, (state, reply, tookOver) => {
    joined = state === 'connected';
    if (joined) {
      limits = reply;
      elsewhere &&= !tookOver;
      if (elsewhere) {
        joined = false;
        tell('other_window');
        return;
      }
      heldUntil = tookOver ? 0 : performance.now() + heldWithin;
      // Let in again, but its pictures were not taken: it stays stopped until one is.
      if (stoppedSince !== null)
        return;
      // The server may have restarted: it hears the whole state, then what waited.
      watch?.resume();
    }
    owned = false;
    tell(state);
  }).then((connected) => {
    link = connected;
    if (left)
      connected.close();
  });

  /** What the server says to a picture tells how the watching really stands. */
  function answered(refused) {
    const now = performance.now();
    if (refused === 'other_window') {
      if (owned || now > heldUntil) {
        joined = false;
        elsewhere = true;
        tell('other_window');
      } else {
        waitUntil = now + tryAgain;
        if (told !== 'reconnecting')
          tell('reconnecting');
      }
    } else if (refused === 'not_joined' || refused === 'not_running') {
      owned = false;
      waitUntil = now + tryAgain;
      stoppedSince ??= now;
      if (now - stoppedSince > stopsWithin && told !== 'refused')
        tell('refused');
      link.join(false).catch(() => {});
    } else {
      owned = true;
      if (stoppedSince !== null)
        watch?.resume();
      stoppedSince = null;
      if (told !== 'connected')
        tell('connected');
    }
  }

  function startWatch() {
    const signals = createSignals((id, state, act) => (joined && link ? link.invoke('Signal', id, state, act) : Promise.reject(new Error('no connection'))));
    const sound = listen({
      track: camera.microphone,
      ready: () => joined && !!link,
      send: (pcm, number) => link.invoke('Sound', pcm, number),
      changed: () => page.check(),
    });
    const page = watchPage(
      { cameraRunning: camera.running, camera: camera.device, microphoneRunning: () => (camera.running() === null ? null : sound.running()) },
      (state) => signals.push(state, null));
    const parts = [
      page.stop,
      sound.stop,
      camera.onChange(() => {
        sound.check();
        page.check();
      }),
      guard((type, detail) => signals.push(null, { Type: type, Detail: detail })),
      sendFrames({
        pictures,
        video: camera.video,
        ready: () => joined && !!link && performance.now() >= waitUntil,
        send: (jpeg, number) => link.invoke('Frame', jpeg, number),
        answered,
        limits: () => limits,
      }),
    ];
    page.check();
    return {
      resume() {
        signals.push(page.current(), null);
      },
      async stop() {
        parts.forEach((part) => part());
        await signals.drain(lastWords);
        signals.stop();
      },
    };
  }

  return {
    /** Sends the picture for the reference face. */
    async takeReference() {
      await connecting;
      let jpeg = null;
      for (const quality of referenceQualities) {
        jpeg = await pictures.take(camera.video(), quality);
        if (!jpeg)
          return { Outcome: 'no_picture' };
        if (jpeg.length <= limits.MaximumBytes)
          break;
      }
      return await link.invoke('TakeReference', jpeg);
    },
    /** The exam runs: watch, as soon as there is a connection. */
    start() {
      clearTimeout(goingOn);
      connecting.then(async () => {
        if (watch || left || paused)
          return;
        watch = startWatch();
        const again = begun;
        begun = true;
        if (!again)
          await link.join(true);
      }).catch(() => {});
    },
    /** The exam is being handed in: stop watching. The camera stays on, for that may fail. */
    async stop() {
      clearTimeout(goingOn);
      if (begun && !left)
        goingOn = setTimeout(() => this.start(), goOnAfter);
      const last = watch;
      watch = null;
      await last?.stop();
    },
    /** The page around asked for it; the server knows, and puts it on record. */
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
    async useThisWindow() {
      await link.join(true);
    },
    async leave() {
      left = true;
      teller.stop();
      const stopping = this.stop();
      camera.close();
      await stopping;
      pictures.stop();
      await link?.close();
    },
  };
}

// Full screen needs the click itself, which has passed by the time the server hears of it.
document.addEventListener('click', (event) => {
  if (!event.target.closest?.('[data-fullscreen]'))
    return;
  if (document.fullscreenElement)
    document.exitFullscreen();
  else
    document.documentElement.requestFullscreen?.().catch(() => {});
});

/** Whether the browser can show a page full screen at all. */
export function canFullscreen() {
  return document.fullscreenEnabled === true;
}
