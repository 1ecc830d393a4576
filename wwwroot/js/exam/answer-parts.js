// Draws the place for the answer of a question, one function for each type, and marks the answered ones. A response has the form that the
// server stores: a number, a list, a text or an object.

import { createCodeEditor } from './code-editor.js';
import { element, write } from './elements.js';
import { plain } from './rich-text.js';

const wordsOf = (text) => text.trim().split(/\s+/).filter(Boolean).length;

/** The order after an item moved by one place. */
export function moved(order, from, to) {
  if (to < 0 || to >= order.length)
    return order;
  const next = [...order];
  [next[from], next[to]] = [next[to], next[from]];
  return next;
}

/** The value of a field unless the candidate is typing in it. */
function fill(field, value) {
  if (field.value !== value && field !== document.activeElement)
    field.value = value;
}

/**
 * @param {object} question
 * @param {object} context text(key, …), content (attributes of the exam's texts), put(place, text) (a text with its pictures),
 * answer(value, typed), value(), locked(), upload(file), uploadState(), online().
 * @returns {{ parts: HTMLElement[], mark: () => void, hint: string|null }}
 */
export function createAnswerPart(question, context) {
  return (types[question.type] ?? types.single_choice)(question, context);
}

function option(question, context, index, type, label, change) {
  const input = element('input', {
    type, name: `question-${question.id}`, value: index, 'data-question': question.id, change,
  });
  return element('label', { class: 'choice', 'data-testid': `choice-${index + 1}` }, input,
    context.put(element('span', { class: 'choice-text', ...context.content }), label),
    element('kbd', { class: 'key', 'aria-hidden': 'true' }, String(index + 1)));
}

/** Radio buttons or check boxes. */
function options(question, context, type, labels, isChecked, change) {
  const parts = labels.map((label, index) => option(question, context, index, type, label, (event) => change(index, event.target.checked)));
  return {
    parts,
    hint: context.text('Keys', Math.min(9, labels.length)),
    mark() {
      parts.forEach((part, index) => {
        const input = part.querySelector('input');
        input.checked = isChecked(index);
        input.disabled = context.locked();
        // A class and not :has(), for which the browser examines the whole page with each choice.
        part.classList.toggle('chosen', input.checked);
      });
    },
  };
}

function picker(context, label, texts, attributes, change) {
  const choose = element('select', { class: 'field', 'aria-label': label, ...attributes, change: () => change(choose.value === '' ? null : Number(choose.value)) },
    element('option', { value: '' }, context.text('Choose')),
    ...texts.map((text, index) => element('option', { value: index }, plain(text))));
  return choose;
}

/** A number with its unit. */
function numberFields(context, label, units, read, write, attributes) {
  const number = element('input', {
    class: 'field number', type: 'text', inputmode: 'decimal', autocomplete: 'off', maxlength: 100, 'aria-label': label, dir: 'ltr', ...attributes,
    input: () => send(true),
  });
  const unit = units.length === 0 ? null : element('select', { class: 'field', 'aria-label': context.text('UnitLabel'), change: () => send(false) },
    element('option', { value: '' }, context.text('Choose')),
    ...units.map((name) => element('option', { value: name }, name)));
  const send = (typed) => write(number.value.trim() === '' ? null : { number: number.value, unit: unit?.value ?? '' }, typed);
  return {
    parts: unit ? [number, unit] : [number],
    mark() {
      const value = read();
      fill(number, value?.number ?? '');
      if (unit && unit !== document.activeElement && (value || number !== document.activeElement && number.value === ''))
        unit.value = value?.unit ?? '';
      number.readOnly = context.locked();
      if (unit)
        unit.disabled = context.locked();
    },
  };
}

