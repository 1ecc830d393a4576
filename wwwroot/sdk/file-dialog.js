// Notices the browser's dialog for choosing a file. It takes the keyboard from the page and ends full screen, and on a phone it covers the
// page: a question that asks for a file must not accuse the candidate who answers it.

/** A dialog that stays open longer no longer explains what the page observes, in milliseconds. */
const explains = 60_000;

const onTouchScreen = () => globalThis.matchMedia?.('(pointer: coarse)').matches === true;

const isFileField = (event) => event.composedPath()[0]?.matches?.('input[type=file]') === true;

/**
 * Watches until the signal ends it.
 * @param {object} options
 * @param {AbortSignal} options.signal
 * @returns {{ open: () => boolean, covers: () => boolean }} Whether the dialog may be open, and whether it then covers the page.
 */
export function watchFileDialog({ signal, page = document, view = window, now = () => performance.now(), touch = onTouchScreen }) {
  let openedAt = -Infinity;
  const close = () => {
    openedAt = -Infinity;
  };
  const onField = (type, act) => page.addEventListener(type, (event) => isFileField(event) && act(), { capture: true, signal });

  // The mouse, the keyboard and a label all end in a click on the field.
  onField('click', () => {
    openedAt = now();
  });
  onField('change', close);
  onField('cancel', close);
  // Not every browser reports a dialog that was cancelled.
  view.addEventListener('focus', close, { signal });

  const open = () => now() - openedAt < explains;
  return { open, covers: () => open() && touch() };
}
