import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ageOf, createOutbox, laneOf } from '../../wwwroot/sdk/outbox.js';
import { createFakeClock } from './fake-clock.mjs';

const entryOf = (name, token = 'a') => ({ server: 'https://exam.example/', token, path: '/api/record-violation/', body: { client_event_id: name } });

/** An outbox in memory, as in a browser that stores nothing. `answer` decides each try. */
function create(answer) {
  const clock = createFakeClock();
  const tries = [];
  const outbox = createOutbox(async (entry, late) => {
    tries.push({ at: clock.now(), id: entry.body.client_event_id, late });
    return answer(entry, tries.length);
  }, { clock, random: () => 0.5 });
  return { clock, tries, outbox };
}

const failure = (status, retryAfter = null) => Object.assign(new Error(`status ${status}`), { status, retryAfter });

test('events are sent at once and in order', async () => {
  const { clock, tries, outbox } = create(async () => ({ success: true }));
  const answers = Promise.all(['1', '2', '3'].map((name) => outbox.push(entryOf(name))));
  await clock.settle();
  assert.equal((await answers).every((answer) => answer.success), true);
  assert.deepEqual(tries.map(({ id }) => id), ['1', '2', '3']);
});

test('while the service is unavailable events wait, and their senders need not', async () => {
  let away = true;
  const { clock, tries, outbox } = create(async () => {
    if (away)
      throw failure(0);
    return { success: true };
  });
  const first = outbox.push(entryOf('1'));
  await clock.settle();
  assert.equal((await first).queued, true);
  assert.equal((await outbox.push(entryOf('2'))).queued, true);
  await clock.advance(60_000);
  assert.ok(tries.length >= 10 && tries.length <= 18, `${tries.length} tries in a minute`);
  away = false;
  await clock.advance(6000);
  assert.equal(await outbox.count(), 0);
  assert.deepEqual(tries.slice(-2).map(({ id, late }) => [id, late]), [['1', true], ['2', true]]);
});

test('a pause that the server requests is respected', async () => {
  const { clock, tries, outbox } = create(async (entry, count) => {
    if (count === 1)
      throw failure(503, 30);
    return { success: true };
  });
  await outbox.push(entryOf('1'));
  outbox.push(entryOf('2'));
  await clock.advance(29_000);
  assert.equal(tries.length, 1);
  await clock.advance(2000);
  assert.deepEqual(tries.map(({ id }) => id), ['1', '1', '2']);
});

test('an event that the server refuses is not tried again and delays nothing', async () => {
  const { clock, tries, outbox } = create(async (entry) => {
    if (entry.body.client_event_id === '1')
      throw failure(400);
    return { success: true };
  });
  const refused = assert.rejects(outbox.push(entryOf('1')), { status: 400 });
  const taken = outbox.push(entryOf('2'));
  await clock.settle();
  await refused;
  assert.equal((await taken).success, true);
  assert.deepEqual(tries.map(({ id }) => id), ['1', '2']);
});

test('an exam whose service is unavailable does not delay another one', async () => {
  const { clock, outbox } = create(async (entry) => {
    if (entry.token === 'a')
      throw failure(503);
    return { success: true };
  });
  outbox.push(entryOf('1', 'a'));
  const other = outbox.push(entryOf('2', 'b'));
  await clock.settle();
  assert.equal((await other).queued, undefined);
  assert.notEqual(laneOf(entryOf('1', 'a')), laneOf(entryOf('1', 'b')));
});

test('the age of an event is monotonic within a page, whatever the computer\'s clock does', () => {
  const clock = { now: () => 125_000 };
  const entry = { page: 'p', madeAt: 5000, addedAt: 1_000_000 };
  assert.equal(ageOf(entry, { clock, wallClock: () => 1_000_000 - 5 * 3_600_000, page: 'p' }), 120_000);
  assert.equal(ageOf(entry, { clock, wallClock: () => 1_000_000 + 7 * 3_600_000, page: 'p' }), 120_000);
});

test('over a reload only the computer\'s clock is left, and a step back counts as no time', () => {
  const entry = { page: 'before', madeAt: 5000, addedAt: 1_000_000 };
  assert.equal(ageOf(entry, { wallClock: () => 1_030_000, page: 'now' }), 30_000);
  assert.equal(ageOf(entry, { wallClock: () => 400_000, page: 'now' }), 0);
  assert.equal(ageOf(entry, { wallClock: () => 1e15, page: 'now' }), 24 * 60 * 60 * 1000);
});
