const typing = (element) =>
  element instanceof HTMLElement
  && (element.isContentEditable || (/^(input|textarea|select)$/i.test(element.tagName) && !/^(range|checkbox)$/.test(element.type)));

/** Keys that a focused button or link handles itself. */
const ownKeys = (event, key) => key === 'Enter' && event.target instanceof HTMLElement && event.target.closest('a, button, summary');

/**
 * Returns the intended key. Shift decides between small and capital letters, so that Caps Lock changes nothing. A layout without Latin
 * letters (Cyrillic, Greek, Arabic …) counts by the position of the key, and so does a digit row that gives its digits only with Shift
 * (AZERTY).
 */
export function keyOf(event, known) {
  const { key, code = '', shiftKey } = event;
  if (typeof key !== 'string')
    return '';
  const foreign = key === 'Process' || (key.length === 1 && key > '\x7f');
  const letter = /^[a-z]$/i.test(key) ? key : foreign && /^Key([A-Z])$/.exec(code)?.[1];
  if (letter)
    return shiftKey ? letter.toUpperCase() : letter.toLowerCase();
  if (known.has(key))
    return key;
  return ((!shiftKey || foreign) && /^Digit(\d)$/.exec(code)?.[1]) || (foreign && code === 'Slash' && shiftKey ? '?' : key);
}

/**
 * Passes a page's own keys on, each with the subject that the page shows: not while the user types, not with a browser modifier, and not
 * behind a dialog.
 */
export function listen(page, keys) {
  const stop = new AbortController();
  const known = new Set(keys);
  document.addEventListener('keydown', (event) => {
    const key = keyOf(event, known);
    if (event.ctrlKey || event.metaKey || event.altKey || !known.has(key) || (event.repeat && !/^([jk]|Arrow.*)$/.test(key)))
      return;
    // A dialog and an open list have their own keys.
    if (document.querySelector('.mud-dialog, .mud-popover-open .mud-list'))
      return;
    if (typing(event.target)) {
      if (key === 'Escape')
        event.target.blur();
      return;
    }
    if (ownKeys(event, key) || (key.startsWith('Arrow') && event.target.matches?.('input')))
      return;
    event.preventDefault();
    const shown = document.querySelector('[data-keys-for]')?.dataset.keysFor ?? null;
    page.invokeMethodAsync('Key', key, shown).catch(() => {});
  }, { signal: stop.signal });
  return { forget: () => stop.abort() };
}

/** Writes a query parameter into the address, without a navigation. */
export function setQuery(name, value) {
  const address = new URL(location.href);
  address.searchParams.set(name, value);
  history.replaceState(history.state, '', address);
}

/** Moves the cursor to the field for a reason. */
export function write() {
  document.querySelector('[data-own-words] input, [data-own-words] textarea')?.focus();
}
