import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMenuCause } from '../../wwwroot/sdk/guard.js';
import { count, createOwnTexts, removedAt } from '../../wwwroot/sdk/guard-clipboard.js';

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
