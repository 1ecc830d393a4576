import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPageClock } from '../../wwwroot/js/proctoring/page-clock.js';
import { createFakeClock } from './fake-clock.mjs';

const quiet = { warn() {} };

function create({ works = true } = {}) {
  const clock = createFakeClock();
  const worker = {
    postMessage: ({ id, wait }) => works && clock.setTimeout(() => worker.onmessage({ data: id }), wait),
    terminate() {},
  };
  return { clock, worker, page: createPageClock({ start: () => worker, clock, log: quiet }) };
}

test('it waits as long as it should', async () => {
  const { clock, page } = create();
  let over = false;
  page.wait(500).then(() => {
    over = true;
  });
  await clock.advance(499);
  assert.equal(over, false);
  await clock.advance(1);
  assert.equal(over, true);
});

test('a worker that is silent or dies does not stop the time', async () => {
  const silent = create({ works: false });
  let over = 0;
  silent.page.wait(500).then(() => over++);
  await silent.clock.advance(1500);
  assert.equal(over, 1);
  silent.page.wait(60_000).then(() => over++);
  silent.worker.onerror({ message: 'gone' });
  await silent.clock.settle();
  assert.equal(over, 2);
  silent.page.wait(500).then(() => over++);
  await silent.clock.advance(500);
  assert.equal(over, 3);
});

test('a browser that refuses workers still has a clock', async () => {
  const clock = createFakeClock();
  const page = createPageClock({
    clock, log: quiet,
    start: () => {
      throw new Error('blocked');
    },
  });
  let beats = 0;
  const stop = page.every(1000, () => beats++);
  await clock.advance(5000);
  assert.equal(beats, 5);
  stop();
  await clock.advance(5000);
  assert.equal(beats, 5);
});
