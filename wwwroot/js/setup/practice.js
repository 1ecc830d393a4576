// The practice run: what an exam sends, to a run that exists only in the server's memory.

import { createCapture } from '../proctoring/capture.js';
import { watchDisplays } from '../proctoring/displays.js';
import { guard } from '../proctoring/guard.js';
import { camera } from '../proctoring/page-camera.js';
import { listen } from '../proctoring/sound.js';
import { watchFullscreen } from '../../sdk/file-dialog.js';
import { call } from './requests.js';

const frameEvery = 500;
const stateEvery = 1000;

/** Sends pictures, sound and the page's state until stop() is called. */
export function practise(key, runId) {
  const capture = createCapture();
  const stops = [];
  let stopped = false;
  const path = (what) => `practice/${runId}/${what}`;
  const send = (what, body) => call(path(what), key, body).catch((error) => console.debug(`Practice: ${error.message}`));

  function repeat(every, act) {
    let timer = 0;
    const next = async () => {
      const began = performance.now();
      await act();
      if (!stopped)
        timer = setTimeout(next, Math.max(50, every - (performance.now() - began)));
    };
    next();
    stops.push(() => clearTimeout(timer));
  }

  const displays = watchDisplays(() => {});
  stops.push(displays.stop);
  const watching = new AbortController();
  stops.push(() => watching.abort());
  // As in an exam: a page that never was full screen has not left it.
  const fullscreen = watchFullscreen({ signal: watching.signal, dialog: () => false });
  const state = () => ({
    tabHidden: document.hidden,
    windowFocused: document.hasFocus(),
    fullscreen: fullscreen.state(),
    secondDisplay: displays.extended(),
  });

  repeat(frameEvery, async () => {
    try {
      const jpeg = await capture.take(camera.video());
      if (jpeg && !stopped)
        await send('frame', jpeg);
    } catch (error) {
      console.debug(`Practice: no picture: ${error.message}`);
    }
  });
  repeat(stateEvery, () => send('signal', state()));
  for (const type of ['visibilitychange', 'blur', 'focus']) {
    const report = () => send('signal', state());
    addEventListener(type, report, true);
    stops.push(() => removeEventListener(type, report, true));
  }
  stops.push(guard((act, detail) => void send('signal', { ...state(), act, detail: detail ?? null })));
  const sound = listen({
    track: camera.microphone,
    ready: () => !stopped,
    send: (pcm) => call(path('sound'), key, pcm),
    changed: () => {},
  });
  stops.push(sound.stop);

  return {
    stop() {
      stopped = true;
      stops.forEach((stop) => stop());
      capture.stop();
    },
  };
}
