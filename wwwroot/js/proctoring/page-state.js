// How the page stands in the browser, reported whole whenever it changes.

/** A frame inside the page that loses the window tells nobody; looking once a second finds it. */
const lookEvery = 1000;

/**
 * Watches until the returned function is called.
 * @param {() => boolean|null} cameraRunning Null while the camera has not been asked or has not answered.
 * @param {(state: object) => void} report Gets the full state; property names as the hub reads them.
 * @returns {{ check: () => void, current: () => object, stop: () => void }}
 */
export function watchPage(cameraRunning, report) {
  const stop = new AbortController();
  const on = (target, type) => target.addEventListener(type, check, { signal: stop.signal });
  let wasFullscreen = false;
  let last = '';

  function current() {
    wasFullscreen ||= !!document.fullscreenElement;
    return {
      TabHidden: document.hidden,
      // True also while the keyboard is in a frame of the page itself.
      WindowFocused: document.hasFocus(),
      Fullscreen: wasFullscreen ? !!document.fullscreenElement : null,
      CameraRunning: cameraRunning(),
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
      clearInterval(timer);
    },
  };
}
