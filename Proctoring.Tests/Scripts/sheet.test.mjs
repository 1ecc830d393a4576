import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAnswerPart, fillGaps } from '../../wwwroot/js/exam/answer-parts.js';
import { createAnswerLine } from '../../wwwroot/js/exam/answer-line.js';
import { difference } from '../../wwwroot/js/exam/code-editor.js';
import { keepDropsOut } from '../../wwwroot/js/exam/dropped-files.js';
import { write } from '../../wwwroot/js/exam/elements.js';
import { showPictures } from '../../wwwroot/js/exam/rich-text.js';
import { createSheet } from '../../wwwroot/js/exam/sheet.js';
import { createTexts } from '../../wwwroot/js/exam/sheet-texts.js';
import { claimWindow } from '../../wwwroot/js/exam/windows.js';

const questions = [11, 12, 13].map((id, index) => ({ id, number: index + 1, text: `Question ${id}`, choices: ['a', 'b', 'c'] }));

function open(options = {}) {
  const log = { chosen: [], changed: [], places: [] };
  const sheet = createSheet({
    questions, choices: {},
    chosen: (...choice) => log.chosen.push(choice), changed: (change) => log.changed.push(change), moved: (place) => log.places.push(place),
    ...options,
  });
  return { sheet, log };
}

test('an exam opens at the question that was open, otherwise at the first one without an answer', () => {
  assert.equal(open().sheet.question().id, 11);
  assert.equal(open({ choices: { 11: 0 } }).sheet.question().id, 12);
  assert.equal(open({ choices: { 11: 0 }, place: { question: 13 } }).sheet.question().id, 13);
  assert.equal(open({ choices: { 11: 0, 12: 1, 13: 2 } }).sheet.question().id, 11);
  assert.equal(open({ place: { question: 99, flagged: [99] } }).sheet.question().id, 11);
});

test('a choice is reported once, and only if there is one', () => {
  const { sheet, log } = open();
  assert.equal(sheet.choose(1), true);
  assert.equal(sheet.choose(1), false);
  assert.equal(sheet.choose(3), false);
  assert.equal(sheet.choose(-1), false);
  assert.deepEqual(log.chosen, [[11, 1]]);
  assert.equal(sheet.choiceOf(11), 1);
});

test('a choice can be cleared', () => {
  const { sheet, log } = open({ choices: { 11: 2 }, place: { question: 11 } });
  assert.equal(sheet.choose(null), true);
  assert.equal(sheet.choose(null), false);
  assert.deepEqual(log.chosen, [[11, null]]);
  assert.deepEqual(sheet.unanswered().map((question) => question.number), [1, 2, 3]);
});

test('the place and the flags are stored with each move', () => {
  const { sheet, log } = open();
  sheet.flag();
  sheet.next();
  sheet.flag();
  sheet.flag();
  assert.deepEqual(log.places.at(-1), { question: 12, flagged: [11] });
  assert.deepEqual(sheet.flagged().map((question) => question.id), [11]);
  assert.equal(open({ place: log.places.at(-1) }).sheet.isFlagged(11), true);
});

test('the place is stored with the first choice, and not again while it stays the same', () => {
  const { sheet, log } = open();
  sheet.choose(0);
  sheet.choose(1);
  assert.deepEqual(log.places, [{ question: 11, flagged: [] }]);
});

test('after the last question comes the review, and a link leads back', () => {
  const { sheet } = open({ place: { question: 13 } });
  assert.equal(sheet.last(), true);
  sheet.next();
  assert.equal(sheet.reviewing(), true);
  assert.equal(sheet.choose(1), false);
  sheet.go(1);
  assert.equal(sheet.reviewing(), false);
  assert.equal(sheet.question().id, 12);
});

test('before the first question there is nothing', () => {
  const { sheet, log } = open();
  sheet.previous();
  sheet.go(3);
  assert.equal(sheet.current(), 0);
  assert.deepEqual(log.changed, []);
});

test('a locked sheet can be read but not changed', () => {
  const { sheet, log } = open();
  sheet.lock(true);
  assert.equal(sheet.choose(1), false);
  sheet.next();
  assert.equal(sheet.current(), 1);
  sheet.lock(false);
  assert.equal(sheet.choose(1), true);
  assert.deepEqual(log.chosen, [[12, 1]]);
});

