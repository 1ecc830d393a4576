import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPieces, givesWayFor } from '../../wwwroot/js/proctoring/pieces.js';
import { createUplink } from '../../wwwroot/js/proctoring/uplink.js';
import { createDeferred, createFakeClock } from './fake-clock.mjs';

/** A line of 512 kbit/s with a round trip of 150 ms, and a page that knows it. */
const bytesPerMs = 64;
const trip = 150;

async function create({ speed = bytesPerMs, known = speed, supported = true, refuseAt = -1, breaksAt = -1 } = {}) {
  const clock = createFakeClock();
  const pause = (milliseconds) => new Promise((resolve) => clock.setTimeout(resolve, milliseconds));
  const line = createUplink(() => known, clock.now, pause);
  const world = { clock, line, pause, whole: [], parts: [], answered: 0, freeAt: 0, stopped: false };
  await Promise.all([line.trip(() => pause(trip)), clock.advance(trip)]);
  /** Carries bytes after those that are on the line already. */
  world.carry = async (bytes) => {
    world.freeAt = Math.max(clock.now(), world.freeAt) + bytes / speed;
    await pause(world.freeAt - clock.now() + trip);
    world.answered++;
  };
  /** How long something that is sent now waits for what is on the line. */
  world.queue = () => Math.max(0, world.freeAt - clock.now());
  const pieces = createPieces({ wait: pause, supported: () => supported, stopped: () => world.stopped, line, now: clock.now });
  world.send = (bytes) => pieces.send(bytes, {
    async whole() {
      world.whole.push(bytes.length);
      await world.carry(bytes.length);
      return { Refused: null };
    },
    async piece(part, offset) {
      const index = world.parts.push({ at: clock.now(), offset, part, open: world.parts.length - world.answered }) - 1;
      await world.carry(part.length);
      if (index === breaksAt)
        throw new Error('the line broke');
      return { Refused: index === refuseAt ? 'not_joined' : null, last: offset + part.length === bytes.length };
    },
    refused: (reply) => reply.Refused,
  });
  return world;
}

const picture = () => Uint8Array.from({ length: 39_000 }, (_, index) => index % 251);

async function done(world, sending) {
  await Promise.all([sending.catch(() => {}), world.clock.advance(5000)]);
  return sending;
}

test('a picture goes whole over a fast line, also with long round trips, and to a server that knows no pieces', async () => {
  for (const options of [{ speed: 1250 }, { supported: false }]) {
    const world = await create(options);
    await done(world, world.send(picture()));
    assert.deepEqual([world.whole, world.parts.length], [[39_000], 0]);
  }
});

test('the pieces of a picture on a slow line are all its bytes in order, and the last answer counts', async () => {
  const world = await create();
  const reply = await done(world, world.send(picture()));
  assert.ok(reply.last);
  assert.ok(world.parts.length > 5);
  assert.deepEqual(world.parts.map(({ offset }) => offset), world.parts.map((_, index) => index * world.parts[0].part.length));
  assert.deepEqual(Buffer.concat(world.parts.map(({ part }) => part)), Buffer.from(picture()));
});

test('an answer never waits for more than two pieces, and the picture takes hardly longer than whole', async () => {
  const world = await create();
  let [longest, ended] = [0, 0];
  const sending = world.send(picture()).then(() => {
    ended = world.clock.now();
  });
  const began = world.clock.now();
  while (!ended) {
    await world.clock.advance(5);
    longest = Math.max(longest, world.queue());
  }
  await sending;
  assert.ok(longest <= 150, `${longest} ms`);
  assert.ok(ended - began <= 1.2 * (39_000 / bytesPerMs + trip), `${ended - began} ms`);
});

test('a line that is slower than it was holds a bounded number of pieces, and the next picture knows it', async () => {
  const world = await create({ speed: 16, known: bytesPerMs });
  await done(world, world.send(picture()));
  assert.ok(Math.max(...world.parts.map(({ open }) => open)) <= 2, JSON.stringify(world.parts.map(({ open }) => open)));
  assert.ok(world.line.holds(1) < 20, `${world.line.holds(1)}`);
  assert.ok(world.line.holds(1) > 12, `${world.line.holds(1)}`);
});

test('a picture gives way to an answer between its pieces, but not for longer than half a second', async () => {
  const world = await create();
  const sending = world.send(picture());
  await world.clock.advance(100);
  const before = world.parts.length;
  const stored = createDeferred();
  const answer = world.line.first(() => stored.promise);
  await world.clock.advance(givesWayFor - 50);
  assert.ok(world.parts.length <= before + 1, `${world.parts.length - before} more pieces`);
  assert.equal(world.queue(), 0);
  await world.clock.advance(2000);
  await sending;
  stored.resolve();
  await answer;
  // The time of the picture says how fast the line is, and not how long the answer took.
  assert.ok(world.line.holds(1) > 50, `${world.line.holds(1)}`);
});

test('the rest of a refused picture is not sent, and the refusal is the answer', async () => {
  const world = await create({ refuseAt: 1 });
  const reply = await done(world, world.send(picture()));
  assert.equal(reply.Refused, 'not_joined');
  assert.ok(world.parts.length <= 5);
});

test('a connection that breaks ends the picture, and the next one works', async () => {
  const world = await create({ breaksAt: 1 });
  await assert.rejects(done(world, world.send(picture())), /the line broke/);
  assert.ok(world.parts.length <= 5);
  assert.ok((await done(world, world.send(picture()))).last);
});

test('the rest of a picture is not sent after monitoring has stopped', async () => {
  const world = await create();
  const sending = world.send(picture());
  await world.clock.advance(200);
  world.stopped = true;
  const sent = world.parts.length;
  await done(world, sending);
  assert.ok(sent > 0 && sent < 5, `${sent} pieces`);
  assert.equal(world.parts.length, sent);
});
