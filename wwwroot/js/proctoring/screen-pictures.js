// Sends pictures of the shared screen: one at each flag, and one per interval if the screen has changed.

/** How often the loop looks whether a picture is due. */
const lookEvery = 1000;

/** A picture for a flag that cannot be sent within this time no longer shows its moment. */
const flagFor = 25_000;

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
 */
export function sendScreens({
  screen, capture, every, wait, ready, send, limits, copy = shrink, now = () => performance.now(), log = console,
}) {
  let running = true;
  let flaggedAt = null;
  let lookedAt = -Infinity;
  let last = null;

  const shows = (video) => video && video.readyState >= 2 && video.videoWidth > 0;

  async function take(video) {
    const scale = Math.min(1, widest / video.videoWidth, highest / video.videoHeight);
    let jpeg = null;
    for (const [part, quality] of attempts) {
      const size = { width: Math.round(video.videoWidth * scale * part), height: Math.round(video.videoHeight * scale * part) };
      jpeg = await capture.encode(video, { ...size, quality });
      if (jpeg.length <= limits().MaximumBytes)
        break;
    }
    return jpeg;
  }

  async function step() {
    if (flaggedAt !== null && now() - flaggedAt > flagFor)
      flaggedAt = null;
    const video = screen.video();
    const due = every > 0 && now() - lookedAt >= every * 1000;
    if ((flaggedAt === null && !due) || !ready() || !shows(video))
      return;
    const present = copy(video);
    if (flaggedAt === null && !differs(present, last)) {
      lookedAt = now();
      return;
    }
    const answered = flaggedAt;
    const jpeg = await take(video);
    if (!running)
      return;
    const refusal = await send(jpeg);
    // The server may ask for a little patience; everything else is final.
    if (refusal === 'too_often')
      return;
    lookedAt = now();
    if (refusal === null)
      last = present;
    if (flaggedAt === answered)
      flaggedAt = null;
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
      flaggedAt = now();
    },
    stop() {
      running = false;
    },
  };
}
