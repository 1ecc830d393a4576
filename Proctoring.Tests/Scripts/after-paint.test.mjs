import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAfterPaint } from '../../wwwroot/js/exam/after-paint.js';

/** A browser that paints when the test says so. */
function create() {
  const world = { done: [], paint: () => {} };
  world.later = createAfterPaint(() => new Promise((resolve) => {
    world.paint = async () => {
      resolve();
      await null;
    };
  }));
  world.note = (text) => () => world.done.push(text);
  return world;
}

test('work of one moment runs once, in its order, and later work after the next paint', async () => {
  const world = create();
  const draw = world.note('draw');
  world.later.run(draw);
  world.later.run(world.note('send'));
  world.later.run(draw);
  assert.deepEqual(world.done, []);
  await world.paint();
  assert.deepEqual(world.done, ['draw', 'send']);
  world.later.run(draw);
  assert.deepEqual(world.done, ['draw', 'send']);
  await world.paint();
  assert.deepEqual(world.done, ['draw', 'send', 'draw']);
});

test('a page that closes does at once what waits, and what comes', async () => {
  const world = create();
  world.later.run(world.note('waiting'));
  world.later.close();
  assert.deepEqual(world.done, ['waiting']);
  world.later.run(world.note('while closing'));
  assert.deepEqual(world.done, ['waiting', 'while closing']);
  // The paint that was waited for has nothing left to do.
  await world.paint();
  assert.equal(world.done.length, 2);
  // It was shown again from the browser's memory.
  world.later.reopen();
  world.later.run(world.note('reopened'));
  assert.equal(world.done.length, 2);
  await world.paint();
  assert.equal(world.done.length, 3);
});

test('work that fails does not keep the other work from its turn', async (context) => {
  const complained = context.mock.method(console, 'error', () => {});
  const world = create();
  world.later.run(() => {
    throw new Error('the sheet is gone');
  });
  world.later.run(world.note('draw'));
  await world.paint();
  assert.deepEqual(world.done, ['draw']);
  assert.equal(complained.mock.callCount(), 1);
});
