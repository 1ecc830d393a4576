// Monitors the page of JobGenie's own quiz: tab, focus, full screen, keys, copy, paste, print. Only names and counts, never content.

import { guard } from './guard.js';

/** Losing the focus and hiding the tab follow each other; then only the tab is reported. */
const settle = 250;

const words = {
  tab_switch: 'The exam tab was left',
  window_blur: 'The exam window lost focus',
  fullscreen_exit: 'Full screen was left',
  context_menu: 'The context menu was opened',
  keyboard_shortcut: 'A blocked key was pressed',
  save_attempt: 'The candidate tried to save the page',
  print_attempt: 'The candidate tried to print the page',
  copy_attempt: 'Text was copied',
  paste_attempt: 'Text was pasted',
  screenshot_attempt: 'The screenshot key was pressed',
};

/**
 * Monitors and guards until the returned function is called.
 * @param {(type: string, detail: string|null, description: string) => void} report
 */
export function watchHost(report) {
  const stop = new AbortController();
  const on = (target, type, listener) => target.addEventListener(type, listener, { signal: stop.signal });
  const notify = (type, detail = null) => report(type, detail, words[type] ?? type);
  let away = document.hidden;
  let blurred = false;
  let wasFullscreen = !!document.fullscreenElement;
  let leaving = false;

  const release = guard(notify);
  // The guard marks the page; none of it may be printed.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('@media print { html.exam-guarded { display: none !important; } }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

  // A page that is reloaded, or left by a link, is hidden as it closes: that is not leaving the tab.
  on(window, 'pagehide', () => {
    leaving = true;
  });
  on(window, 'pageshow', () => {
    leaving = false;
  });
  on(document, 'visibilitychange', () => {
    if (document.hidden && !away && !leaving)
      notify('tab_switch');
    away = document.hidden;
  });
  on(window, 'blur', () => setTimeout(() => {
    // The focus may move to a frame of this page, such as the monitor's.
    if (stop.signal.aborted || blurred || document.hidden || leaving || document.hasFocus())
      return;
    blurred = true;
    notify('window_blur');
  }, settle));
  on(window, 'focus', () => {
    blurred = false;
  });
  on(document, 'fullscreenchange', () => {
    if (wasFullscreen && !document.fullscreenElement)
      notify('fullscreen_exit');
    wasFullscreen = !!document.fullscreenElement;
  });

  return () => {
    stop.abort();
    release();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
  };
}
