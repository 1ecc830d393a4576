// Blocks a few named keys and acts while a proctored exam runs, and says so. A page can't stop the operating system or the
// browser's own menus: this deters and leaves a record. Whatever is not in these lists passes.

/** Elsewhere than on a Mac. `key` is what the key types, in lower case; `code` is where it lies, for other scripts. */
export const blockedKeys = [
  { name: 'F12', act: 'keyboard_shortcut', key: 'f12', code: 'F12' },
  { name: 'Ctrl+Shift+I', act: 'keyboard_shortcut', key: 'i', code: 'KeyI', ctrl: true, shift: true },
  { name: 'Ctrl+Shift+J', act: 'keyboard_shortcut', key: 'j', code: 'KeyJ', ctrl: true, shift: true },
  { name: 'Ctrl+Shift+C', act: 'keyboard_shortcut', key: 'c', code: 'KeyC', ctrl: true, shift: true },
  { name: 'Ctrl+U', act: 'keyboard_shortcut', key: 'u', code: 'KeyU', ctrl: true },
  { name: 'Ctrl+S', act: 'save_attempt', key: 's', code: 'KeyS', ctrl: true },
  { name: 'Ctrl+P', act: 'print_attempt', key: 'p', code: 'KeyP', ctrl: true },
];

/** On a Mac, where Ctrl moves the cursor and stays free. */
export const blockedKeysOnMac = [
  { name: 'F12', act: 'keyboard_shortcut', key: 'f12', code: 'F12' },
  { name: 'Cmd+Option+I', act: 'keyboard_shortcut', key: 'i', code: 'KeyI', meta: true, alt: true },
  { name: 'Cmd+Option+J', act: 'keyboard_shortcut', key: 'j', code: 'KeyJ', meta: true, alt: true },
  { name: 'Cmd+Option+C', act: 'keyboard_shortcut', key: 'c', code: 'KeyC', meta: true, alt: true },
  { name: 'Cmd+Option+U', act: 'keyboard_shortcut', key: 'u', code: 'KeyU', meta: true, alt: true },
  { name: 'Cmd+Shift+C', act: 'keyboard_shortcut', key: 'c', code: 'KeyC', meta: true, shift: true },
  { name: 'Cmd+U', act: 'keyboard_shortcut', key: 'u', code: 'KeyU', meta: true },
  { name: 'Cmd+S', act: 'save_attempt', key: 's', code: 'KeyS', meta: true },
  { name: 'Cmd+P', act: 'print_attempt', key: 'p', code: 'KeyP', meta: true },
];

/** Keys that can't be blocked, and that a page hears only when they are let go; with any other key held. */
export const keysReported = [
  { name: 'PrintScreen', act: 'screenshot_attempt', key: 'printscreen', code: 'PrintScreen' },
];

/** Events that are blocked whatever caused them, with the act that each is. */
export const blockedEvents = [
  { type: 'contextmenu', act: 'context_menu' },
  { type: 'copy', act: 'copy_attempt' },
  { type: 'cut', act: 'copy_attempt' },
  { type: 'paste', act: 'paste_attempt' },
  { type: 'drop', act: 'paste_attempt' },
];

const onMac = () => /mac|iphone|ipad/i.test(navigator.userAgentData?.platform ?? navigator.platform ?? '');

/** The entry that a key event meets; undefined where it may pass. */
export function findBlocked(event, list = onMac() ? blockedKeysOnMac : blockedKeys) {
  // Writing in progress: an input method, or AltGr, which Windows reports as Ctrl+Alt.
  if (event.isComposing || event.keyCode === 229 || event.getModifierState('AltGraph'))
    return undefined;
  return list.find((entry) =>
    !!entry.ctrl === event.ctrlKey && !!entry.shift === event.shiftKey && !!entry.alt === event.altKey
    && !!entry.meta === event.metaKey && sameKey(entry, event));
}

/** The entry that a key let go meets; undefined for all others. */
export function findReported(event) {
  return keysReported.find((entry) => event.key.toLowerCase() === entry.key || event.code === entry.code);
}

// Shortcuts follow the letter on Latin layouts (AZERTY, Dvorak) and the place of the key on others (Cyrillic, Option on a Mac).
function sameKey(entry, event) {
  return /^([a-z]|f\d+)$/i.test(event.key) ? event.key.toLowerCase() === entry.key : event.code === entry.code;
}

/**
 * Blocks until the returned function is called.
 * @param {(act: string, detail: string|null) => void} report Called once for each thing blocked.
 */
export function guard(report) {
  const stop = new AbortController();
  const early = { capture: true, signal: stop.signal };

  addEventListener('keydown', (event) => {
    const entry = findBlocked(event);
    if (!entry)
      return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat)
      report(entry.act, entry.name);
  }, early);

  addEventListener('keyup', (event) => {
    const entry = findReported(event);
    if (entry)
      report(entry.act, entry.name);
  }, early);

  for (const { type, act } of blockedEvents) {
    addEventListener(type, (event) => {
      event.preventDefault();
      report(act, detailOf(event));
    }, early);
  }

  // From the browser's menu. The style sheet hides the page from the printer.
  addEventListener('beforeprint', () => report('print_attempt', 'print dialog'), early);
  document.documentElement.classList.add('exam-guarded');

  return () => {
    stop.abort();
    document.documentElement.classList.remove('exam-guarded');
  };
}

/** How much, never what. */
function detailOf(event) {
  switch (event.type) {
    case 'copy':
    case 'cut':
      return count(document.getSelection()?.toString() ?? '');
    case 'paste':
      return count(event.clipboardData?.getData('text') ?? '');
    case 'drop':
      return count(event.dataTransfer?.getData('text') ?? '');
    default:
      return null;
  }
}

function count(text) {
  return text.length === 0 ? null : text.length === 1 ? '1 character' : `${text.length} characters`;
}