test('a newer choice from elsewhere is shown and not sent again', () => {
  const { sheet, log } = open({ choices: { 12: 0 } });
  sheet.take(11, 2);
  sheet.take(12, null);
  assert.equal(sheet.choiceOf(11), 2);
  assert.equal(sheet.choiceOf(12), null);
  assert.deepEqual(log.chosen, []);
});

test('texts choose the plural form of the language', () => {
  const text = createTexts({ Open_one: 'Frage {1} ist offen', Open_other: '{0} Fragen sind offen: {1}', Place: '{0} von {1}' }, 'de');
  assert.equal(text('Open', 1, '3'), 'Frage 3 ist offen');
  assert.equal(text('Open', 2, '3, 4'), '2 Fragen sind offen: 3, 4');
  assert.equal(text('Place', 1, 12), '1 von 12');
  assert.equal(createTexts({ Open_few: 'few', Open_many: 'many' }, 'ar')('Open', 11), 'many');
});

/** The windows of one browser. */
function createChannels() {
  const all = [];
  return () => {
    const own = { listeners: [], addEventListener: (_, listener) => own.listeners.push(listener), close: () => all.splice(all.indexOf(own), 1),
      postMessage: (data) => all.filter((other) => other !== own).forEach((other) => other.listeners.forEach((listener) => listener({ data }))) };
    all.push(own);
    return own;
  };
}

test('the newest window holds the exam until another one takes it', () => {
  const channel = createChannels();
  const log = [];
  const first = claimWindow('a', { channel, changed: (active) => log.push(['first', active]) });
  const second = claimWindow('a', { channel, changed: (active) => log.push(['second', active]) });
  assert.deepEqual([first.active(), second.active()], [false, true]);
  first.claim();
  assert.deepEqual([first.active(), second.active()], [true, false]);
  second.lose();
  assert.deepEqual(log, [['first', false], ['second', false], ['first', true]]);
  assert.equal(claimWindow('b', { channel: () => null, changed: () => {} }).active(), true);
});

test('an answer is sent with the right and the time of the choice; a refusal is an error', async () => {
  const sent = [];
  const answers = [{ ok: true, json: async () => ({ outcome: 'stored' }) }, { ok: false, status: 503 }];
  const line = createAnswerLine('sessions/x/answers', 'x.token', { request: async (address, options) => {
    sent.push([address, options.method, options.headers.Authorization, options.body]);
    return answers.shift();
  } });
  assert.equal(await line.send(11, null, 5), 'stored');
  await assert.rejects(line.send(11, 1, 6), /503/);
  assert.deepEqual(sent[0], ['sessions/x/answers', 'POST', 'Bearer x.token', '{"question":11,"choice":null,"at":5}']);
});

test('a text node is changed and not replaced, unless its text was translated or is empty', () => {
  /** An element with children: text nodes have the type 3. */
  const create = (...childNodes) => {
    const made = { childNodes, replaced: [] };
    Object.defineProperties(made, {
      firstChild: { get: () => childNodes[0] },
      textContent: { get: () => childNodes.map(({ data }) => data).join(''), set: (text) => made.replaced.push(text) },
    });
    return made;
  };
  const plain = create({ nodeType: 3, data: 'Saving' });
  write(plain, 'Saved');
  assert.equal(plain.childNodes[0].data, 'Saved');
  write(plain, 'Saved');
  assert.deepEqual(plain.replaced, []);
  write(plain, '');
  assert.deepEqual(plain.replaced, ['']);
  const translated = create({ nodeType: 1, data: 'Wird gespeichert' });
  write(translated, 'Saved');
  assert.deepEqual(translated.replaced, ['Saved']);
  const empty = create();
  write(empty, 'Saved');
  assert.deepEqual(empty.replaced, ['Saved']);
});

test('each gap has one place, and what marks no gap stays text', () => {
  const drawn = [];
  const texts = ['{{2}} of {{1}} is', ' not {{1}} and {{7}}'];
  const nodes = texts.map((data) => ({ data, replaceWith: (...pieces) => drawn.push(...pieces) }));
  globalThis.NodeFilter = { SHOW_TEXT: 4 };
  globalThis.document = {
    createTreeWalker: () => {
      let at = -1;
      return { nextNode: () => ++at < nodes.length, get currentNode() { return nodes[at]; } };
    },
  };
  fillGaps({}, ['first', 'second']);
  delete globalThis.document;
  delete globalThis.NodeFilter;
  assert.deepEqual(drawn, ['', 'second', ' of ', 'first', ' is', ' not ', '{{1}}', ' and ', '{{7}}', '']);
});

