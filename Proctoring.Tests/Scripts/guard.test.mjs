import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blockedKeys, createMenuCause, findBlocked, findReported } from '../../wwwroot/sdk/guard.js';
import { count, createOwnTexts, guardClipboard, removedAt } from '../../wwwroot/sdk/guard-clipboard.js';

test('own text is recognised, whatever a clipboard does to its line ends and spaces', () => {
  const own = createOwnTexts();
  own.remember('first line\nsecond\u00a0line');
  assert.equal(own.has('first line\r\nsecond line'), true);
  assert.equal(own.has('first line'), false);
  assert.equal(own.has(''), false);
});

test('only the newest own text is remembered', () => {
  const own = createOwnTexts({ most: 3, longest: 100 });
  ['a', 'b', 'c', 'd'].forEach(own.remember);
  assert.deepEqual(['a', 'b', 'd'].map(own.has), [false, true, true]);
  own.remember('x'.repeat(99));
  assert.deepEqual([own.has('d'), own.has('x'.repeat(99))], [true, true]);
  own.remember('y'.repeat(101));
  assert.equal(own.has('y'.repeat(101)), false);
});

test('own text is known after a reload, and its words are not stored', () => {
  const kept = new Map();
  const storage = () => ({ getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) });
  createOwnTexts({ storage }).remember('my own words');
  const reloaded = createOwnTexts({ storage });
  assert.deepEqual(['my own words', 'my own word', 'words of others'].map(reloaded.has), [true, false, false]);
  assert.doesNotMatch([...kept.values()].join(), /words/);
  // A storage that is switched off, and one with something else in it.
  const off = () => {
    throw new Error('Access is denied.');
  };
  for (const broken of [off, () => ({ getItem: () => '{"a":', setItem: off }), () => ({ getItem: () => '7', setItem: off })]) {
    const own = createOwnTexts({ storage: broken });
    own.remember('my own words');
    assert.equal(own.has('my own words'), true);
  }
});

test('the text that an edit removed is found', () => {
  assert.equal(removedAt(4, 'one two three', 'one '), 'two three');
  assert.equal(removedAt(4, 'one two three', 'one three'), 'two ');
  assert.equal(removedAt(0, 'one', ''), 'one');
  assert.equal(removedAt(2, 'aaa', 'aa'), 'a');
  assert.equal(removedAt(4, 'same', 'same'), '');
});

test('lengths are reported, never text', () => {
  assert.deepEqual(['', 'a', 'abc'].map(count), [null, '1 character', '3 characters']);
});

test('a right click counts; a long press and the Menu key do not', () => {
  let time = 0;
  const cause = createMenuCause(() => time);
  cause.pointer({ pointerType: 'mouse' });
  assert.equal(cause.isSoft({ pointerType: 'mouse' }), false);
  assert.equal(cause.isSoft({ pointerType: 'touch' }), true);
  assert.equal(cause.isSoft({ pointerType: 'pen' }), true);

  // Some browsers do not name the pointer of a context menu.
  assert.equal(cause.isSoft({}), false);
  cause.pointer({ pointerType: 'touch' });
  time += 700;
  assert.equal(cause.isSoft({}), true);
  time += 5000;
  assert.equal(cause.isSoft({}), false);

  cause.key({ key: 'ContextMenu' });
  assert.equal(cause.isSoft({ pointerType: 'mouse' }), true);
  time += 5000;
  cause.key({ key: 'F10', shiftKey: false });
  assert.equal(cause.isSoft({ pointerType: 'mouse' }), false);
  cause.key({ key: 'F10', shiftKey: true });
  assert.equal(cause.isSoft({}), true);
});

/** The last guarded page. */
let guarded = null;

/** Guards a page that is only its listeners, and returns a function that copies and pastes in a place. */
function guardPage(allowed) {
  const listeners = {};
  const reports = [];
  Object.assign(globalThis, {
    Node: { ELEMENT_NODE: 1 },
    document: { getSelection: () => 'a question' },
    addEventListener: (type, listener) => {
      listeners[type] = listener;
    },
  });
  guardClipboard((act) => reports.push(act), {}, allowed);
  guarded = { listeners, reports };
  return (place) => {
    const path = [{ nodeType: 1, matches: () => false, dataset: {} }, { dataset: place }, { document: true }];
    let blocked = 0;
    for (const type of ['copy', 'paste'])
      listeners[type]?.({
        composedPath: () => path,
        clipboardData: { getData: () => 'text of another page', types: ['text/plain'] },
        preventDefault: () => {
          blocked++;
        },
      });
    return [blocked, reports.splice(0)];
  };
}

test('the host allows the clipboard in an editor of its page', () => {
  const use = guardPage();
  assert.deepEqual(use({}), [2, ['copy_attempt', 'paste_attempt']]);
  assert.deepEqual(use({ proctoringAllow: 'clipboard' }), [0, []]);
  assert.deepEqual(use({ proctoringAllow: 'other' }), [2, ['copy_attempt', 'paste_attempt']]);
});

