// Sends pictures of the shared screen: one at each flag, and one per interval if the screen has changed. They share the line with the
// frames of the camera, and may wait for answers and the page's signals. A picture that the line cannot carry is dropped and counted.

import { restAfter, uplink } from './uplink.js';

/** How often the loop looks whether a picture is due. */
const lookEvery = 1000;

/** A picture for a flag that cannot be sent within this time no longer shows its moment. */
export const flagFor = 25_000;

/** A picture may take the line for this long. Frames wait meanwhile, and five seconds without one are a gap of the camera. */
const lineWithin = 1500;

/** The delay after a picture that the line cannot carry. */
const tryAgainAfter = 5000;

/** The server may accept the picture of a flag later: soon, or after the session has moved to another server. Other refusals are final. */
const laterRefusals = new Set(['too_often', 'not_joined', 'not_running', 'other_window', 'malformed']);

const widest = 1600;
const highest = 1000;

/** The parts of the size and the qualities in turn, until the picture is small enough for the server. */
const attempts = [[1, 0.7], [1, 0.5], [1, 0.3], [0.7, 0.3], [0.5, 0.3], [0.3, 0.3]];

/** The smaller copy that is compared. One cell is about 30 × 30 pixels of a usual monitor. */
const columns = 64;
const rows = 36;

/** A cell that differs by this much has changed: a line of text does, a blinking caret does not. */
const leastDifference = 8;

/** Whether two copies of the screen differ. */
export function differs(one, other) {
  if (!one || !other || one.length !== other.length)
    return true;
  return one.some((value, index) => Math.abs(value - other[index]) >= leastDifference);
}

/** The brightness of each cell, 0–255. */
function shrink(video) {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [columns, rows];
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (!context)
    throw new Error('the page canvas has no 2D context');
  context.imageSmoothingQuality = 'high';
  context.drawImage(video, 0, 0, columns, rows);
  const { data } = context.getImageData(0, 0, columns, rows);
  return Uint8Array.from({ length: columns * rows }, (_, cell) => (data[4 * cell] * 3 + data[4 * cell + 1] * 6 + data[4 * cell + 2]) / 10);
}

/**
 * Sends pictures until stop() is called.
 * @param {object} options
 * @param {{ video: () => HTMLVideoElement|null }} options.screen
 * @param {{ encode: Function }} options.capture
 * @param {number} options.every The interval in seconds; 0 for at flags only.
 * @param {(milliseconds: number) => Promise<void>} options.wait Keeps its pace in a hidden tab.
 * @param {() => boolean} options.ready Whether there is a joined connection.
 * @param {(jpeg: Uint8Array) => Promise<string|null>} options.send Resolves with a refusal, or null.
 * @param {() => { MaximumBytes: number }} options.limits
 * @param {(pictures: number) => void} [options.dropped] Called with the number of pictures that could not be sent in time.
 */
export function sendScreens({
  screen, capture, every, wait, ready, send, limits, dropped = () => {}, line = uplink, copy = shrink, now = () => performance.now(),
  log = console,
}) {
  let running = true;
  /** The times of the flags that wait for a picture. */
  let flags = [];
  /** Whether the line or the server, and not the connection or the share, keeps a flag's picture waiting. */
  let held = false;
  let restUntil = -Infinity;
  let lookedAt = -Infinity;
  let last = null;

  const shows = (video) => video && video.readyState >= 2 && video.videoWidth > 0;

  async function take(video) {
    const scale = Math.min(1, widest / video.videoWidth, highest / video.videoHeight);
    let jpeg = null;
    for (const [part, quality] of attempts) {
      const size = { width: Math.round(video.videoWidth * scale * part), height: Math.round(video.videoHeight * scale * part) };
      jpeg = await capture.encode(video, { ...size, quality });
      if (jpeg.length <= Math.min(limits().MaximumBytes, line.carries(lineWithin)))
        break;
    }
    return jpeg;
  }

  function drop(pictures) {
    log.warn(`${pictures} pictures of the screen were dropped: they could not be sent in time`);
    dropped(pictures);
  }

  /** Gives up the flags whose moment has passed. */
  function expire() {
    const late = flags.filter((at) => now() - at > flagFor).length;
    flags = flags.slice(late);
    if (late > 0 && held)
      drop(late);
    held &&= flags.length > 0;
  }

  /** Encodes and sends a picture. Resolves with the refusal, or null; 'slow' if the line cannot carry it, 'stopped' if it must wait. */
  async function deliver(video, stop) {
    const jpeg = await take(video);
    if (!running || stop.aborted)
      return 'stopped';
    if (jpeg.length > line.carries(lineWithin))
      return 'slow';
    const began = now();
    try {
      return await send(jpeg);
    } finally {
      restUntil = now() + restAfter(now() - began);
    }
  }

  /** Handles a picture that the line cannot carry. The one of a flag may fit a little later. */
  function tooSlow() {
    restUntil = now() + tryAgainAfter;
    held ||= flags.length > 0;
    if (flags.length === 0) {
      lookedAt = now();
      drop(1);
    }
  }

  async function step() {
    expire();
    const video = screen.video();
    const due = every > 0 && now() - lookedAt >= every * 1000;
    if ((flags.length === 0 && !due) || !ready() || !shows(video))
      return;
    if (now() < restUntil) {
      held ||= flags.length > 0;
      return;
    }
    const present = copy(video);
    if (flags.length === 0 && !differs(present, last)) {
      lookedAt = now();
      return;
    }
    const answered = flags.length;
    // An answer or a signal is on its way if this is not called.
    let result = 'stopped';
    await line.later(async (stop) => {
      result = await deliver(video, stop);
    });
    if (!running)
      return;
    if (result === 'slow')
      tooSlow();
    else if (result === 'stopped' || laterRefusals.has(result))
      held ||= flags.length > 0;
    else
      finish(result, answered, present);
  }

  function finish(refusal, answered, present) {
    lookedAt = now();
    if (refusal === null)
      last = present;
    flags = flags.slice(answered);
    held = false;
  }

  async function run() {
    while (running) {
      await wait(lookEvery);
      try {
        if (running)
          await step();
      } catch (error) {
        // The connection broke, or the screen cannot be encoded now. The next attempt is a second later.
        log.debug?.(`A picture of the screen was not sent: ${error.message}`);
      }
    }
  }

  run();
  return {
    /** The session has a new flag: its moment is worth a picture. */
    flag() {
      flags.push(now());
    },
    stop() {
      running = false;
      // A flag of the last second has had no attempt yet.
      if (flags.length > 0 && (held || (ready() && shows(screen.video()))))
        drop(flags.length);
      [flags, held] = [[], false];
    },
  };
}
