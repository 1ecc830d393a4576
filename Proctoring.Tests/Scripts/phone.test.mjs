import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPhone } from '../../wwwroot/js/room-camera/phone.js';

const quiet = { warn() {}, debug() {} };

function run({ answers, stored = null } = {}) {
  const kept = new Map(stored ? [['proctoring.room-camera', JSON.stringify(stored)]] : []);
  const world = { calls: [], states: [], kept };
  const queue = [...answers];
  world.phone = createPhone({
    code: 'abc',
    changed: (state) => world.states.push(state),
    request: async (path, options) => {
      world.calls.push([path, options.headers?.Authorization ?? null]);
      const answer = queue.shift();
      if (answer instanceof Error)
        throw answer;
      return { ok: answer.status < 300, status: answer.status, json: async () => answer.body };
    },
    storage: {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => kept.set(key, value),
      removeItem: (key) => kept.delete(key),
    },
    random: () => 0.5,
    timeout: () => undefined,
    log: quiet,
  });
  return world;
}

const picture = new Uint8Array(10);
const joined = { status: 200, body: { phone: 'secret' } };
const taken = { status: 200, body: { next_ms: 2000, refused: null } };

test('the code is redeemed once, and the secret survives a reload', async () => {
  const world = run({ answers: [joined, taken, taken] });
  assert.deepEqual(await world.phone.send(picture), { NextDelayMs: 2000, Refused: null });
  await world.phone.send(picture);
  assert.deepEqual(world.calls, [['room/abc/join', null], ['room-camera/frame', 'Bearer secret'], ['room-camera/frame', 'Bearer secret']]);
  assert.deepEqual(world.states, ['connected']);

  const reloaded = run({ answers: [taken], stored: JSON.parse(world.kept.get('proctoring.room-camera')) });
  assert.equal(reloaded.phone.known(), true);
  await reloaded.phone.send(picture);
  assert.deepEqual(reloaded.calls, [['room-camera/frame', 'Bearer secret']]);
});

test('a secret of another code is not used', () => {
  assert.equal(run({ answers: [], stored: { code: 'other', phone: 'secret' } }).phone.known(), false);
});

test('a lost line and a moving session are tried again with growing delays', async () => {
  const world = run({
    answers: [joined, new TypeError('offline'), { status: 502 }, { status: 200, body: { next_ms: 2000, refused: 'not_joined' } }, taken],
  });
  const delays = [];
  for (let sent = 0; sent < 4; sent++)
    delays.push((await world.phone.send(picture)).NextDelayMs);
  assert.deepEqual(delays, [1000, 2000, 4000, 2000]);
  assert.deepEqual(world.states, ['reconnecting', 'connected']);
});

for (const [answers, state] of [
  [[{ status: 404 }], 'refused'],
  [[joined, { status: 401 }], 'replaced'],
  [[joined, { status: 410 }], 'over'],
]) {
  test(`"${state}" is final: the secret is forgotten, and nothing more is sent`, async () => {
    const world = run({ answers });
    await world.phone.send(picture);
    const calls = world.calls.length;
    await world.phone.send(picture);
    world.phone.show('connected');
    assert.deepEqual(world.states, [state]);
    assert.equal(world.calls.length, calls);
    assert.equal(world.kept.size, 0);
    assert.equal(world.phone.over(), true);
  });
}

test('a stop is reported with the secret, and ends the phone even if the line is lost', async () => {
  const world = run({ answers: [joined, taken, new TypeError('offline')] });
  await world.phone.send(picture);
  await world.phone.stop();
  assert.deepEqual(world.calls.at(-1), ['room-camera/stop', 'Bearer secret']);
  assert.equal(world.phone.state(), 'stopped');
  assert.equal(world.kept.size, 0);
});

test('a phone whose storage is switched off sends all the same', async () => {
  const own = Object.getOwnPropertyDescriptor(globalThis, 'localStorage');
  Object.defineProperty(globalThis, 'localStorage', { configurable: true, get() {
    throw new Error('SecurityError');
  } });
  try {
    const states = [];
    const answers = [joined, taken];
    const phone = createPhone({
      code: 'abc', changed: (state) => states.push(state), timeout: () => undefined, log: quiet,
      request: async () => {
        const answer = answers.shift();
        return { ok: true, status: answer.status, json: async () => answer.body };
      },
    });
    await phone.send(picture);
    assert.deepEqual(states, ['connected']);
  } finally {
    if (own)
      Object.defineProperty(globalThis, 'localStorage', own);
    else
      delete globalThis.localStorage;
  }
});
