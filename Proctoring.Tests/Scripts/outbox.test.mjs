import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ageOf, createOutbox, laneOf } from '../../wwwroot/sdk/outbox.js';
import { createDeferred, createFakeClock } from './fake-clock.mjs';

const entryOf = (name, token = 'a') => ({ server: 'https://exam.example/', token, path: '/api/record-violation/', body: { client_event_id: name } });

/** An outbox in memory, as in a browser that stores nothing. `answer` decides each try. */
function create(answer, options = {}) {
  const clock = createFakeClock();
  const tries = [];
  const outbox = createOutbox(async (entry, late) => {
    tries.push({ at: clock.now(), id: entry.body.client_event_id, late });
    return answer(entry, tries.length);
  }, { clock, random: () => 0.5, open: () => Promise.reject(new Error('refused')), ...options });
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

const refusal = () => Promise.reject(Object.assign(new Error('denied'), { name: 'SecurityError' }));

test('a browser that refuses storage and locks sends all the same', async () => {
  const { clock, tries, outbox } = create(async () => ({ success: true }), { locks: { request: refusal } });
  const answers = Promise.all(['1', '2'].map((name) => outbox.push(entryOf(name))));
  await clock.settle();
  assert.equal((await answers).every((answer) => answer.success), true);
  assert.deepEqual(tries.map(({ id }) => id), ['1', '2']);
});

test('a storage that never opens keeps no event', async () => {
  const { clock, tries, outbox } = create(async () => ({ success: true }), { open: () => new Promise(() => {}) });
  const answer = outbox.push(entryOf('1'));
  await clock.advance(2000);
  assert.deepEqual(tries, []);
  await clock.advance(2000);
  assert.equal((await answer).success, true);
  assert.deepEqual(tries.map(({ id }) => id), ['1']);
});

/** A store that is full from the given entry on, and fails as a whole if it is broken. */
function fullStore(room) {
  const entries = [];
  const store = { entries, broken: false, async add(entry) {
    if (store.broken || entries.length >= room)
      throw new Error('QuotaExceededError');
    return entries.push({ ...entry, seq: entries.length + 1 });
  }, async find(wanted) {
    if (store.broken)
      throw new Error('UnknownError');
    return entries.find(wanted);
  }, remove: async (seq) => void entries.splice(entries.findIndex((entry) => entry.seq === seq), 1), async count() {
    if (store.broken)
      throw new Error('UnknownError');
    return entries.length;
  } };
  return store;
}

test('events of an earlier page are sent as soon as a storage opens that was late', async () => {
  const [store, opening] = [fullStore(10), createDeferred()];
  await store.add({ ...entryOf('earlier'), addedAt: Date.now(), page: 'earlier', madeAt: 0 });
  const { clock, tries, outbox } = create(async () => ({ success: true }), { open: () => opening.promise });
  const answer = outbox.push(entryOf('1'));
  await clock.advance(4000);
  assert.equal((await answer).success, true);
  opening.resolve(store);
  await clock.settle();
  assert.deepEqual(tries.map(({ id }) => id), ['1', 'earlier']);
  assert.equal(await outbox.count(), 0);
});

test('events that a full storage does not take wait in memory, after those in the storage', async () => {
  let away = true;
  const store = fullStore(1);
  const { clock, tries, outbox } = create(async () => {
    if (away)
      throw failure(0);
    return { success: true };
  }, { open: async () => store });
  const answers = ['1', '2', '3'].map((name) => outbox.push(entryOf(name)));
  await clock.settle();
  assert.equal(await outbox.count(), 3);
  away = false;
  tries.length = 0;
  await clock.advance(10_000);
  await Promise.all(answers);
  assert.deepEqual(tries.map(({ id }) => id), ['1', '2', '3']);
  assert.equal(await outbox.count(), 0);
});

test('an event that cannot be removed is sent once', async () => {
  const store = Object.assign(fullStore(10), { remove: () => Promise.reject(new Error('QuotaExceededError')) });
  const { clock, tries, outbox } = create(async () => ({ success: true }), { open: async () => store });
  const answers = ['1', '2'].map((name) => outbox.push(entryOf(name)));
  await clock.advance(30_000);
  await Promise.all(answers);
  assert.deepEqual(tries.map(({ id }) => id), ['1', '2']);
  assert.equal(await outbox.count(), 0);
});

test('events are sent although the storage has failed', async () => {
  const store = fullStore(10);
  const { clock, tries, outbox } = create(async () => ({ success: true }), { open: async () => store });
  store.broken = true;
  const answer = outbox.push(entryOf('1'));
  await clock.settle();
  assert.equal((await answer).success, true);
  assert.deepEqual(tries.map(({ id }) => id), ['1']);
});

test('events are sent although an open storage no longer answers', async () => {
  const silence = () => new Promise(() => {});
  const store = { add: silence, find: silence, remove: silence, count: silence };
  const { clock, tries, outbox } = create(async () => ({ success: true }), { open: async () => store });
  const answers = Promise.all(['1', '2'].map((name) => outbox.push(entryOf(name))));
  await clock.advance(30_000);
  assert.equal((await answers).every((answer) => answer.success), true);
  assert.deepEqual(tries.map(({ id }) => id), ['1', '2']);
  assert.equal(await outbox.count(), 0);
});

test('an event that finds room again does not overtake those in memory', async () => {
  let away = true;
  const store = fullStore(1);
  const { clock, tries, outbox } = create(async () => {
    if (away)
      throw failure(0);
    return { success: true };
  }, { open: async () => store });
  const answers = ['1', '2', '3'].map((name) => outbox.push(entryOf(name)));
  await clock.settle();
  // There is room again while the second one waits.
  store.add = async (entry) => store.entries.push({ ...entry, seq: 10 + store.entries.length });
  answers.push(outbox.push(entryOf('4')));
  await clock.settle();
  away = false;
  tries.length = 0;
  await clock.advance(10_000);
  await Promise.all(answers);
  assert.deepEqual(tries.map(({ id }) => id), ['1', '2', '3', '4']);
});
