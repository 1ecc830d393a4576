// The microphone's level, and a short recording to play back. Nothing leaves the browser.

import { camera } from '../proctoring/page-camera.js';
import { ratesFor } from '../proctoring/sound.js';
import { levelOf } from './sound-level.js';

const recordFor = 3000;

/** Opens audio for a track. Null if the browser allows none: then there is no level, and the recording may work all the same. */
export function openMeter(track, { make = (options) => new AudioContext(options), log = console } = {}) {
  for (const rate of ratesFor(track)) {
    let context = null;
    try {
      context = make(rate ? { sampleRate: rate } : {});
      const analyser = context.createAnalyser();
      analyser.fftSize = 1024;
      context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
      context.resume().catch((error) => log.debug?.(`The level waits for a click: ${error.message}`));
      return { context, analyser };
    } catch (error) {
      log.warn(`The microphone's level cannot be shown: ${error.message}`);
      context?.close().catch(() => { /* It never ran. */ });
    }
  }
  return null;
}

/** Records a track for a while. Null if the browser cannot record it, or recorded nothing. */
export async function recordTrack(track, { make = (stream) => new MediaRecorder(stream), time = recordFor, log = console } = {}) {
  let timer = 0;
  try {
    const recorder = make(new MediaStream([track]));
    const parts = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    // Also when the microphone is unplugged meanwhile.
    const stopped = new Promise((resolve, reject) => {
      recorder.onstop = resolve;
      recorder.onerror = ({ error }) => reject(error ?? new Error('the recorder failed'));
    });
    recorder.start();
    await Promise.race([stopped, new Promise((resolve) => {
      timer = setTimeout(resolve, time);
    })]);
    if (recorder.state !== 'inactive')
      recorder.stop();
    await stopped;
    const recording = new Blob(parts, { type: recorder.mimeType });
    return recording.size > 0 ? recording : null;
  } catch (error) {
    log.warn(`The microphone was not recorded: ${error.message}`);
    return null;
  } finally {
    clearTimeout(timer);
  }
}

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
    const opened = current && openMeter(current);
    if (!opened)
      return;
    const { analyser } = opened;
    ({ context } = opened);
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
    /** Records a few seconds and gives them to the player. False if nothing was recorded. */
    async record() {
      const recording = track && await recordTrack(track);
      if (!recording)
        return false;
      if (address)
        URL.revokeObjectURL(address);
      address = URL.createObjectURL(recording);
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
