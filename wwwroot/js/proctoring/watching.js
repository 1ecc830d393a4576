// Everything that runs while the exam is monitored: the page's state, the guard, the sound and the frames, all over one connection.

import { sendFrames } from './frames.js';
import { guard } from './guard.js';
import { createGuardNote } from './guard-note.js';
import { createPacker } from './packed-sound.js';
import { watchPage } from './page-state.js';
import { createPieces, givesWayFor } from './pieces.js';
import { listen, microphoneState } from './sound.js';
import { sendScreens } from './screen-pictures.js';
import { uplink } from './uplink.js';
import { keepAwake } from './wake-lock.js';

/** The time that the last signals get to arrive when the exam ends, in milliseconds. */
const lastWords = 1500;

/** Sound that the line does not carry within this time is packed, in milliseconds. */
const soundWithin = 100;

/**
 * Starts everything.
 * @param {object} options
 * @param {string} options.sessionId
 * @param {string[]} options.allowed The acts that are neither blocked nor reported.
 * @param {object} options.camera
 * @param {object} options.capture
 * @param {object} options.pageClock
 * @param {{ invoke: Function }} options.link
 * @param {{ joined: Function, ready: Function, answered: Function }} options.state
 * @param {object} options.signals
 * @param {() => object} options.limits
 * @param {object|null} options.screen The shared screen; null if the session asks for none.
 * @param {number|null} options.screenEvery The interval of its pictures in seconds; 0 for at flags only.
 * @param {boolean} options.confirming Whether the server confirms stored signals.
 */
export function startWatching({
  sessionId, allowed, camera, capture, pageClock, link, state, signals, limits, screen, screenEvery, confirming,
}) {
  let encodingFails = false;
  let stopping = false;
  // A server that was not updated takes neither pieces nor packed sound.
  const supported = () => limits().Pieces === true;
  const pieces = createPieces({ wait: pageClock.wait, supported, stopped: () => stopping });
  const pack = createPacker();
  let gaveWay = 0;
  async function sendSound(pcm, number) {
    if (!supported() || pcm.length <= uplink.holds(soundWithin))
      return link.invoke('Sound', pcm, number);
    // Sound gives way once for that long, and not piece after piece: it would fall behind.
    const waited = await uplink.clear(Math.max(1, givesWayFor - gaveWay), pageClock.wait);
    gaveWay = waited === 0 ? 0 : gaveWay + waited;
    return link.invoke('PackedSound', pack(pcm), number);
  }
  const microphone = () => (camera.running() === null ? null : microphoneState(camera.state().microphone, sound.state()));
  const sound = listen({
    track: camera.microphone,
    ready: state.joined,
    send: sendSound,
    dropped(pieces) {
      signals.soundDropped(pieces);
      // No further report follows that would count them.
      if (stopping)
        signals.push(page.current(), null);
    },
    changed: (listening) => {
      camera.listening(listening);
      page?.check();
    },
  });
  let page = null;
  page = watchPage({
    // A camera whose pictures cannot be encoded monitors nothing.
    cameraRunning: () => (encodingFails ? false : camera.running()),
    camera: camera.device,
    microphone,
    screenShare: () => screen?.state() ?? null,
    asking: () => (screen?.asking() === true ? 'screen' : camera.state().status === 'asking' ? 'camera' : null),
    every: pageClock.every,
    report: (now, heartbeat) => signals.push(now, null, heartbeat),
  });
  const awake = () => document.hidden || sound.wake();
  document.addEventListener('visibilitychange', awake);
  const screens = screen
    ? sendScreens({
      screen,
      capture,
      every: screenEvery,
      wait: pageClock.wait,
      ready: state.ready,
      send: (jpeg) => pieces.send(jpeg, {
        whole: () => link.invoke('Screen', jpeg),
        piece: (part, offset) => link.invoke('ScreenPiece', part, offset, jpeg.length),
        refused: (reply) => reply,
      }),
      limits,
      dropped(pictures) {
        signals.screensDropped(pictures);
        // No further report follows that would count them.
        if (stopping)
          signals.push(page.current(), null);
      },
    })
    : null;
  const parts = [
    () => screens?.stop(),
    screen?.onChange(() => page.check()) ?? (() => {}),
    page.stop,
    sound.stop,
    camera.onChange(() => {
      sound.check();
      page.check();
    }),
    guard((type, detail) => signals.push(null, { Type: type, Detail: detail }), createGuardNote(), allowed, sessionId),
    keepAwake(),
    sendFrames({
      capture,
      wait: pageClock.wait,
      video: camera.video,
      ready: state.ready,
      send: (jpeg, number) => pieces.send(jpeg, {
        whole: () => link.invoke('Frame', jpeg, number),
        piece: (part, offset) => link.invoke('FramePiece', part, offset, jpeg.length, number),
        refused: (reply) => reply.Refused,
      }),
      answered: state.answered,
      limits,
      failing(is) {
        encodingFails = is;
        page.check();
      },
    }),
    () => document.removeEventListener('visibilitychange', awake),
  ];
  signals.resume(confirming);
  page.check();

  return {
    /** The session has a new flag. */
    flagged: () => screens?.flag(),
    /** The server accepts reports again: it gets the whole state, then everything that it has not confirmed. */
    resume(confirms) {
      signals.rewind();
      signals.push(page.current(), null);
      signals.resume(confirms);
    },
    async stop() {
      stopping = true;
      parts.forEach((part) => part());
      await signals.drain(lastWords);
    },
  };
}
