import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSignals } from '../../wwwroot/js/proctoring/signals.js';
import { createDeferred, createFakeClock } from './fake-clock.mjs';

const quiet = { warn() {}, debug() {} };
const act = (detail) => ({ Type: 'copy_attempt', Detail: String(detail) });

/** Signals that end in a list. `answer` decides each reply; a thrown error is a lost connection. */
function create(answer = () => null) {
  const clock = createFakeClock();
  const sent = [];
  const signals = createSignals({
    pageId: 'page', clock, random: () => 0.5, log: quiet,
    send: async (id, state, action) => {
      const reply = await answer(id, sent.length);
      sent.push({ id, state, act: action });
      return reply;
    },
  });
  return { clock, sent, signals, ids: () => sent.map((signal) => signal.id) };
}

const away = () => {
  throw new Error('There is no connection.');
};

test('signals are numbered from one and sent in order', async () => {
  const { clock, signals, ids, sent } = create();
  signals.push({ TabHidden: false }, null);
  signals.push(null, act('a'));
  await clock.settle();
  assert.deepEqual(ids(), ['page-1', 'page-2']);
  assert.equal(sent[0].state.TabHidden, false);
  assert.equal(sent[1].act.Detail, 'a');
});

test('without confirmations an answer releases a signal', async () => {
  const { clock, signals } = create();
  signals.push(null, act(1));
  await clock.settle();
  assert.equal(signals.waiting(), 0);
  assert.equal(await signals.drain(1000), true);
});

test('with confirmations a signal is held until the server has stored it', async () => {
  const { clock, signals, ids } = create();
  signals.resume(true);
  for (let index = 1; index <= 4; index++)
    signals.push(null, act(index));
  await clock.settle();
  assert.equal(signals.waiting(), 4);
  signals.stored(3);
  assert.equal(signals.waiting(), 1);
  signals.resume(true);
  await clock.settle();
  assert.deepEqual(ids(), ['page-1', 'page-2', 'page-3', 'page-4', 'page-4']);
});

test('after a reconnection everything unconfirmed is sent again under the same ids', async () => {
  let online = false;
  const { clock, signals, ids } = create(() => (online ? null : away()));
  signals.push(null, act(1));
  signals.push(null, act(2));
  await clock.advance(5000);
  assert.deepEqual(ids(), []);
  online = true;
  signals.resume(true);
  await clock.settle();
  signals.resume(true);
  await clock.settle();
  assert.deepEqual(ids(), ['page-1', 'page-2', 'page-1', 'page-2']);
});

test('after a server has lost what it accepted, no newer signal overtakes an unconfirmed one', async () => {
  let lost = false;
  const { clock, signals, ids } = create(() => (lost ? 'not_joined' : null));
  signals.resume(true);
  signals.push(null, act(1));
  signals.push(null, act(2));
  await clock.settle();
  lost = true;
  signals.push(null, act(3));
  await clock.settle();
  // The session runs on another server: the page joins again, and its state comes before the answer.
  signals.rewind();
  lost = false;
  signals.push({ TabHidden: false }, null);
  signals.resume(true);
  await clock.settle();
  assert.deepEqual([...new Set(ids().slice(3))], ['page-1', 'page-2', 'page-3', 'page-4']);
});

test('a server that is restarted without confirmations still gets everything', async () => {
  const { clock, signals, ids } = create();
  signals.resume(true);
  signals.push(null, act(1));
  await clock.settle();
  signals.resume(false);
  await clock.settle();
  assert.deepEqual(ids(), ['page-1', 'page-1']);
  assert.equal(signals.waiting(), 0);
});

for (const refusal of ['too_often', 'not_joined', 'not_running']) {
  test(`"${refusal}" is retried with growing delays, in order`, async () => {
    let refusals = 5;
    const { clock, signals, ids } = create(() => (refusals-- > 0 ? refusal : null));
    signals.push(null, act(1));
    signals.push(null, act(2));
    await clock.advance(10_000);
    assert.ok(ids().length <= 5, `${ids().length} tries in ten seconds`);
    await clock.advance(30_000);
    assert.deepEqual(ids().slice(-2), ['page-1', 'page-2']);
    assert.equal(signals.waiting(), 0);
    assert.equal(signals.dropped(), 0);
  });
}

test('a final refusal drops that signal, counts it and delays nothing', async () => {
  const { clock, signals, sent } = create((id) => (id === 'page-1' ? 'malformed' : null));
  signals.push(null, act(1));
  signals.push({ TabHidden: false }, null);
  await clock.settle();
  assert.equal(signals.dropped(), 1);
  assert.equal(sent[1].state.DroppedSignals, 1);
});

