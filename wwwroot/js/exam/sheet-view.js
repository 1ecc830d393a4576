// Draws the sheet: one question at a time, the links to all others, and the review before the submission. It moves the focus so that a
// screen reader announces a new question, and so that the focus never falls to the page.

import { createAnswerPart, fillGaps } from './answer-parts.js';
import { element, write } from './elements.js';
import { plain, put, showPictures } from './rich-text.js';

/** Sets an attribute, or removes it with null. One that stays the same costs the browser no new layout. */
function set(target, name, value) {
  if (value === null)
    target.removeAttribute(name);
  else if (target.getAttribute(name) !== value)
    target.setAttribute(name, value);
}

/** A button with a picture from the style sheet before its text. */
const button = (text, attributes, click) => element('button', { type: 'button', ...attributes, click }, text);

/**
 * @param {object} options
 * @param {HTMLElement} options.root
 * @param {ReturnType<import('./sheet.js').createSheet>} options.sheet
 * @param {(key: string, ...values: any[]) => string} options.text
 * @param {string} options.language The language of the exam's content; empty if unknown.
 * @param {object} options.state What the view reads and does beside the sheet: unsent(), online(), timeUp(), elsewhere(), submit(),
 * useThisWindow(), upload(question, file), uploadState(question), picture(file).
 */
