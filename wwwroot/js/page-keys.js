const typing = (element) =>
  element instanceof HTMLElement && (element.isContentEditable || (/^(input|textarea|select)$/i.test(element.tagName) && !/^(range|checkbox)$/.test(element.type)));

/** Keys that a focused button or link answers itself. */
const ownKeys = (event) => event.key === 'Enter' && event.target instanceof HTMLElement && event.target.closest('a, button, summary');

/** Passes a page's own keys on: none while somebody types, none with a modifier of the browser's, none behind a dialog. */
export function listen(page, keys) {
  const stop = new AbortController();
  const known = new Set(keys);
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !known.has(event.key) || (event.repeat && !'jk'.includes(event.key)))
      return;
    // A dialog and an open list have keys of their own.
    if (document.querySelector('.mud-dialog, .mud-popover-open .mud-list'))
      return;
    if (typing(event.target)) {
      if (event.key === 'Escape')
        event.target.blur();
      return;
    }
    if (ownKeys(event))
      return;
    event.preventDefault();
    page.invokeMethodAsync('Key', event.key).catch(() => {});
  }, { signal: stop.signal });
  return { forget: () => stop.abort() };
}

/** Puts the cursor where a reason is written. */
export function write() {
  document.querySelector('[data-own-words] input, [data-own-words] textarea')?.focus();
}
