// A plain editor for program text: a text area with line numbers. Tab indents; after Escape it leaves the editor as everywhere else.

import { element } from './elements.js';

const indentation = '    ';

/** The text and selection after an Enter that keeps the indentation of its line. */
export function newLine(text, at, end) {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  const inserted = `\n${/^[ \t]*/.exec(line)[0]}`;
  return { text: text.slice(0, at) + inserted + text.slice(end), start: at + inserted.length, end: at + inserted.length };
}

/** The text and selection after Tab: indents the selected lines, or inserts spaces up to the next stop. With Shift the reverse. */
export function indent(text, at, end, back) {
  const from = text.lastIndexOf('\n', at - 1) + 1;
  if (!back && at === end) {
    const spaces = ' '.repeat(indentation.length - ((at - from) % indentation.length));
    return { text: text.slice(0, at) + spaces + text.slice(at), start: at + spaces.length, end: at + spaces.length };
  }
  const lines = text.slice(from, end).split('\n');
  const changed = lines.map((line) => (back ? line.replace(/^( {1,4}|\t)/, '') : line && indentation + line));
  const first = changed[0].length - lines[0].length;
  const all = changed.join('\n').length - lines.join('\n').length;
  return { text: text.slice(0, from) + changed.join('\n') + text.slice(end), start: Math.max(from, at + first), end: end + all };
}

/** The edit that turns one text into another: two positions, and the text that replaces the characters between them. */
export function difference(before, after) {
  let from = 0;
  while (from < before.length && from < after.length && before[from] === after[from])
    from++;
  let same = 0;
  while (same < Math.min(before.length, after.length) - from && before.at(-1 - same) === after.at(-1 - same))
    same++;
  return { from, to: before.length - same, inserted: after.slice(from, after.length - same) };
}

/**
 * @param {object} options
 * @param {object} options.attributes Attributes of the text area.
 * @param {(text: string) => void} options.typed
 */
export function createCodeEditor({ attributes, typed }) {
  let leaving = false;
  const numbers = element('div', { class: 'code-numbers tabular', 'aria-hidden': 'true' });
  const area = element('textarea', {
    class: 'code-area', rows: 14, spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off', wrap: 'off', dir: 'ltr', ...attributes,
    keydown: press,
    input: () => {
      count();
      typed(area.value);
    },
    scroll: () => {
      numbers.scrollTop = area.scrollTop;
    },
    blur: () => {
      leaving = false;
    },
  });

  function press(event) {
    // The key belongs to the input method. Safari reports the end of a composition before its key.
    if (event.isComposing || event.keyCode === 229)
      return;
    if (event.key === 'Escape') {
      leaving = true;
      return;
    }
    const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
    const { value, selectionStart: start, selectionEnd: end } = area;
    if (event.key === 'Tab' && plain && !leaving)
      apply(event, indent(value, start, end, event.shiftKey));
    else if (event.key === 'Enter' && plain)
      apply(event, newLine(value, start, end));
    if (event.key !== 'Tab' && event.key !== 'Shift')
      leaving = false;
  }

  function apply(event, change) {
    event.preventDefault();
    if (area.readOnly || change.text === area.value || (area.maxLength >= 0 && change.text.length > area.maxLength))
      return;
    const { from, to, inserted } = difference(area.value, change.text);
    area.setSelectionRange(from, to);
    // As an edit of the browser, so that Ctrl+Z takes it back. A new value would also end the undoing of all earlier typing.
    const edited = inserted === '' ? document.execCommand('delete') : document.execCommand('insertText', false, inserted);
    if (!edited || area.value !== change.text) {
      area.value = change.text;
      area.dispatchEvent(new Event('input'));
    }
    area.setSelectionRange(change.start, change.end);
  }

  function count() {
    const lines = area.value.split('\n').length;
    if (numbers.childElementCount !== lines)
      numbers.replaceChildren(...Array.from({ length: lines }, (_, line) => element('div', {}, String(line + 1))));
  }

  count();
  return { area, whole: element('div', { class: 'code', dir: 'ltr' }, numbers, area), count };
}
