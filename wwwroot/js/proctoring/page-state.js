// The whole state of the page: reported when it changes, and every few seconds so that the server notices a page that stops.

import { explainsFor, watchFileDialog, watchFullscreen } from '../../sdk/file-dialog.js';
import { createDevtoolsGuess, measure } from './devtools.js';
import { watchDisplays } from './displays.js';

/** The page gets no event when a frame inside it loses the window. A check every second detects it. */
const lookEvery = 1000;

/** The server records a gap after ten seconds without a report. Together with the check this is at most five. */
const repeatAfter = 4000;

/** The longest device name that the server accepts. */
const longestName = 200;

/** The parts that the host page monitors itself. */
let elsewhere = { focus: false, tab: false };

/**
 * Records that the exam itself is in the host page, which therefore may have the keyboard.
 * @param {{ focus: boolean, tab: boolean }} parts `tab` if that page also reports when its tab is left.
 */
export function leaveToHost(parts) {
  elsewhere = parts;
}

/**
 * Watches until stop() is called.
 * @param {object} options
 * @param {() => boolean|null} options.cameraRunning Null while the camera has not been requested or has not answered.
 * @param {() => {label: string, id: string|null}|null} options.camera The camera in use. Null if there is none.
 * @param {() => string|null} options.microphone 'on', 'off', 'muted', 'unplugged', 'silent' or 'failed'. Null if unknown.
 * @param {() => string|null} [options.screenShare] The state of the shared screen. Null if the session asks for none.
 * @param {() => 'camera'|'screen'|null} [options.asking] What the browser asks the candidate for, in a window of its own.
 * @param {(milliseconds: number, work: () => void) => () => void} options.every Keeps its pace in a hidden tab.
 * @param {(state: object, heartbeat: boolean) => void} options.report Gets the full state, with the hub's property names.
 */
export function watchPage({
  cameraRunning, camera, microphone, screenShare = () => null, asking = () => null, every, report, now = () => performance.now(),
  displays = watchDisplays, size = measure, touch, page = document, view = window,
}) {
  const stop = new AbortController();
  // Before the other listeners: the dialog has closed when these look.
  const fileDialog = watchFileDialog({ signal: stop.signal, page, view, now, touch });
  const on = (target, type) => target.addEventListener(type, check, { signal: stop.signal });
  const screens = displays(() => check());
  const guessDevtools = createDevtoolsGuess();
  let asked = null;
  let askedSince = 0;
  const fullscreen = watchFullscreen({ signal: stop.signal, page, dialog: () => fileDialog.open() || question() !== null, changed: check });
  let leaving = false;
  let last = '';
  let reportedAt = -Infinity;

  /** What the browser asks for. Its question explains nothing for longer than a dialog does. */
  function question() {
    const present = asking();
    if (present !== asked)
      [asked, askedSince] = [present, now()];
    return now() - askedSince < explainsFor ? present : null;
  }

  /** The dialog for which the page does not know whether the candidate is there. A camera that is asked for is a gap of its own. */
  function dialog() {
    if (elsewhere.focus || (page.hasFocus() && !page.hidden))
      return null;
    return fileDialog.open() ? 'file' : question() === 'screen' ? 'screen' : null;
  }

  function current() {
    const used = camera();
    const heard = microphone();
    const full = fullscreen.state();
    return {
      TabHidden: elsewhere.tab || fileDialog.covers() ? null : page.hidden,
      // Also true while the keyboard is in a frame of the page itself.
      WindowFocused: elsewhere.focus || fileDialog.open() || question() !== null ? null : page.hasFocus(),
      Fullscreen: elsewhere.focus ? null : full,
      CameraRunning: cameraRunning(),
      MicrophoneRunning: heard === null ? null : heard === 'on' || heard === 'silent',
      SecondDisplay: screens.extended(),
      DevtoolsOpen: guessDevtools(size()),
      CameraLabel: used?.label.slice(0, longestName) ?? null,
      CameraId: used?.id?.slice(0, longestName) ?? null,
      MicrophoneState: heard,
      ScreenState: screenShare(),
      Dialog: dialog(),
    };
  }

  function check() {
    if (stop.signal.aborted || leaving)
      return;
    const state = current();
    const key = JSON.stringify(state);
    const changed = key !== last;
    if (!changed && now() - reportedAt < repeatAfter)
      return;
    [last, reportedAt] = [key, now()];
    report(state, !changed);
  }

  on(page, 'visibilitychange');
  on(page, 'fullscreenchange');
  on(view, 'focus');
  on(view, 'blur');
  // A reloaded page is hidden as it closes. That is not leaving the tab. A page that the browser kept is shown again.
  view.addEventListener('pagehide', () => {
    leaving = true;
  }, { signal: stop.signal });
  view.addEventListener('pageshow', () => {
    leaving = false;
    check();
  }, { signal: stop.signal });
  const stopLooking = every(lookEvery, check);

  return {
    check,
    current,
    stop() {
      stop.abort();
      screens.stop();
      stopLooking();
    },
  };
}
