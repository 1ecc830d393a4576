// Blocks a few named keys and acts while a proctored exam runs, and reports them. A page can't stop the operating system or the browser's
// own menus: this deters and leaves a record. Everything outside these lists passes.

import { guardClipboard } from './guard-clipboard.js';

/** The keys on other systems than a Mac. `key` is the typed character in lower case; `code` is the key's position, for other scripts. */
export const blockedKeys = [
  { name: 'F12', act: 'keyboard_shortcut', key: 'f12', code: 'F12' },
  { name: 'Ctrl+Shift+I', act: 'keyboard_shortcut', key: 'i', code: 'KeyI', ctrl: true, shift: true },
  { name: 'Ctrl+Shift+J', act: 'keyboard_shortcut', key: 'j', code: 'KeyJ', ctrl: true, shift: true },
  { name: 'Ctrl+Shift+C', act: 'keyboard_shortcut', key: 'c', code: 'KeyC', ctrl: true, shift: true },
  { name: 'Ctrl+U', act: 'keyboard_shortcut', key: 'u', code: 'KeyU', ctrl: true },
  { name: 'Ctrl+Shift+S', act: 'screenshot_attempt', key: 's', code: 'KeyS', ctrl: true, shift: true },
  { name: 'Ctrl+S', act: 'save_attempt', key: 's', code: 'KeyS', ctrl: true },
  { name: 'Ctrl+P', act: 'print_attempt', key: 'p', code: 'KeyP', ctrl: true },
];

/** Keys on a Mac, where Ctrl moves the cursor and stays free. */
export const blockedKeysOnMac = [
  { name: 'F12', act: 'keyboard_shortcut', key: 'f12', code: 'F12' },
  { name: 'Cmd+Option+I', act: 'keyboard_shortcut', key: 'i', code: 'KeyI', meta: true, alt: true },
  { name: 'Cmd+Option+J', act: 'keyboard_shortcut', key: 'j', code: 'KeyJ', meta: true, alt: true },
  { name: 'Cmd+Option+C', act: 'keyboard_shortcut', key: 'c', code: 'KeyC', meta: true, alt: true },
  { name: 'Cmd+Option+U', act: 'keyboard_shortcut', key: 'u', code: 'KeyU', meta: true, alt: true },
  { name: 'Cmd+Shift+C', act: 'keyboard_shortcut', key: 'c', code: 'KeyC', meta: true, shift: true },
  { name: 'Cmd+U', act: 'keyboard_shortcut', key: 'u', code: 'KeyU', meta: true },
  { name: 'Cmd+Shift+S', act: 'screenshot_attempt', key: 's', code: 'KeyS', meta: true, shift: true },
  { name: 'Cmd+S', act: 'save_attempt', key: 's', code: 'KeyS', meta: true },
  { name: 'Cmd+P', act: 'print_attempt', key: 'p', code: 'KeyP', meta: true },
];

/** Keys that can't be blocked. A page gets their event only when they are released, with or without other keys. */
export const keysReported = [
  { name: 'PrintScreen', act: 'screenshot_attempt', key: 'printscreen', code: 'PrintScreen' },
];

/** A context menu this soon after a touch or the Menu key came from it, in milliseconds. */
const menuCause = 3000;

/** Only in these browsers Shift+S with Ctrl or Cmd takes a screenshot. In others it does nothing, and people press it by habit to save. */
const takesScreenshots = () => /firefox|edg\//i.test(globalThis.navigator?.userAgent ?? '');

const onMac = () => /mac|iphone|ipad/i.test(navigator.userAgentData?.platform ?? navigator.platform ?? '');

/** Returns the entry that matches a key event. Undefined if the key may pass. */
export function findBlocked(event, list = onMac() ? blockedKeysOnMac : blockedKeys) {
  // A browser that fills a field in sends a key event without a key.
  if (typeof event.key !== 'string')
    return undefined;
  // Writing: an input method, or AltGr, which Windows reports as Ctrl+Alt.
  if (event.isComposing || event.keyCode === 229 || event.getModifierState('AltGraph'))
    return undefined;
  return list.find((entry) =>
    !!entry.ctrl === event.ctrlKey && !!entry.shift === event.shiftKey && !!entry.alt === event.altKey
    && !!entry.meta === event.metaKey && sameKey(entry, event) && (entry.act !== 'screenshot_attempt' || takesScreenshots()));
}

/** Returns the entry that matches a released key. Undefined for all others. */
export function findReported(event) {
  return keysReported.find((entry) => event.key?.toLowerCase() === entry.key || event.code === entry.code);
}

// Shortcuts follow the letter on Latin layouts (AZERTY, Dvorak) and the position of the key on others (Cyrillic, Option on a Mac).
function sameKey(entry, event) {
  return /^([a-z]|f\d+)$/i.test(event.key) ? event.key.toLowerCase() === entry.key : event.code === entry.code;
}

/**
 * Distinguishes a long press and the Menu key from a right click. Both happen by accident, on phones and to people who use no mouse.
 * @returns {{ pointer: (event: PointerEvent) => void, key: (event: KeyboardEvent) => void, isSoft: (event: MouseEvent) => boolean }}
 */
export function createMenuCause(now = () => performance.now()) {
  let touchedAt = -Infinity;
  let keyAt = -Infinity;
  return {
    pointer(event) {
      touchedAt = event.pointerType === 'touch' || event.pointerType === 'pen' ? now() : -Infinity;
    },
    key(event) {
      if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey))
        keyAt = now();
    },
    /** Returns whether a context menu may be blocked without a report. Some browsers do not name its pointer. */
    isSoft: (event) => event.pointerType === 'touch' || event.pointerType === 'pen'
      || (event.pointerType !== 'mouse' && now() - touchedAt < menuCause) || now() - keyAt < menuCause,
  };
}

/**
 * Blocks until the returned function is called.
 * @param {(act: string, detail: string|null) => void} report Called once for each act that counts.
 * @param {(act: string) => void} [blocked] Called for each act that is blocked or reported: the candidate should read why it has no
 * effect.
 * @param {string[]} [allowed] The acts that are neither blocked nor reported.
 * @param {string|null} [session] The session whose own texts may be pasted. Null if the page knows none.
 */
export function guard(report, blocked = () => {}, allowed = [], session = null) {
  const stop = new AbortController();
  const early = { capture: true, signal: stop.signal };
  const menu = createMenuCause();
  const act = (type, detail) => {
    report(type, detail);
    blocked(type);
  };

  addEventListener('keydown', (event) => {
    menu.key(event);
    const entry = findBlocked(event);
    if (!entry || allowed.includes(entry.act))
      return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat)
      act(entry.act, entry.name);
  }, early);

  addEventListener('keyup', (event) => {
    const entry = findReported(event);
    if (entry && !allowed.includes(entry.act))
      act(entry.act, entry.name);
  }, early);

  addEventListener('pointerdown', menu.pointer, { ...early, passive: true });
  addEventListener('contextmenu', (event) => {
    if (allowed.includes('context_menu'))
      return;
    event.preventDefault();
    if (!menu.isSoft(event))
      report('context_menu', null);
    blocked('context_menu');
  }, early);

  guardClipboard(act, early, allowed, session);

  // From the browser's menu. The style sheet hides the page from the printer.
  if (!allowed.includes('print_attempt')) {
    addEventListener('beforeprint', () => act('print_attempt', 'print dialog'), early);
    document.documentElement.classList.add('exam-guarded');
  }

  return () => {
    stop.abort();
    document.documentElement.classList.remove('exam-guarded');
  };
}
