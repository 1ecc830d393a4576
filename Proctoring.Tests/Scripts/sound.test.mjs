import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listen, microphoneState, ratesFor } from '../../wwwroot/js/proctoring/sound.js';
import { createPulse } from '../../wwwroot/js/proctoring/sound-worklet.js';
import { createDeferred, createFakeClock } from './fake-clock.mjs';

const quiet = { warn() {}, debug() {} };

/** A microphone and audio that beats once a second while it runs. `opens` decides for each attempt whether it fails. */
function create({ opens = () => null, state = 'running' } = {}) {
  const clock = createFakeClock();
  const world = {
    clock, states: [], opened: 0, closed: 0, sent: [], dropped: 0, silent: false, beats: true, online: true,
    track: { readyState: 'live', muted: false }, contexts: [],
  };
  const open = async () => {
    const error = opens(++world.opened);
    if (error)
      throw Object.assign(new Error(error), { name: 'NotSupportedError' });
    const context = {
      state, resumed: 0,
      async resume() {
        context.resumed++;
        if (!world.refusesResume)
          context.set('running');
      },
      async close() {
        world.closed++;
        context.state = 'closed';
      },
      set(next) {
        context.state = next;
        context.onstatechange?.();
      },
    };
    world.contexts.push(context);
    const node = { port: {}, disconnect() {} };
    const beat = () => {
      if (context.state === 'closed')
        return;
      if (context.state === 'running' && world.beats)
        node.port.onmessage?.({ data: { silent: world.silent } });
      clock.setTimeout(beat, 1000);
    };
    clock.setTimeout(beat, 1000);
    world.node = node;
    return { context, node, source: { disconnect() {} } };
  };
  world.sound = listen({
    track: () => world.track, ready: () => world.online, open, clock, random: () => 0.5, log: quiet,
    send: async (pcm, number) => {
      await world.line;
      world.sent.push(number);
    },
    dropped: (pieces) => {
      world.dropped += pieces;
    },
    changed: (now) => world.states.push(now),
  });
  return world;
}

test('it listens at once and reports it', async () => {
  const { clock, states, sound } = create();
  await clock.advance(3000);
  assert.deepEqual(states, ['on']);
  assert.equal(sound.state(), 'on');
});

test('audio that cannot be opened is tried again, with growing pauses, until it works', async () => {
  const world = create({ opens: (count) => (count < 4 ? 'rate mismatch' : null) });
  await world.clock.advance(500);
  assert.deepEqual(world.states, ['failed']);
  await world.clock.advance(20_000);
  assert.equal(world.opened, 4);
  assert.deepEqual(world.states, ['failed', 'on']);
});

test('only zeros for five seconds are reported as silence, and sound ends it', async () => {
  const world = create();
  await world.clock.advance(2000);
  world.silent = true;
  await world.clock.advance(4500);
  assert.equal(world.sound.state(), 'on');
  await world.clock.advance(2000);
  assert.equal(world.sound.state(), 'silent');
  world.silent = false;
  await world.clock.advance(1500);
  assert.deepEqual(world.states, ['on', 'silent', 'on']);
  assert.equal(world.opened, 1);
});

test('a worklet that stops is detected and replaced', async () => {
  const world = create();
  await world.clock.advance(3000);
  world.beats = false;
  await world.clock.advance(5500);
  assert.equal(world.sound.state(), 'failed');
  world.beats = true;
  await world.clock.advance(5000);
  assert.equal(world.sound.state(), 'on');
  assert.equal(world.opened, 2);
});

test('a worklet that throws is replaced', async () => {
  const world = create();
  await world.clock.advance(3000);
  world.node.onprocessorerror();
  assert.equal(world.sound.state(), 'failed');
  await world.clock.advance(3000);
  assert.deepEqual(world.states, ['on', 'failed', 'on']);
});

for (const interrupted of ['suspended', 'interrupted']) {
  test(`audio that is ${interrupted} is reported as failed and resumed`, async () => {
    const world = create();
    await world.clock.advance(3000);
    world.refusesResume = true;
    world.contexts[0].set(interrupted);
    await world.clock.advance(8000);
    assert.equal(world.sound.state(), 'failed');
    assert.ok(world.contexts[0].resumed > 3);
    world.refusesResume = false;
    await world.clock.advance(2000);
    assert.equal(world.sound.state(), 'on');
    assert.equal(world.opened, 1);
  });
}