test('text that was cut before a pause of monitoring can be pasted after it', () => {
  const field = { nodeType: 1, matches: () => true, dataset: {}, value: 'cut before the pause', selectionStart: 0, selectionEnd: 20 };
  const event = (text) => ({
    blocked: false,
    composedPath: () => [field],
    clipboardData: { getData: () => text, types: ['text/plain'] },
    preventDefault() {
      this.blocked = true;
    },
  });
  guardPage();
  guarded.listeners.cut(event());
  guardPage();
  const [own, foreign] = [event('cut before the pause'), event('from elsewhere')];
  guarded.listeners.paste(own);
  guarded.listeners.paste(foreign);
  assert.deepEqual([own.blocked, foreign.blocked, guarded.reports], [false, true, ['paste_attempt']]);
});

test('own text is known at another address of the same session, and not in another session', async () => {
  const stored = new Map();
  const field = { nodeType: 1, matches: () => true, dataset: {}, value: 'my own words', selectionStart: 0, selectionEnd: 12 };
  const event = () => ({
    composedPath: () => [field],
    clipboardData: { getData: () => 'my own words', types: ['text/plain'] },
    preventDefault() {},
  });
  /** A load of the page: the module knows nothing of the earlier one. */
  async function load(pathname, session) {
    guardPage();
    const listeners = {};
    const reports = [];
    Object.defineProperties(globalThis, {
      location: { value: { pathname }, configurable: true },
      sessionStorage: {
        value: { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => stored.set(key, value) }, configurable: true,
      },
    });
    globalThis.addEventListener = (type, listener) => {
      listeners[type] = listener;
    };
    const module = await import(`../../wwwroot/sdk/guard-clipboard.js?load=${pathname}${session}`);
    module.guardClipboard((act) => reports.push(act), {}, [], session);
    return { listeners, reports };
  }
  const first = await load('/sessions/1', 'one');
  first.listeners.cut(event());
  const same = await load('/embed/ticket', 'one');
  same.listeners.paste(event());
  const other = await load('/sessions/2', 'two');
  other.listeners.paste(event());
  assert.deepEqual([same.reports, other.reports], [[], ['paste_attempt']]);
  delete globalThis.location;
  delete globalThis.sessionStorage;
});

test('acts that the policy switches off are neither blocked nor reported', () => {
  assert.deepEqual(guardPage(['paste_attempt'])({}), [1, ['copy_attempt']]);
  assert.deepEqual(guardPage(['copy_attempt'])({}), [1, ['paste_attempt']]);
});

test('a file may be dropped on a field for files, and nothing from elsewhere on another one', () => {
  guardPage();
  const { listeners, reports } = guarded;
  const drop = (selector, types, text = '') => {
    const path = [{ nodeType: 1, matches: (asked) => asked.split(', ').includes(selector), dataset: {} }];
    let blocked = false;
    listeners.drop({
      composedPath: () => path,
      dataTransfer: { getData: () => text, types },
      preventDefault: () => {
        blocked = true;
      },
    });
    return [blocked, ...reports.splice(0)];
  };
  assert.deepEqual(drop('input[type=file]:not(:disabled)', ['Files']), [false]);
  assert.deepEqual(drop('textarea', ['Files']), [true, 'paste_attempt']);
  assert.deepEqual(drop('textarea', ['text/plain'], 'from elsewhere'), [true, 'paste_attempt']);
});

test('the screenshot of Firefox and Edge is reported, and saving stays its own act', (context) => {
  const press = (keys) => findBlocked({ key: 's', code: 'KeyS', getModifierState: () => false, ctrlKey: false, shiftKey: false,
    altKey: false, metaKey: false, ...keys }, blockedKeys)?.act;
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  context.after(() => before ? Object.defineProperty(globalThis, 'navigator', before) : delete globalThis.navigator);
  for (const [browser, act] of [
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'screenshot_attempt'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0', 'screenshot_attempt'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36', undefined],
  ]) {
    Object.defineProperty(globalThis, 'navigator', { value: { userAgent: browser }, configurable: true });
    assert.equal(press({ ctrlKey: true, shiftKey: true }), act, browser);
  }
  assert.equal(press({ ctrlKey: true }), 'save_attempt');
  assert.equal(press({ shiftKey: true }), undefined);
});

test('the key event of a browser that fills a field in passes', () => {
  const event = new Event('keydown');
  assert.equal(findBlocked(event, blockedKeys), undefined);
  assert.equal(findReported(event), undefined);
  assert.equal(findReported({ key: 'PrintScreen', code: 'PrintScreen' })?.act, 'screenshot_attempt');
});
