// Notices the browser's dialog for choosing a file. It takes the keyboard from the page and ends full screen, and on a phone it covers the
// page: a question that asks for a file must not accuse the candidate who answers it.

/** A dialog that stays open longer no longer explains what the page observes, in milliseconds. */
export const explainsFor = 60_000;

/** A computer's page that keeps the keyboard this long after the click shows no dialog. A slow disk delays a dialog by seconds. */
const opensWithin = 10_000;

/** How often the browser may refuse full screen before its absence counts. */
const mostRefusals = 3;

const onTouchScreen = () => globalThis.matchMedia?.('(pointer: coarse)').matches === true;

const isFileField = (event) => event.composedPath()[0]?.matches?.('input[type=file]') === true;

/** Whether a click on a label opens the dialog of its field, once all listeners have seen it. */
const isFileLabel = (event) => event.composedPath().some((part) => part.control?.type === 'file');

/** These keys click the button that has the focus, and the click follows. */
const isClickKey = (event) => event.key === 'Enter' || event.key === ' ';

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

  function open() {
    const since = now() - openedAt;
    // On a phone, the page may keep the keyboard beside the dialog.
    if (since >= explainsFor || (since >= opensWithin && page.hasFocus() && !touch()))
      close();
    return openedAt > -Infinity;
  }
  return { open, covers: () => open() && touch() };
}

/**
 * Knows whether the page is full screen. If a dialog of the browser ended that, the page returns to it with the next click or key, which
 * browsers require. Watches until the signal ends it.
 * @param {object} options
 * @param {AbortSignal} options.signal
 * @param {() => boolean} options.dialog Whether a dialog may be open.
 * @param {() => void} [options.changed] Called after an attempt to return.
 * @returns {{ state: () => boolean|null }} Null before the first time, and between a dialog and the return.
 */
export function watchFullscreen({ signal, page = document, dialog, changed = () => {}, log = console }) {
  let element = null;
  let was = false;
  let interrupted = false;
  let returning = false;
  let refusals = 0;

  function look() {
    const present = page.fullscreenElement;
    if (present)
      [element, interrupted, refusals] = [present, false, 0];
    else if (was && dialog())
      interrupted = true;
    was = !!present;
  }

  async function comeBack(event) {
    look();
    const ownButton = event.composedPath().some((part) => part.dataset?.fullscreen !== undefined);
    if (!interrupted || returning || dialog() || ownButton || isFileField(event) || isFileLabel(event) || isClickKey(event)
      || event.key === 'Escape'
      || globalThis.navigator?.userActivation?.isActive === false)
      return;
    returning = true;
    try {
      await (element.isConnected === false ? page.documentElement : element).requestFullscreen();
    } catch (error) {
      log.warn(`The page does not return to full screen: ${error.message}`);
      refusals += event.type === 'click' ? 1 : 0;
    }
    returning = false;
    look();
    interrupted &&= refusals < mostRefusals;
    changed();
  }

  page.addEventListener('fullscreenchange', look, { signal });
  // Full screen uses up the right of a click to open a dialog. So the listeners of the page, which may open one, come first.
  page.addEventListener('click', comeBack, { signal });
  page.addEventListener('keydown', comeBack, { signal });
  look();
  return {
    state() {
      look();
      return element === null || interrupted ? null : was;
    },
  };
}