export function createSheetView({ root, sheet, text, language, state }) {
  const content = { lang: language, dir: 'auto' };
  let shown = null;
  let part = null;

  const lacksFile = (id) => state.uploadState(id) === 'failed';

  /** Why the server does not have the newest answer to a question; null if it has. */
  const trouble = (id) => (lacksFile(id) ? text('StateNoFile') : state.unsent().includes(id) ? text('Unsent') : null);

  /** Puts a text with its pictures into an element. */
  function show(place, value) {
    put(place, value);
    showPictures(place, state.picture, text('NoPicture'));
    return place;
  }

  /** The place for the answer of the open question. */
  function partOf(question) {
    return createAnswerPart(question, {
      text, content, put: show,
      value: () => sheet.choiceOf(question.id),
      answer: (value, typed) => sheet.choose(value, typed),
      locked: sheet.locked,
      upload: (file) => state.upload(question.id, file),
      uploadState: () => state.uploadState(question.id),
      online: state.online,
    });
  }

  /** The question itself, with its gaps and pictures. */
  function questionText(question) {
    const place = show(element('span', { ...content, 'data-testid': 'question-text' }), question.text);
    if (part.gaps)
      fillGaps(place, part.gaps);
    return place;
  }

  function drawQuestion() {
    const question = sheet.question();
    const place = text('Place', sheet.current() + 1, sheet.questions.length);
    const first = sheet.current() === 0;
    part = partOf(question);
    return [
      element('section', { class: 'sheet', 'aria-label': text('Label'), 'data-questions': true },
        element('div', { class: 'top' },
          element('p', { class: 'where', 'data-testid': 'question-place' },
            [question.section, place, question.points === 1 || question.points === undefined ? null : text('Points', question.points)].filter(Boolean).join(' · ')),
          button(text('Flag'), { class: 'quiet flag', 'aria-pressed': String(sheet.isFlagged(question.id)), 'data-testid': 'flag' }, () => sheet.flag())),
        element('p', { class: 'note', role: 'status', 'data-testid': 'time-up' }),
        element('fieldset', { class: 'question' },
          element('legend', { class: 'text', tabindex: '-1' },
            element('span', { class: 'sr-only' }, `${place}. `),
            questionText(question)),
          ...part.parts),
        element('div', { class: 'under' },
          element('p', { class: 'hint' }, part.hint ?? ''),
          button(text('Clear'), { class: 'quiet clear', 'data-testid': 'clear' }, clear)),
        element('div', { class: 'steps' },
          button(text('Previous'), { class: 'step back', 'aria-disabled': first ? 'true' : null, 'data-testid': 'previous' }, () => sheet.previous()),
          saveLine(),
          button(sheet.last() ? text('Review') : text('Next'), { class: 'step on', 'data-testid': 'next' }, () => sheet.next()))),
      navigator(),
    ];
  }

  function saveLine() {
    return element('save-line', {
      class: 'saved', role: 'status', saving: text('Saving'), saved: text('Saved'), unsent: text('Unsent'), closed: text('Closed'),
      'data-testid': 'save-state',
    });
  }

  /** The links to all questions. One of them is a stop of the Tab key; the arrow keys move between them. */
  function navigator() {
    const cells = sheet.questions.map((question, index) => button(String(index + 1), { class: 'cell tabular', 'data-testid': `nav-${index + 1}` }, () => sheet.go(index)));
    return element('nav', { class: 'navigator', 'aria-label': text('Navigator') },
      element('div', { class: 'cells', role: 'toolbar', 'aria-label': text('Navigator'), keydown: moveInNavigator }, ...cells),
      element('p', { class: 'sum', 'data-testid': 'answered-count' }));
  }

  function moveInNavigator(event) {
    const cells = [...root.querySelectorAll('.cell')];
    const at = cells.indexOf(document.activeElement);
    const back = getComputedStyle(root).direction === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
    const to = { [back]: at - 1, [back === 'ArrowLeft' ? 'ArrowRight' : 'ArrowLeft']: at + 1, Home: 0, End: cells.length - 1 }[event.key];
    if (to === undefined || at < 0)
      return;
    event.preventDefault();
    cells[Math.max(0, Math.min(cells.length - 1, to))].focus();
  }

  function markNavigator() {
    const cells = [...root.querySelectorAll('.cell')];
    sheet.questions.forEach((question, index) => {
      const [cell, answered, flagged, late] = [cells[index], sheet.choiceOf(question.id) !== null, sheet.isFlagged(question.id), trouble(question.id)];
      const here = index === sheet.current();
      cell.classList.toggle('answered', answered);
      cell.classList.toggle('flagged', flagged);
      cell.classList.toggle('unsent', late !== null);
      cell.classList.toggle('current', here);
      set(cell, 'tabindex', here ? '0' : '-1');
      set(cell, 'data-answered', String(answered));
      set(cell, 'aria-current', here ? 'step' : null);
      set(cell, 'aria-label', [
        answered ? text('Answered', index + 1) : text('NotAnswered', index + 1),
        flagged ? text('Flagged') : null, late,
      ].filter(Boolean).join(', '));
    });
    write(root.querySelector('.sum'), text('Sum', sheet.answered().length, sheet.questions.length));
  }

  function clear() {
    sheet.choose(null);
    // The button is hidden now.
    root.querySelector('.question :is(input, textarea, select, button):not(:disabled)')?.focus();
    part.mark();
  }

  function markQuestion() {
    const chosen = sheet.choiceOf(sheet.question().id);
    part.mark();
    markNote(state.timeUp() ? text('TimeUp') : '');
    root.querySelector('.clear').classList.toggle('unavailable', chosen === null || sheet.locked());
    root.querySelector('.flag').setAttribute('aria-pressed', String(sheet.isFlagged(sheet.question().id)));
    markNavigator();
  }

  const numbers = (list) => list.map((question) => question.number).join(', ');

  function drawReview() {
    const flagged = sheet.flagged();
    return [
      element('section', { class: 'sheet review', 'aria-labelledby': 'review-title', 'data-testid': 'review' },
        element('h2', { id: 'review-title', class: 'review-title', tabindex: '-1' }, text('ReviewTitle')),
        element('p', { class: 'left' }),
        flagged.length === 0 ? null : element('p', { 'data-testid': 'flagged-list' }, text('FlaggedList', numbers(flagged))),
        element('ul', { class: 'overview' }, ...sheet.questions.map((question, index) => element('li', {}, overviewRow(question, index)))),
        element('p', { class: 'final' }, text('Final')),
        element('p', { class: 'note', role: 'status', 'data-testid': 'review-note' }),
        element('div', { class: 'steps' },
          button(text('Back'), { class: 'step', 'data-testid': 'cancel-hand-in' }, () => sheet.go(sheet.current())),
          saveLine(),
          button(text('Submit'), { class: 'step main', 'data-testid': 'confirm-hand-in' }, state.submit))),
    ];
  }

  function overviewRow(question, index) {
    return element('button', { type: 'button', class: 'row', 'data-testid': `review-${index + 1}`, click: () => sheet.go(index) },
      element('span', { class: 'row-number tabular' }, String(question.number)),
      element('span', { class: 'row-text', ...content }, plain(question.text).replace(/\{\{\d+\}\}/g, '…')),
      element('span', { class: 'row-state' }));
  }

  function markRow(place, { id }) {
    const answered = sheet.choiceOf(id) !== null;
    place.classList.toggle('open', !answered || lacksFile(id));
    write(place, [answered ? text('StateAnswered') : text('StateOpen'), sheet.isFlagged(id) ? text('Flagged') : null, trouble(id)]
      .filter(Boolean).join(' · '));
  }

  /** Counts the questions without an answer. A file whose upload ends during the review is one answer more. */
  function markLeft() {
    const left = sheet.unanswered();
    const place = root.querySelector('.left');
    place.classList.toggle('open', left.length > 0);
    set(place, 'data-testid', left.length > 0 ? 'unanswered' : 'all-answered');
    write(place, left.length > 0 ? text('Unanswered', left.length, numbers(left)) : text('AllAnswered'));
  }

  function reviewNote() {
    if (state.timeUp())
      return text('TimeUp');
    if (sheet.locked())
      return text('Submitting');
    if (!state.online())
      return text('Offline');
    return sheet.questions.some(({ id }) => lacksFile(id)) ? text('UploadFailed') : '';
  }

  function markReview() {
    const submit = root.querySelector('[data-testid=confirm-hand-in]');
    submit.setAttribute('aria-disabled', String(!state.online() || sheet.locked()));
    root.querySelectorAll('.row-state').forEach((place, index) => markRow(place, sheet.questions[index]));
    markLeft();
    markNote(reviewNote());
  }

  function markNote(note) {
    write(root.querySelector('.note'), note);
  }

  function drawElsewhere() {
    return [
      element('section', { class: 'sheet elsewhere', 'aria-labelledby': 'elsewhere-title', 'data-testid': 'elsewhere' },
        element('h2', { id: 'elsewhere-title', class: 'review-title', tabindex: '-1' }, text('ElsewhereTitle')),
        element('p', {}, text('ElsewhereText')),
        button(text('UseThisWindow'), { class: 'step main', 'data-testid': 'sheet-use-this-window' }, state.useThisWindow)),
    ];
  }

  const drawings = { question: drawQuestion, review: drawReview, elsewhere: drawElsewhere };
  const marks = { question: markQuestion, review: markReview, elsewhere: () => {} };

  return {
    /**
     * Draws what has changed.
     * @param {boolean} [moves] Whether the focus goes to the new question or heading.
     */
    draw(moves = false) {
      const part = state.elsewhere() ? 'elsewhere' : sheet.reviewing() ? 'review' : 'question';
      const wanted = part === 'question' ? `question ${sheet.question().id}` : part;
      if (shown !== wanted) {
        root.replaceChildren(...drawings[part]());
        shown = wanted;
        if (moves)
          root.querySelector('[tabindex="-1"]:not(.cell)')?.focus();
      }
      marks[part]();
    },
    /** Draws only the answer of the open question. */
    drawAnswer() {
      if (shown === `question ${sheet.question().id}`)
        part.mark();
    },
    /** Requests the pictures again that could not be loaded. */
    showPictures: () => showPictures(root, state.picture, text('NoPicture')),
    /** The next drawing is whole. */
    forget() {
      shown = null;
    },
  };
}
