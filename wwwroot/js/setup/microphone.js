// The microphone's level, and a short recording to play back. Nothing leaves the browser.

import { camera } from '../proctoring/page-camera.js';
import { levelOf } from './sound-level.js';

const recordFor = 3000;

/**
 * Shows the level in an element with role "meter" until stop() is called.
 * @param {HTMLElement} meter
 * @param {HTMLAudioElement} player
 * @param {object} component Gets "Heard" once sound is heard.
 */
export function listen(meter, player, component) {
  let context = null;
  let track = null;
  let heard = false;
  let address = null;

  function connect() {
    const current = camera.microphone();
    if (current === track)
      return;
    context?.close();
    [context, track] = [null, current];
    if (!current)
      return;
    context = new AudioContext();
    context.resume();
    const analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    context.createMediaStreamSource(new MediaStream([current])).connect(analyser);
    const samples = new Uint8Array(analyser.fftSize);
    const own = context;
    const draw = () => {
      if (context !== own)
        return;
      analyser.getByteTimeDomainData(samples);
      const level = levelOf(samples);
      meter.style.setProperty('--level', level.toFixed(3));
      meter.setAttribute('aria-valuenow', Math.round(level * 100));
      if (level > 0.08 && !heard) {
        heard = true;
        component.invokeMethodAsync('Heard').catch((error) => console.debug(`The page is gone: ${error.message}`));
      }
      setTimeout(draw, 80);
    };
    draw();
  }

  const end = camera.onChange(connect);
  connect();

  return {
    /** Records a few seconds and gives them to the player. False if the browser cannot record. */
    async record() {
      if (!track || typeof MediaRecorder !== 'function')
        return false;
      const recorder = new MediaRecorder(new MediaStream([track]));
      const parts = [];
      recorder.ondataavailable = ({ data }) => parts.push(data);
      const stopped = new Promise((resolve) => {
        recorder.onstop = resolve;
      });
      recorder.start();
      await new Promise((resolve) => setTimeout(resolve, recordFor));
      recorder.stop();
      await stopped;
      if (address)
        URL.revokeObjectURL(address);
      address = URL.createObjectURL(new Blob(parts, { type: recorder.mimeType }));
      player.src = address;
      player.hidden = false;
      player.play().catch((error) => console.debug(`The recording waits for a click: ${error.message}`));
      return true;
    },
    stop() {
      end();
      context?.close();
      context = null;
      if (address)
        URL.revokeObjectURL(address);
    },
  };
}
