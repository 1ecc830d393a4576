// How the page stands in the browser, reported whole whenever it changes.

import { createDevtoolsGuess, measure } from './devtools.js';
import { watchDisplays } from './displays.js';

/** A frame inside the page that loses the window tells nobody; looking once a second finds it. */
const lookEvery = 1000;

/** Names of devices are cut here; the server takes no longer ones. */
const longestName = 200;

/** What the page around our frame looks after itself. */
let elsewhere = { focus: false, tab: false };

/**
 * Says that the exam itself is in the page around our frame: the keyboard belongs there.
 * @param {{ focus: boolean, tab: boolean }} parts `tab` where that page also tells when its tab is left.
 */
export function leaveToHost(parts) {
  elsewhere = parts;
}

/**
 * Watches until the returned function is called.
 * @param {object} devices
 * @param {() => boolean|null} devices.cameraRunning Null while the camera has not been asked or has not answered.
 * @param {() => {label: string, id: string|null}|null} devices.camera The camera in use; null where there is none.
 * @param {() => boolean|null} devices.microphoneRunning Null while nobody has tried to listen.
 * @param {(state: object) => void} report Gets the full state; property names as the hub reads them.
 * @returns {{ check: () => void, current: () => object, stop: () => void }}
 */
export function watchPage(devices, report) {
  const stop = new AbortController();
  const on = (target, type) => target.addEventListener(type, check, { signal: stop.signal });
  const displays = watchDisplays(() => check());
  const guessDevtools = createDevtoolsGuess();
  let wasFullscreen = false;
  let last = '';

  function current() {
    wasFullscreen ||= !!document.fullscreenElement;
    const camera = devices.camera();
    return {
      TabHidden: elsewhere.tab ? null : document.hidden,
      // True also while the keyboard is in a frame of the page itself.
      WindowFocused: elsewhere.focus ? null : document.hasFocus(),
      Fullscreen: wasFullscreen && !elsewhere.focus ? !!document.fullscreenElement : null,
      CameraRunning: devices.cameraRunning(),
      MicrophoneRunning: devices.microphoneRunning(),
      SecondDisplay: displays.extended(),
      DevtoolsOpen: guessDevtools(measure()),
      CameraLabel: camera?.label.slice(0, longestName) ?? null,
      CameraId: camera?.id?.slice(0, longestName) ?? null,
    };
  }

  function check() {
    const state = current();
    const key = JSON.stringify(state);
    if (key === last)
      return;
    last = key;
    report(state);
  }

  on(document, 'visibilitychange');
  on(document, 'fullscreenchange');
  on(window, 'focus');
  on(window, 'blur');
  // A page that is loaded again hides while it goes: that is not leaving the tab.
  addEventListener('pagehide', () => stop.abort(), { signal: stop.signal });
  const timer = setInterval(check, lookEvery);

  return {
    check,
    current,
    stop: () => {
      stop.abort();
      displays.stop();
      clearInterval(timer);
    },
  };
}
