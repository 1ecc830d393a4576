import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBackoff, createPause, retry, within } from '../../wwwroot/js/proctoring/retry.js';
import { createDeferred, createFakeClock } from './fake-clock.mjs';

test('delays double up to the longest and start over after a reset', () => {
  const backoff = createBackoff({ first: 100, longest: 1000, random: () => 0.5 });
  assert.deepEqual([1, 2, 3, 4, 5, 6].map(() => backoff.next()), [100, 200, 400, 800, 1000, 1000]);
  backoff.reset();
  assert.equal(backoff.next(), 100);
});

test('jitter spreads a delay in both directions and no further', () => {
  const delays = [0, 0.25, 1].map((value) => createBackoff({ first: 1000, jitter: 0.3, random: () => value }).next());
  assert.deepEqual(delays, [700, 850, 1300]);
});

test('a pause ends when it is woken', async () => {
  const clock = createFakeClock();
  const pause = createPause(clock);
  let over = false;
  pause.wait(5000).then(() => {
    over = true;
  });
  await clock.advance(4999);
  assert.equal(over, false);
  pause.wake();
  await clock.settle();
  assert.equal(over, true);
  assert.equal(clock.waiting(), 0);
  pause.wake();
});

test('a promise that does not settle in time rejects and leaves no timer', async () => {
  const clock = createFakeClock();
  const late = within(createDeferred().promise, 1000, 'the answer', clock);
  const caught = assert.rejects(late, { name: 'TimeoutError', message: 'the answer took longer than 1000 ms' });
  await clock.advance(1000);
  await caught;
  assert.equal(await within(Promise.resolve(3), 1000, 'the answer', clock), 3);
  await assert.rejects(within(Promise.reject(new Error('no')), 1000, 'the answer', clock), { message: 'no' });
  assert.equal(clock.waiting(), 0);
});

test('work is retried until it succeeds, and each failure is reported', async () => {
  const clock = createFakeClock();
  let tries = 0;
  const failures = [];
  const work = retry(async () => {
    if (++tries < 4)
      throw new Error(`no ${tries}`);
    return 'done';
  }, {
    backoff: createBackoff({ first: 100, random: () => 0.5 }),
    pause: createPause(clock),
    failed: (error, delay) => failures.push([error.message, delay]),
  });
  await clock.advance(700);
  assert.equal(await work, 'done');
  assert.deepEqual(failures, [['no 1', 100], ['no 2', 200], ['no 3', 400]]);
});

test('retrying ends when it is stopped', async () => {
  const clock = createFakeClock();
  let stopped = false;
  const work = retry(async () => {
    throw new Error('never');
  }, { pause: createPause(clock), stopped: () => stopped });
  await clock.advance(2000);
  stopped = true;
  await clock.advance(20_000);
  assert.equal(await work, undefined);
});