const types = {
  single_choice: (question, context) =>
    options(question, context, 'radio', question.choices, (index) => context.value() === index, (index) => context.answer(index)),

  multiple_choice: (question, context) =>
    options(question, context, 'checkbox', question.choices, (index) => (context.value() ?? []).includes(index), (index, on) => {
      const others = (context.value() ?? []).filter((one) => one !== index);
      const next = on ? [...others, index].sort((first, second) => first - second) : others;
      context.answer(next.length === 0 ? null : next);
    }),

  true_false: (question, context) =>
    options(question, context, 'radio', [context.text('True'), context.text('False')],
      (index) => context.value() === (index === 0), (index) => context.answer(index === 0)),

  short_text(question, context) {
    const field = element('input', {
      class: 'field wide', type: 'text', maxlength: 1000, autocomplete: 'off', dir: 'auto', 'aria-label': context.text('YourAnswer'), 'data-testid': 'short-text',
      input: () => context.answer(field.value === '' ? null : field.value, true),
    });
    return {
      parts: [field],
      hint: null,
      mark() {
        fill(field, context.value() ?? '');
        field.readOnly = context.locked();
      },
    };
  },

  number(question, context) {
    const fields = numberFields(context, context.text('YourAnswer'), question.units, context.value, context.answer, { 'data-testid': 'number' });
    return { parts: [element('div', { class: 'fields' }, ...fields.parts)], hint: null, mark: fields.mark };
  },

  /** The gaps are in the question's text; see fillGaps. */
  blanks(question, context) {
    const value = (index) => context.value()?.[index] ?? null;
    const write = (index) => (response, typed) => {
      const next = question.gaps.map((_, gap) => (gap === index ? response : value(gap)));
      context.answer(next.every((one) => one === null) ? null : next, typed);
    };
    const gaps = question.gaps.map((gap, index) => {
      const label = context.text('Gap', index + 1);
      const attributes = { 'data-testid': `gap-${index + 1}` };
      if (gap.type === 'number')
        return numberFields(context, label, gap.units, () => value(index), write(index), attributes);
      const change = write(index);
      const field = gap.type === 'single_choice'
        ? picker(context, label, gap.choices, attributes, (chosen) => change(chosen, false))
        : element('input', {
          class: 'field', type: 'text', maxlength: 1000, autocomplete: 'off', dir: 'auto', 'aria-label': label, ...attributes,
          input: () => change(field.value === '' ? null : field.value, true),
        });
      return {
        parts: [field],
        mark() {
          fill(field, String(value(index) ?? ''));
          field.disabled = context.locked();
        },
      };
    });
    return { parts: [], gaps: gaps.map((gap) => element('span', { class: 'gap' }, ...gap.parts)), hint: null, mark: () => gaps.forEach((gap) => gap.mark()) };
  },

  matching(question, context) {
    const value = (index) => context.value()?.[index] ?? null;
    const selects = question.prompts.map((prompt, index) => picker(context, context.text('MatchFor', plain(prompt)), question.choices, { 'data-testid': `match-${index + 1}` }, (chosen) => {
      const next = question.prompts.map((_, place) => (place === index ? chosen : value(place)));
      context.answer(next.every((one) => one === null) ? null : next);
    }));
    const rows = question.prompts.map((prompt, index) => element('div', { class: 'match' },
      context.put(element('span', { class: 'choice-text', ...context.content }), prompt), selects[index]));
    return {
      parts: rows,
      hint: null,
      mark: () => selects.forEach((select, index) => {
        fill(select, String(value(index) ?? ''));
        select.disabled = context.locked();
      }),
    };
  },

  ordering(question, context) {
    const list = element('ol', { class: 'ordering', 'aria-label': context.text('YourAnswer') });
    const status = element('p', { class: 'sr-only', role: 'status' });
    const keep = element('button', { type: 'button', class: 'quiet', 'data-testid': 'keep-order', click: keepOrder }, context.text('KeepOrder'));
    let shown = null;
    const order = () => context.value() ?? question.choices.map((_, index) => index);
    const nameOf = (item) => plain(question.choices[item]);

    function keepOrder() {
      context.answer(order());
      // The button is hidden now.
      list.querySelector('button:not(:disabled)')?.focus();
    }

    function move(item, by) {
      const from = order().indexOf(item);
      const next = moved(order(), from, from + by);
      if (next === order() || !context.answer(next))
        return;
      status.textContent = context.text('MovedTo', nameOf(item), next.indexOf(item) + 1);
      const row = list.children[next.indexOf(item)];
      const wanted = row.querySelector(by < 0 ? '.up' : '.down');
      (wanted.disabled ? row.querySelector('button:not(:disabled)') : wanted)?.focus();
    }

    function row(item, place, all) {
      const arrow = (kind, by, off) => element('button', {
        type: 'button', class: `quiet ${kind}`, disabled: off || context.locked(), 'aria-label': context.text(kind === 'up' ? 'MoveUp' : 'MoveDown', nameOf(item)),
        'data-testid': `${kind}-${place + 1}`, click: () => move(item, by),
      }, kind === 'up' ? '↑' : '↓');
      return element('li', { class: 'ordered' }, element('span', { class: 'place tabular' }, String(place + 1)),
        context.put(element('span', { class: 'choice-text', ...context.content }), question.choices[item]),
        arrow('up', -1, place === 0), arrow('down', 1, place === all.length - 1));
    }

    return {
      parts: [element('p', { class: 'hint' }, context.text('OrderHint')), list, keep, status],
      hint: null,
      mark() {
        const now = `${order()} ${context.locked()}`;
        if (shown !== now)
          list.replaceChildren(...order().map(row));
        shown = now;
        keep.hidden = context.value() !== null || context.locked();
      },
    };
  },

  essay(question, context) {
    const count = element('p', { class: 'hint', 'data-testid': 'words' });
    const area = element('textarea', {
      class: 'field essay', rows: 12, maxlength: 100000, dir: 'auto', 'aria-label': context.text('YourAnswer'), 'data-testid': 'essay',
      input: () => {
        words();
        context.answer(area.value === '' ? null : area.value, true);
      },
    });
    function words() {
      const used = wordsOf(area.value);
      write(count, question.maxWords ? context.text('WordsOf', used, question.maxWords) : context.text('Words', used));
      count.classList.toggle('over', Boolean(question.maxWords) && used > question.maxWords);
    }
    return {
      parts: [area, count],
      hint: null,
      mark() {
        fill(area, context.value() ?? '');
        area.readOnly = context.locked();
        words();
      },
    };
  },

  code(question, context) {
    const editor = createCodeEditor({
      attributes: { maxlength: 100000, 'aria-label': context.text('YourAnswer'), 'data-testid': 'code' },
      typed: (text) => context.answer(text === '' || text === question.template ? null : text, true),
    });
    return {
      parts: [editor.whole, element('p', { class: 'hint' }, question.language ? `${question.language} · ${context.text('CodeHint')}` : context.text('CodeHint'))],
      hint: null,
      mark() {
        fill(editor.area, context.value() ?? question.template);
        editor.area.readOnly = context.locked();
        editor.count();
      },
    };
  },

  file_upload(question, context) {
    const note = element('p', { class: 'hint', role: 'status', tabindex: '-1', 'data-testid': 'upload-state' });
    const megabytes = Math.max(0.1, Math.floor(question.maxBytes / 100000) / 10);
    let problem = '';
    const input = element('input', {
      class: 'field file', type: 'file', accept: question.extensions.join(','), 'aria-label': context.text('ChooseFile'), 'data-testid': 'file',
      change: () => {
        const file = input.files[0];
        if (!file)
          return;
        const fits = question.extensions.length === 0 || question.extensions.some((end) => file.name.toLowerCase().endsWith(end.toLowerCase()));
        problem = !fits ? context.text('FileType', question.extensions.join(', '))
          : file.size > question.maxBytes ? context.text('FileSize', megabytes)
            : file.size === 0 ? context.text('FileEmpty') : '';
        if (problem === '')
          context.upload(file);
        input.value = '';
        part.mark();
      },
    });
    const part = {
      parts: [input, element('p', { class: 'hint' }, [context.text('FileSize', megabytes), question.extensions.join(', ')].filter(Boolean).join(' · ')), note],
      hint: null,
      mark() {
        const upload = context.uploadState();
        const busy = upload === 'busy';
        const focused = document.activeElement;
        input.disabled = busy || context.locked();
        const value = context.value();
        const failure = problem || (upload === 'failed' ? context.text('UploadFailed') : '');
        const line = busy ? context.text(context.online() ? 'Uploading' : 'Unsent') : failure || (value ? context.text('Uploaded', value.name) : '');
        write(note, line);
        note.classList.toggle('over', failure !== '' && !busy);
        // A disabled field loses the focus, which would fall to the page. The note says what happens.
        if (focused === input && input.disabled)
          note.focus();
        else if (focused === note && !input.disabled)
          input.focus();
      },
    };
    return part;
  },
};

/** Puts the entries of a text with gaps in the places of {{1}}, {{2}} and so on. */
export function fillGaps(place, gaps) {
  const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode())
    texts.push(walker.currentNode);
  // An entry has one place, and what marks no gap is text.
  const left = new Map(gaps.map((gap, index) => [index + 1, gap]));
  const take = digits => {
    const gap = left.get(Number(digits));
    left.delete(Number(digits));
    return gap ?? `{{${digits}}}`;
  };
  for (const node of texts) {
    const pieces = node.data.split(/\{\{(\d+)\}\}/);
    if (pieces.length > 1)
      node.replaceWith(...pieces.map((piece, index) => (index % 2 === 0 ? piece : take(piece))));
  }
}
