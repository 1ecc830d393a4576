// Decides what may be copied and pasted during an exam: text that the candidate wrote or moved in this page passes; text from elsewhere and
// copies of the questions are blocked and reported. Only lengths are reported, never text.

/** Text that an editing key such as Ctrl+K on a Mac removes goes to a separate clipboard, and comes back with Ctrl+Y. */
const lineDeletions = new Set([
  'deleteSoftLineForward', 'deleteHardLineForward', 'deleteSoftLineBackward', 'deleteHardLineBackward', 'deleteEntireSoftLine',
]);

/** The ways in which text comes from a clipboard or by dragging. Some Android keyboards paste without a paste event. */
const insertions = new Set(['insertFromPaste', 'insertFromPasteAsQuotation', 'insertFromDrop', 'insertFromYank']);

/** The same text in the forms that clipboards use: line ends, and non-breaking spaces. */
const same = (text) => text.replace(/\r\n?/g, '\n').replace(/\u00a0/g, ' ');

/** Stands for a text, which two texts practically never share. No text can be read from it. */
function fingerprintOf(text) {
  let [one, two] = [2166136261, 3339675911];
  for (let at = 0; at < text.length; at++) {
    one = Math.imul(one ^ text.charCodeAt(at), 16777619);
    two = Math.imul(two ^ text.charCodeAt(at), 2654435761);
  }
  return `${text.length}.${(one >>> 0).toString(36)}.${(two >>> 0).toString(36)}`;
}

/** The fingerprints in a tab's storage. A browser without storage has none. */
function readAll(storage, key) {
  try {
    const kept = JSON.parse(storage().getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

/**
 * Remembers copied, cut and dragged texts of this page. The oldest is forgotten first. A tab's storage keeps their fingerprints over a
 * reload: a text that was cut before it can be pasted after it.
 * @param {object} [options]
 * @param {() => Storage|null} [options.storage]
 */
export function createOwnTexts({ most = 50, longest = 500_000, storage = () => null, key = 'proctoring.own-texts' } = {}) {
  const texts = readAll(storage, key);
  return {
    remember(text) {
      const own = same(text);
      const mark = fingerprintOf(own);
      if (own === '' || own.length > longest || texts.includes(mark))
        return;
      texts.push(mark);
      texts.splice(0, texts.length - most);
      try {
        storage()?.setItem(key, JSON.stringify(texts));
      } catch {
        // The storage is switched off or full: the texts are known until the page closes.
      }
    },
    has: (text) => texts.includes(fingerprintOf(same(text))),
  };
}

/** The own texts of one session, or of one address. */
let known = null;

/**
 * Returns the own texts of a session, which can have several addresses; without a session, those of this page's address. Monitoring that
 * pauses and continues does not forget them.
 */
function ownTexts(session) {
  const scope = session ?? globalThis.location?.pathname ?? '';
  if (known?.scope !== scope)
    known = { scope, texts: createOwnTexts({ storage: () => globalThis.sessionStorage, key: `proctoring.own-texts ${scope}` }) };
  return known.texts;
}

/** Returns the text that an edit removed. The cursor is where the removed text began. */
export const removedAt = (cursor, before, after) => before.slice(cursor, cursor + Math.max(0, before.length - after.length));

export function count(text) {
  return text.length === 0 ? null : text.length === 1 ? '1 character' : `${text.length} characters`;
}

const element = (event) => {
  const target = event.composedPath()[0];
  return target?.nodeType === Node.ELEMENT_NODE ? target : target?.parentElement ?? null;
};

/** The host allows the clipboard in parts of its page, such as a code editor. Nothing there is blocked or reported. */
const isAllowed = (event) => event.composedPath().some((part) => part.dataset?.proctoringAllow?.split(' ').includes('clipboard'));

const isField = (place) => place?.matches?.('input, textarea') === true;

/** A file that is dropped on a field for files is chosen there, as with its button. */
const choosesFile = (event) =>
  element(event)?.matches?.('input[type=file]:not(:disabled)') === true && Array.from(event.dataTransfer?.types ?? []).includes('Files');

const isEditable = (place) => isField(place) || place?.isContentEditable === true;

/** Returns the selected text. Not every browser includes the selection of a field in that of the document. */
function selectedText(place) {
  if (!isField(place))
    return document.getSelection()?.toString() ?? '';
  try {
    return place.value.slice(place.selectionStart ?? 0, place.selectionEnd ?? 0);
  } catch {
    // A field without a selection, such as a number.
    return '';
  }
}

/** The text of a range that an edit is about to remove. Null for fields, whose ranges are not given. */
function targetText(event) {
  const [target] = event.getTargetRanges?.() ?? [];
  if (!target)
    return null;
  const range = document.createRange();
  range.setStart(target.startContainer, target.startOffset);
  range.setEnd(target.endContainer, target.endOffset);
  return range.toString();
}

/**
 * Guards the clipboard until the listeners are removed.
 * @param {(act: string, detail: string|null) => void} report
 * @param {AddEventListenerOptions} options How to listen: early, and with the signal that ends it.
 * @param {string[]} [allowed] The acts that are neither blocked nor reported.
 * @param {string|null} [session] The session whose own texts may be pasted. Null if the page knows none.
 */
export function guardClipboard(report, options, allowed = [], session = null) {
  const own = ownTexts(session);
  let passing = false;

  /** A paste or drop that passed arrives a second time as an edit. */
  function letPass() {
    passing = true;
    setTimeout(() => {
      passing = false;
    });
  }

  function copy(event) {
    const place = element(event);
    const text = selectedText(place);
    if (text === '')
      return;
    if (isEditable(place)) {
      own.remember(text);
      return;
    }
    if (allowed.includes('copy_attempt'))
      return;
    event.preventDefault();
    report('copy_attempt', count(text));
  }

  function bringIn(event, data) {
    const text = data?.getData('text') ?? '';
    if (text !== '' && own.has(text)) {
      letPass();
      return;
    }
    event.preventDefault();
    // An empty clipboard pastes nothing. Pictures and files have no text.
    if (text !== '' || (data?.types.length ?? 0) > 0)
      report('paste_attempt', count(text));
  }

  function edit(event) {
    const place = element(event);
    if (lineDeletions.has(event.inputType)) {
      const text = targetText(event);
      if (text !== null)
        own.remember(text);
      else if (isField(place))
        rememberRemoved(place);
      return;
    }
    if (!insertions.has(event.inputType) || passing)
      return;
    const text = event.data ?? event.dataTransfer?.getData('text') ?? '';
    if (text !== '' && own.has(text))
      return;
    event.preventDefault();
    report('paste_attempt', count(text));
  }

  function rememberRemoved(field) {
    const before = field.value;
    const remember = () => own.remember(removedAt(field.selectionStart ?? 0, before, field.value));
    field.addEventListener('input', remember, { once: true, signal: options.signal });
  }

  const unlessAllowed = (act) => (event) => isAllowed(event) || act(event);
  const pastes = allowed.includes('paste_attempt');

  addEventListener('copy', unlessAllowed(copy), options);
  addEventListener('cut', unlessAllowed(copy), options);
  if (!pastes)
    addEventListener('paste', unlessAllowed((event) => bringIn(event, event.clipboardData)), options);
  addEventListener('dragstart', (event) => {
    own.remember(selectedText(element(event)) || event.dataTransfer?.getData('text') || '');
  }, options);
  if (!pastes) {
    addEventListener('drop', unlessAllowed((event) => choosesFile(event) || bringIn(event, event.dataTransfer)), options);
    addEventListener('beforeinput', unlessAllowed(edit), options);
  }
}
