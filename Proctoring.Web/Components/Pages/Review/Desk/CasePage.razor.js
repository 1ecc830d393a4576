let stop = new AbortController();

const typing = (element) =>
  element instanceof HTMLElement && (element.isContentEditable || /^(input|textarea|select)$/i.test(element.tagName) && element.type !== 'range' && element.type !== 'checkbox');

/** Passes the page's own keys on: none while somebody types, none with a modifier of the browser's, none behind a dialog. */
export function listen(page, keys) {
  stop.abort();
  stop = new AbortController();
  const known = new Set(keys);
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat && !'jk'.includes(event.key) || !known.has(event.key))
      return;
    // A dialog and an open list have keys of their own.
    if (document.querySelector('.mud-dialog, .mud-popover-open .mud-list'))
      return;
    if (typing(event.target)) {
      if (event.key === 'Escape')
        event.target.blur();
      return;
    }
    event.preventDefault();
    page.invokeMethodAsync('Key', event.key).catch(() => {});
  }, { signal: stop.signal });
}

/** Puts the cursor where a reason is written. */
export function write() {
  document.querySelector('[data-own-words] input, [data-own-words] textarea')?.focus();
}

export function forget() {
  stop.abort();
}
