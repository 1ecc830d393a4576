// Watches the page in which JobGenie's own quiz is: tab, focus, full screen, keys, copy, paste, print. Only names and counts, never content.

import { guard } from './guard.js';

/** Losing the focus and hiding the tab come one after the other; then only the tab is told. */
const settle = 250;

const words = {
  tab_switch: 'The exam tab was left',
  window_blur: 'The exam window lost the focus',
  fullscreen_exit: 'Full screen was left',
  context_menu: 'The context menu was asked for',
  keyboard_shortcut: 'A blocked key was pressed',
  save_attempt: 'The page was to be saved',
  print_attempt: 'The page was to be printed',
  copy_attempt: 'Text was copied',
  paste_attempt: 'Text was pasted',
  screenshot_attempt: 'The screenshot key was pressed',
};

/**
 * Watches and guards until the returned function is called.
 * @param {(type: string, detail: string|null, description: string) => void} report
 */
export function watchHost(report) {
  const stop = new AbortController();
  const on = (target, type, listener) => target.addEventListener(type, listener, { signal: stop.signal });
  const tell = (type, detail = null) => report(type, detail, words[type] ?? type);
  let away = document.hidden;
  let blurred = false;
  let wasFullscreen = !!document.fullscreenElement;
  let leaving = false;

  const release = guard(tell);
  // The guard marks the page; nothing of it is to be printed.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('@media print { html.exam-guarded { display: none !important; } }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

  // A page that is loaded again, or left by a link, hides while it goes: that is not leaving the tab.
  on(window, 'pagehide', () => {
    leaving = true;
  });
  on(window, 'pageshow', () => {
    leaving = false;
  });
  on(document, 'visibilitychange', () => {
    if (document.hidden && !away && !leaving)
      tell('tab_switch');
    away = document.hidden;
  });
  on(window, 'blur', () => setTimeout(() => {
    // Into a frame of this page, the monitor's say, the focus may go.
    if (stop.signal.aborted || blurred || document.hidden || leaving || document.hasFocus())
      return;
    blurred = true;
    tell('window_blur');
  }, settle));
  on(window, 'focus', () => {
    blurred = false;
  });
  on(document, 'fullscreenchange', () => {
    if (wasFullscreen && !document.fullscreenElement)
      tell('fullscreen_exit');
    wasFullscreen = !!document.fullscreenElement;
  });

  return () => {
    stop.abort();
    release();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
  };
}
