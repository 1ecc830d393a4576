import test from 'node:test';
import assert from 'node:assert/strict';

globalThis.HTMLElement ??= class {};
const { keyOf, listen } = await import('../../wwwroot/js/page-keys.js');

const known = new Set([...'abcdjkuvyzJK?', 'Escape', ...'0123456789']);
const press = (key, code, more = {}) => ({ key, code, shiftKey: false, ...more });

const cases = [
  ['a Latin layout gives the letter itself', press('j', 'KeyJ'), 'j'],
  ['Shift gives the capital letter', press('J', 'KeyJ', { shiftKey: true }), 'J'],
  ['Caps Lock without Shift changes nothing', press('J', 'KeyJ'), 'j'],
  ['Caps Lock with Shift is still Shift', press('j', 'KeyJ', { shiftKey: true }), 'J'],
  ['a Cyrillic layout counts by place', press('о', 'KeyJ'), 'j'],
  ['a Cyrillic layout with Shift', press('О', 'KeyJ', { shiftKey: true }), 'J'],
  ['a Greek layout counts by place', press('ψ', 'KeyC'), 'c'],
  ['an Arabic layout counts by place', press('ؤ', 'KeyC'), 'c'],
  ['a Hebrew layout counts by place', press('ב', 'KeyC'), 'c'],
  ['a Devanagari layout counts by place', press('ृ', 'KeyC'), 'c'],
  ['an input method passes the place only', press('Process', 'KeyJ'), 'j'],
  ['QWERTZ keeps its own letters', press('y', 'KeyZ'), 'y'],
  ['AZERTY keeps its own letters', press('a', 'KeyQ'), 'a'],
  ['AZERTY digits need no Shift', press('&', 'Digit1'), '1'],
  ['AZERTY accented digit keys need no Shift', press('é', 'Digit2'), '2'],
  ['an exclamation mark is no digit', press('!', 'Digit1', { shiftKey: true }), '!'],
  ['Arabic-Indic digits are digits', press('٣', 'Digit3'), '3'],
  ['an Arabic question mark opens the help', press('؟', 'Slash', { shiftKey: true }), '?'],
  ['a question mark opens the help on every layout', press('?', 'Digit7', { shiftKey: true }), '?'],
  ['Escape stays Escape', press('Escape', 'Escape'), 'Escape'],
  ['a letter beside the alphabet is no key', press('ö', 'Semicolon'), 'ö'],
  ['an event without a key is no key', press(undefined, undefined), ''],
];

for (const [name, event, expected] of cases)
  test(name, () => assert.equal(keyOf(event, known), expected));

test('the page gets the intended key, and none with a browser modifier', () => {
  const called = [];
  let handler;
  globalThis.document = { addEventListener: (_, added) => { handler = added; }, querySelector: (selector) => (selector === '[data-keys-for]' ? { dataset: { keysFor: 'session-1' } } : null) };
  listen({ invokeMethodAsync: (_, key, shown) => { called.push(`${key} for ${shown}`); return Promise.resolve(); } }, [...known]);
  const fire = (event) => handler({ preventDefault() {}, ctrlKey: false, metaKey: false, altKey: false, repeat: false, ...event });

  fire(press('о', 'KeyJ'));
  fire(press('J', 'KeyJ'));
  fire({ ...press('с', 'KeyC'), ctrlKey: true });
  fire({ ...press('с', 'KeyC'), repeat: true });
  fire({ ...press('о', 'KeyJ'), repeat: true });
  fire(press('q', 'KeyQ'));

  assert.deepEqual(called, ['j for session-1', 'j for session-1', 'j for session-1']);
});
