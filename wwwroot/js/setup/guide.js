// Live guidance for the camera: a picture every moment to the server's models, the answer to the component.

import { createCapture } from '../proctoring/capture.js';
import { createNotifier } from '../proctoring/notifier.js';
import { camera } from '../proctoring/page-camera.js';
import { restAfter, uplink } from '../proctoring/uplink.js';
import { call } from './requests.js';

const every = 700;
const quality = 0.7;

/** An answer that takes longer is outdated. */
const answerWithin = 8000;

/** A lost request must not stop the guidance for long: the line rests this long at most, in milliseconds. */
const longestRest = 4000;

/**
 * Guides until stop() is called.
 * @param {string} key
 * @param {object} component Gets "Looked" with the guidance and the box of the face.
 */
export function guide(key, component) {
  const capture = createCapture();
  const notifier = createNotifier(component, 'Looked');
  let stopped = false;
  let timer = 0;

  /** Sends a picture for guidance, if nothing more important uses the line. Returns how long that took. */
  async function ask(jpeg) {
    const began = performance.now();
    const took = () => performance.now() - began;
    try {
      const answer = await uplink.later((stop) => call('look', key, jpeg, { stop, within: answerWithin }));
      if (answer && !stopped) {
        uplink.took(jpeg.length, took());
        notifier.notify(answer);
      }
    } catch (error) {
      console.debug(`No guidance: ${error.message}`);
    }
    return took();
  }

  async function look() {
    const began = performance.now();
    let exchange = 0;
    try {
      const jpeg = document.hidden ? null : await capture.take(camera.video(), quality);
      if (jpeg && !stopped)
        exchange = await ask(jpeg);
    } catch (error) {
      console.debug(`No picture for guidance: ${error.message}`);
    }
    if (!stopped)
      timer = setTimeout(look, Math.max(every - (performance.now() - began), Math.min(restAfter(exchange), longestRest), 100));
  }

  look();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
      notifier.stop();
      capture.stop();
    },
  };
}
