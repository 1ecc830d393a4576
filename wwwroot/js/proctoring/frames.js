// Sends pictures of the camera: one in flight, each encoded when it is its turn, so that none is outdated on arrival.

import { finestQuality } from './capture.js';
import { createBackoff } from './retry.js';

const poorestQuality = 0.3;
const smallest = 0.2;

/** The delay after a picture that was too large to send. */
const tryPoorer = 100;

/** Without a camera or a connection, the delay before the next check. */
const lookAgain = 500;

/**
 * Sends frames until the returned function is called.
 * @param {object} options
 * @param {{ take: Function }} options.capture
 * @param {(milliseconds: number) => Promise<void>} options.wait Keeps its pace in a hidden tab.
 * @param {() => HTMLVideoElement|null} options.video The camera's video. Null while the camera does not run.
 * @param {() => boolean} options.ready Whether there is a joined connection.
 * @param {(jpeg: Uint8Array, number: number) => Promise<object>} options.send
 * @param {(reason: string|null) => void} options.answered Called after each frame with the refusal, or null.
 * @param {() => { IntervalMs: number, MaximumBytes: number }} options.limits The server's limits from the last Join.
 * @param {(failing: boolean) => void} [options.failing] Called when no way of encoding pictures works, and when one works again.
 */
export function sendFrames({
  capture, wait, video, ready, send, answered, limits, failing = () => {}, now = () => performance.now(), log = console,
}) {
  const backoff = createBackoff({ first: lookAgain, longest: 5000 });
  let running = true;
  let number = 0;
  let quality = finestQuality;
  let shrink = 1;
  let broken = false;

  function report(is) {
    if (broken !== is)
      failing(is);
    broken = is;
  }

  /** The steps of reduction: lower quality first, then smaller size. */
  function makeSmaller() {
    if (quality > poorestQuality)
      quality = Math.max(poorestQuality, quality - 0.1);
    else
      shrink = Math.max(smallest, shrink * 0.8);
  }

  async function takePicture() {
    try {
      const jpeg = await capture.take(video(), quality, shrink);
      report(false);
      backoff.reset();
      return { jpeg, delay: lookAgain };
    } catch (error) {
      log.warn(`The camera's picture could not be encoded: ${error.message}`);
      report(true);
      return { jpeg: null, delay: backoff.next() };
    }
  }

  /** Takes and sends one picture. Returns the time until the next. */
  async function step() {
    const { jpeg, delay } = await takePicture();
    if (!jpeg || !running)
      return delay;
    // If even the smallest is too large, the server refuses it, and the refusal is on record.
    if (jpeg.length > limits().MaximumBytes && shrink > smallest) {
      makeSmaller();
      return tryPoorer;
    }
    const answer = await send(jpeg, ++number);
    if (running)
      answered(answer.Refused ?? null);
    return answer.NextDelayMs || limits().IntervalMs;
  }

  async function run() {
    while (running) {
      const began = now();
      let delay = lookAgain;
      try {
        if (ready())
          delay = await step();
      } catch (error) {
        // The connection broke with a frame in flight. The next one is newer anyway.
        log.debug?.(`A frame was not delivered: ${error.message}`);
      }
      if (running)
        await wait(delay - (now() - began));
    }
  }

  run();
  return () => {
    running = false;
  };
}
