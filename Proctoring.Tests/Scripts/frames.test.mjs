import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendFrames } from '../../wwwroot/js/proctoring/frames.js';
import { createFakeClock } from './fake-clock.mjs';

const quiet = { warn() {}, debug() {} };

function run({ take = async () => new Uint8Array(1000), send, ready = () => true, limits = { IntervalMs: 500, MaximumBytes: 5000 } } = {}) {
  const clock = createFakeClock();
  const world = { clock, sent: [], answers: [], failing: [] };
  world.stop = sendFrames({
    capture: { take },
    wait: (milliseconds) => new Promise((resolve) => clock.setTimeout(resolve, milliseconds)),
    video: () => ({}),
    ready, limits: () => limits, now: clock.now, log: quiet,
    send: async (jpeg, number) => {
      world.sent.push({ at: clock.now(), number, bytes: jpeg.length });
      return send ? send(number) : { NextDelayMs: 500 };
    },
    answered: (refused) => world.answers.push(refused),
    failing: (is) => world.failing.push(is),
  });
  return world;
}

test('one frame every interval, numbered from one', async () => {
  const world = run();
  await world.clock.advance(2000);
  assert.deepEqual(world.sent.map((frame) => [frame.at, frame.number]), [[0, 1], [500, 2], [1000, 3], [1500, 4], [2000, 5]]);
  world.stop();
  await world.clock.advance(5000);
  assert.equal(world.sent.length, 5);
});

test('the server sets the pace, and its refusals are passed on', async () => {
  const world = run({ send: async (number) => (number === 1 ? { NextDelayMs: 3000 } : { NextDelayMs: 0, Refused: 'too_often' }) });
  await world.clock.advance(3500);
  assert.deepEqual(world.sent.map((frame) => frame.at), [0, 3000, 3500]);
  assert.deepEqual(world.answers, [null, 'too_often', 'too_often']);
  world.stop();
});

test('nothing is sent without a connection, and frames continue when it is back', async () => {
  let online = false;
  const world = run({ ready: () => online });
  await world.clock.advance(10_000);
  assert.equal(world.sent.length, 0);
  online = true;
  await world.clock.advance(1000);
  assert.ok(world.sent.length >= 1);
  world.stop();
});

test('a send that fails does not end the loop', async () => {
  const world = run({
    send: async (number) => {
      if (number < 3)
        throw new Error('the line broke');
      return { NextDelayMs: 500 };
    },
  });
  await world.clock.advance(2000);
  assert.ok(world.answers.length >= 2);
  world.stop();
});

test('pictures that cannot be encoded are retried with growing delays and reported once', async () => {
  let works = false;
  let tries = 0;
  const world = run({
    take: async () => {
      tries++;
      if (!works)
        throw new Error('no canvas');
      return new Uint8Array(10);
    },
  });
  await world.clock.advance(60_000);
  assert.ok(tries < 25, `${tries} tries in a minute`);
  assert.deepEqual(world.failing, [true]);
  works = true;
  await world.clock.advance(10_000);
  assert.deepEqual(world.failing, [true, false]);
  assert.ok(world.sent.length > 0);
  world.stop();
});

test('a picture that is too large loses quality, then size, until it fits', async () => {
  const world = run({ take: async (video, quality, shrink) => new Uint8Array(Math.round(20_000 * quality * shrink)) });
  await world.clock.advance(5000);
  assert.ok(world.sent[0].bytes <= 5000);
  world.stop();
});