test('a context that the browser closes is replaced', async () => {
  const world = create();
  await world.clock.advance(3000);
  world.contexts[0].set('closed');
  await world.clock.advance(5000);
  assert.equal(world.sound.state(), 'on');
  assert.equal(world.opened, 2);
});

test('a new microphone replaces the old one', async () => {
  const world = create();
  await world.clock.advance(3000);
  world.track = { readyState: 'live', muted: false };
  world.sound.check();
  await world.clock.advance(2000);
  assert.equal(world.opened, 2);
  assert.equal(world.closed, 1);
  world.track = null;
  world.sound.check();
  assert.equal(world.sound.state(), null);
});

test('pieces are numbered, and without a connection none waits', async () => {
  const world = create();
  await world.clock.advance(500);
  const piece = () => world.node.port.onmessage({ data: new Int16Array(8000) });
  piece();
  piece();
  await world.clock.settle();
  assert.deepEqual(world.sent, [1, 2]);
  world.online = false;
  piece();
  world.online = true;
  piece();
  await world.clock.settle();
  assert.deepEqual(world.sent, [1, 2, 3]);
});

test('on a slow line the oldest pieces are dropped, and each is counted', async () => {
  const world = create();
  await world.clock.advance(500);
  const slow = createDeferred();
  world.line = slow.promise;
  for (let piece = 0; piece < 10; piece++)
    world.node.port.onmessage({ data: new Int16Array(8000) });
  assert.equal(world.dropped, 3);
  slow.resolve();
  await world.clock.settle();
  assert.equal(world.sent.length, 7);
  assert.equal(world.dropped, 3);
});

test('pieces on their way are counted if the connection is lost, and later ones are not', async () => {
  const world = create();
  await world.clock.advance(500);
  const cut = createDeferred();
  world.line = cut.promise;
  const piece = () => world.node.port.onmessage({ data: new Int16Array(8000) });
  piece();
  piece();
  world.online = false;
  cut.reject(new Error('lost'));
  await world.clock.settle();
  piece();
  assert.deepEqual([world.dropped, world.sent], [2, []]);
});

test('pieces that wait when listening stops are counted', async () => {
  const world = create();
  await world.clock.advance(500);
  world.line = createDeferred().promise;
  for (let piece = 0; piece < 3; piece++)
    world.node.port.onmessage({ data: new Int16Array(8000) });
  world.sound.stop();
  assert.equal(world.dropped, 2);
});

test('after stopping nothing is opened again', async () => {
  const world = create();
  await world.clock.advance(1000);
  world.sound.stop();
  assert.equal(world.closed, 1);
  await world.clock.advance(60_000);
  assert.equal(world.opened, 1);
});

test('the device\'s own rate is tried first, then the usual ones', () => {
  assert.deepEqual(ratesFor({ getSettings: () => ({ sampleRate: 16_000 }) }), [16_000, undefined, 48_000, 44_100, 8000]);
  assert.deepEqual(ratesFor({}), [undefined, 48_000, 44_100, 16_000, 8000]);
});

test('the server gets one of its terms', () => {
  assert.equal(microphoneState('live', 'on'), 'on');
  assert.equal(microphoneState('live', 'silent'), 'silent');
  assert.equal(microphoneState('live', null), null);
  assert.equal(microphoneState('muted', 'on'), 'muted');
  assert.equal(microphoneState('ended', null), 'unplugged');
  for (const none of ['off', 'denied', 'not_found', 'in_use', 'other'])
    assert.equal(microphoneState(none, null), 'off');
});

test('the pulse beats once a second and is silent only for zeros', () => {
  const beats = [];
  const pulse = createPulse(1000, (beat) => beats.push(beat.silent));
  for (let index = 0; index < 10; index++)
    pulse(new Float32Array(100));
  for (let index = 0; index < 10; index++)
    pulse(new Float32Array(100).fill(index === 4 ? 1e-6 : 0));
  for (let index = 0; index < 10; index++)
    pulse(new Float32Array(100));
  assert.deepEqual(beats, [true, false, true]);
});
