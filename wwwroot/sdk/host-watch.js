// Watches the host's page during an exam: tab, focus, full screen, keys, copy, paste, print. It reports names and counts, never content.

import { watchFileDialog, watchFullscreen } from './file-dialog.js';
import { guard } from './guard.js';

/** The browser reports a lost focus before a hidden tab; after this time only the tab is reported. In milliseconds. */
const settle = 250;

/** How often the page looks whether a dialog still explains what it observes, in milliseconds. */
const lookAgainAfter = 1000;

/** Descriptions for the host's code, in English; the type says what happened. */
const descriptions = {
  tab_switch: 'The candidate left the exam tab',
  window_blur: 'The exam window lost focus',
  fullscreen_exit: 'The candidate left full screen',
  context_menu: 'The candidate tried to open the context menu',
  keyboard_shortcut: 'The candidate pressed a blocked key',
  save_attempt: 'The candidate tried to save the page',
  print_attempt: 'The candidate tried to print the page',
  copy_attempt: 'The candidate copied text',
  paste_attempt: 'The candidate pasted text',
  screenshot_attempt: 'The candidate pressed the screenshot key',
};

/**
 * Monitors and guards until the returned function is called.
 * @param {(type: string, detail: string|null, description: string) => void} report
 * @param {string[]} [allowed] The types that the exam's policy switches off: they are neither blocked nor reported.
 * @param {string|null} [session] The session whose own texts may be pasted. Null if the page knows none.
 */
export function watchHost(report, allowed = [], session = null) {
  const stop = new AbortController();
  // Before the other listeners: the dialog has closed when these look.
  const fileDialog = watchFileDialog({ signal: stop.signal });
  const fullscreen = watchFullscreen({ signal: stop.signal, dialog: fileDialog.open, changed: () => lookAtFullscreen() });
  const on = (target, type, listener) => target.addEventListener(type, listener, { signal: stop.signal });
  const notify = (type, detail = null) => allowed.includes(type) || report(type, detail, descriptions[type] ?? type);
  let away = document.hidden;
  let blurred = false;
  let wasFull = fullscreen.state();
  let leaving = false;
  let tabTimer = 0;
  let focusTimer = 0;

  const release = guard(notify, undefined, allowed, session);
  // The guard marks the page, which must not be printed.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('@media print { html.exam-guarded { display: none !important; } }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

  // A page hides while it reloads or follows a link. That does not count as leaving the tab.
  on(window, 'pagehide', () => {
    leaving = true;
  });
  on(window, 'pageshow', () => {
    leaving = false;
  });

  /** Reports a left tab, as soon as no dialog explains it. */
  function lookAtTab() {
    clearTimeout(tabTimer);
    if (stop.signal.aborted || leaving || away || !document.hidden) {
      away = document.hidden;
      return;
    }
    if (fileDialog.covers()) {
      tabTimer = setTimeout(lookAtTab, lookAgainAfter);
      return;
    }
    away = true;
    notify('tab_switch');
  }

  /** Reports a lost focus, as soon as no dialog explains it. It may have moved into a frame of this page, such as the monitor. */
  function lookAtFocus() {
    clearTimeout(focusTimer);
    if (stop.signal.aborted || blurred || document.hidden || leaving || document.hasFocus())
      return;
    if (fileDialog.open()) {
      focusTimer = setTimeout(lookAtFocus, lookAgainAfter);
      return;
    }
    blurred = true;
    notify('window_blur');
  }

  function lookAtFullscreen() {
    const full = fullscreen.state();
    if (full === false && wasFull !== false)
      notify('fullscreen_exit');
    wasFull = full;
  }

  on(document, 'visibilitychange', lookAtTab);
  on(window, 'blur', () => {
    clearTimeout(focusTimer);
    focusTimer = setTimeout(lookAtFocus, settle);
  });
  on(window, 'focus', () => {
    blurred = false;
  });
  on(document, 'fullscreenchange', lookAtFullscreen);

  return () => {
    stop.abort();
    release();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
  };
}
