// Live guidance for the camera: a picture every moment to the server's models, the answer to the component.

import { createCapture } from '../proctoring/capture.js';
import { createNotifier } from '../proctoring/notifier.js';
import { camera } from '../proctoring/page-camera.js';
import { call } from './requests.js';

const every = 700;
const quality = 0.7;

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

  async function look() {
    const began = performance.now();
    try {
      const jpeg = document.hidden ? null : await capture.take(camera.video(), quality);
      if (jpeg && !stopped)
        notifier.notify(await call('look', key, jpeg));
    } catch (error) {
      console.debug(`No guidance: ${error.message}`);
    }
    if (!stopped)
      timer = setTimeout(look, Math.max(100, every - (performance.now() - began)));
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