test('signals that another window prevented are sent when this one has the session again', async () => {
  let elsewhere = true;
  const { clock, signals, ids } = create(() => (elsewhere ? 'other_window' : null));
  signals.push(null, act(1));
  await clock.advance(60_000);
  assert.deepEqual(ids(), ['page-1']);
  elsewhere = false;
  signals.resume(false);
  await clock.settle();
  assert.deepEqual(ids(), ['page-1', 'page-1']);
  assert.equal(signals.waiting(), 0);
});

test('a full buffer drops the oldest and reports how many', async () => {
  let online = false;
  const { clock, signals, sent, ids } = create(() => (online ? null : away()));
  for (let index = 1; index <= 207; index++)
    signals.push(null, act(index));
  assert.equal(signals.waiting(), 200);
  signals.push({ TabHidden: false }, null);
  online = true;
  signals.resume(false);
  await clock.settle();
  assert.equal(ids()[0], 'page-9');
  assert.equal(sent.at(-1).state.DroppedSignals, 8);
});

test('the next state reports how many pieces of sound were dropped, also one that waited before', async () => {
  let online = false;
  const { clock, signals, sent } = create(() => (online ? null : away()));
  signals.push({ TabHidden: false }, null);
  await clock.settle();
  signals.soundDropped(2);
  signals.soundDropped(1);
  online = true;
  signals.resume(false);
  await clock.settle();
  assert.equal(sent[0].state.DroppedSound, 3);
});

test('the next state reports how many pictures of the screen were dropped', async () => {
  const { clock, signals, sent } = create();
  signals.screensDropped(1);
  signals.screensDropped(2);
  signals.push({ TabHidden: false }, null);
  await clock.settle();
  assert.equal(sent[0].state.DroppedScreens, 3);
});

test('waiting heartbeats replace each other and never replace an act', async () => {
  let online = false;
  const { clock, signals, sent, ids } = create(() => (online ? null : away()));
  for (let index = 1; index <= 300; index++)
    signals.push({ Beat: index }, null, true);
  // The first one was in flight when the connection broke, so it stays unchanged.
  assert.equal(signals.waiting(), 2);
  signals.push(null, act('between'));
  signals.push({ Beat: 301 }, null, true);
  online = true;
  signals.resume(false);
  await clock.settle();
  assert.deepEqual(ids(), ['page-1', 'page-2', 'page-3', 'page-4']);
  assert.deepEqual(sent.map((signal) => signal.state?.Beat ?? signal.act.Detail), [1, 300, 'between', 301]);
});

test('a change is never lost in a heartbeat that follows it', async () => {
  const first = createDeferred();
  const { clock, signals, sent } = create((id, count) => (count === 0 ? first.promise : null));
  signals.push({ TabHidden: false }, null);
  signals.push({ TabHidden: true }, null);
  signals.push({ TabHidden: false }, null, true);
  first.resolve(null);
  await clock.settle();
  assert.deepEqual(sent.map((signal) => signal.state.TabHidden), [false, true, false]);
});

test('an answer that belongs to the connection before does not skip anything', async () => {
  const slow = createDeferred();
  let calls = 0;
  const { clock, signals, ids } = create(() => (++calls === 2 ? slow.promise : null));
  signals.resume(true);
  signals.push(null, act(1));
  signals.push(null, act(2));
  await clock.settle();
  signals.resume(true);
  slow.resolve(null);
  await clock.settle();
  assert.deepEqual(ids(), ['page-1', 'page-2', 'page-1', 'page-2']);
});

test('draining waits for the confirmation, but not forever', async () => {
  const { clock, signals } = create();
  signals.resume(true);
  signals.push(null, act(1));
  const first = signals.drain(1500);
  await clock.advance(1600);
  assert.equal(await first, false);
  const second = signals.drain(1500);
  await clock.advance(200);
  signals.stored(1);
  await clock.advance(100);
  assert.equal(await second, true);
});

test('each load of the page has its own id, and the id of a signal fits the server\'s limit', async () => {
  const ids = [];
  for (let load = 0; load < 2; load++) {
    const signals = createSignals({ send: async (id) => void ids.push(id), log: quiet });
    signals.push(null, act(1));
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.notEqual(ids[0], ids[1]);
  assert.ok(ids.every((id) => id.length <= 64));
});