test('choices, prompts and items are put with their pictures, also after an item was moved', () => {
  const part = () => ({ setAttribute() {}, addEventListener() {}, append() {}, replaceChildren() {} });
  globalThis.document = { createElement: part };
  const shown = [];
  let order = null;
  const context = {
    text: (key) => key, content: {}, value: () => order, locked: () => false,
    put(place, { text }) {
      shown.push(text);
      return place;
    },
  };
  const rich = ['a', 'b'].map((text) => ({ text, html: `<img data-file="${text}">` }));
  createAnswerPart({ id: 1, type: 'single_choice', choices: rich }, context);
  createAnswerPart({ id: 2, type: 'multiple_choice', choices: rich }, context);
  createAnswerPart({ id: 3, type: 'matching', prompts: rich, choices: ['x', 'y'] }, context);
  const ordering = createAnswerPart({ id: 4, type: 'ordering', choices: rich }, context);
  ordering.mark();
  order = [1, 0];
  ordering.mark();
  delete globalThis.document;
  assert.equal(shown.join(''), 'ab' + 'ab' + 'ab' + 'ab' + 'ba');
});

test('a picture that could not be loaded is requested again', async () => {
  let shown = null;
  const part = (more) => ({ dataset: {}, replaceWith: (next) => {
    shown = next;
  }, ...more });
  const image = part({ alt: 'A tree', dataset: { file: 'f' } });
  shown = image;
  globalThis.document = { createElement: () => part({}) };
  const place = { querySelectorAll: (selector) => [shown].filter((one) => (selector.startsWith('img') ? one === image && !one.src : one !== image)) };
  let away = true;
  const picture = async (file) => {
    if (away)
      throw new Error('away');
    return `blob:${file}`;
  };
  const show = async () => {
    showPictures(place, picture, 'not loaded');
    await new Promise((resolve) => setImmediate(resolve));
  };
  await show();
  assert.equal(shown.textContent, 'A tree (not loaded)');
  await show();
  assert.equal(shown.textContent, 'A tree (not loaded)');
  away = false;
  await show();
  delete globalThis.document;
  assert.deepEqual([shown === image, image.src], [true, 'blob:f']);
});

test('an edit of the code editor is one insertion, also beside equal characters', () => {
  for (const [before, after] of [['ab', 'ab\n'], ['aaa', 'aa'], ['aa', 'aaaa'], ['if x:', 'if x:\n    '], ['    a\n    b', 'a\nb'], ['', 'x'], ['x', '']]) {
    const { from, to, inserted } = difference(before, after);
    assert.equal(before.slice(0, from) + inserted + before.slice(to), after);
  }
  assert.deepEqual(difference('a = 1', 'a = 1\n'), { from: 5, to: 5, inserted: '\n' });
});

test('the page keeps out what is dropped beside the fields, and files that are dropped on text', () => {
  const listeners = {};
  keepDropsOut({}, { addEventListener: (type, listener) => {
    listeners[type] = listener;
  } });
  /** Whether the browser handles a drag over a place. `matching` names the selector that the place matches. */
  const passes = (kind, matching, types) => {
    let passed = true;
    const transfer = { types, dropEffect: 'copy' };
    listeners[kind]({
      target: { matches: (selector) => selector.startsWith(matching) }, dataTransfer: transfer,
      preventDefault: () => {
        passed = false;
      },
    });
    assert.equal(transfer.dropEffect, passed ? 'copy' : 'none');
    return passed;
  };
  for (const kind of ['dragover', 'drop']) {
    assert.equal(passes(kind, 'input[type=file]', ['Files']), true);
    assert.equal(passes(kind, 'textarea', ['Files']), false);
    assert.equal(passes(kind, 'textarea', ['text/plain']), true);
    assert.equal(passes(kind, 'main', ['Files']), false);
    assert.equal(passes(kind, 'main', ['text/uri-list']), false);
  }
});
