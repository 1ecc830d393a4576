import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createAnswerLine } from '../../wwwroot/js/exam/answer-line.js';
import { createUplink, restAfter, uplink as pageUplink } from '../../wwwroot/js/proctoring/uplink.js';
import { createDeferred } from './fake-clock.mjs';

test('before the first exchange the browser\'s guess counts, then the fastest of the last five exchanges', () => {
  assert.equal(createUplink(() => Infinity).carries(1000), Infinity);
  const uplink = createUplink(() => 64);
  assert.equal(uplink.carries(1000), 64_000);
  uplink.took(30_000, 1000);
  uplink.took(30_000, 500);
  assert.equal(uplink.carries(1000), 60_000);
  for (let slow = 0; slow < 5; slow++)
    uplink.took(30_000, 3000);
  assert.equal(uplink.carries(1000), 10_000);
});

test('work that must not wait ends the exchanges that may, and none begins meanwhile', async () => {
  const uplink = createUplink();
  const photo = createDeferred();
  let ended = false;
  const guidance = uplink.later((stop) => new Promise((_, reject) => {
    stop.addEventListener('abort', () => {
      ended = true;
      reject(stop.reason);
    });
  }));
  guidance.catch(() => { /* As intended. */ });

  const urgent = uplink.first(() => uplink.first(() => photo.promise));
  assert.ok(ended);
  await assert.rejects(guidance);
  assert.equal(await uplink.later(async () => 'sent'), null);
  photo.resolve('taken');
  assert.equal(await urgent, 'taken');
  assert.equal(await uplink.later(async () => 'sent'), 'sent');
});

test('an exchange is measured, unless it fails', async () => {
  let time = 0;
  const uplink = createUplink(() => 8, () => time);
  await assert.rejects(uplink.measure(10_000, async () => {
    time += 10;
    throw new Error('no connection');
  }));
  assert.equal(uplink.carries(1), 8);
  assert.equal(await uplink.measure(10_000, async () => {
    time += 500;
    return 'read';
  }), 'read');
  assert.equal(uplink.carries(1), 20);
});

test('nothing that may wait begins while an answer is on its way', async () => {
  const stored = createDeferred();
  const line = createAnswerLine('https://exam.example/api/answers', 'right', { request: () => stored.promise });
  const sending = line.send(1, 0, 1000);
  assert.equal(await pageUplink.later(async () => 'sent'), null);
  stored.resolve({ ok: true, json: async () => ({ outcome: 'stored' }) });
  assert.equal(await sending, 'stored');
  assert.equal(await pageUplink.later(async () => 'sent'), 'sent');
});

test('work that fails frees the line', async () => {
  const uplink = createUplink();
  await assert.rejects(uplink.first(async () => {
    throw new Error('no connection');
  }));
  assert.equal(await uplink.later(async () => 'sent'), 'sent');
});

test('the rest after an exchange grows with it, up to ten seconds', () => {
  assert.equal(restAfter(0), 0);
  assert.equal(restAfter(1000), 1500);
  assert.equal(restAfter(15_000), 10_000);
});

test('the start page requests every script that the exam room imports, at once', () => {
  const root = new URL('../../', import.meta.url);
  const folder = new URL('Proctoring.Web/Components/ExamRoom/', root);
  const read = (path) => readFileSync(new URL(`${path.startsWith('Components/') ? 'Proctoring.Web' : 'wwwroot'}/${path}`, root), 'utf8');
  const found = (text, pattern, from) => (
    [...text.matchAll(pattern)].map((match) => new URL(match[1], `http://x/${from}`).pathname.slice(1)));
  const needed = new Set();
  const need = (path) => {
    if (needed.has(path))
      return;
    needed.add(path);
    found(read(path), /(?:from|^import) '(\.[^']+)'/gm, path).forEach(need);
  };
  readdirSync(folder).filter((name) => name.endsWith('.cs'))
    .flatMap((name) => found(readFileSync(new URL(name, folder), 'utf8'), /"(\.\/(?:js|Components)\/[^"]+\.js)"/g, ''))
    .forEach(need);
  // Every page has loaded these.
  ['js/start.js', 'js/circuit/circuit-state.js', 'js/stored-keys.js', 'sdk/retry.js'].forEach((path) => needed.delete(path));
  const requested = new Set(found(read('js/room-ahead.js'), /'(\.\.?\/[^']+\.js)'/g, 'js/room-ahead.js'));
  assert.ok(needed.size >= 40, [...needed].join());
  assert.deepEqual([...needed].filter((path) => !requested.has(path)), []);
});

test('the line itself is faster than its exchanges by their round trips', async () => {
  let time = 0;
  const uplink = createUplink(() => 1, () => time);
  assert.equal(uplink.latency(), 0);
  for (const took of [400, 150, 300]) {
    await uplink.trip(async () => {
      time += took;
    });
  }
  assert.equal(uplink.latency(), 150);
  uplink.took(39_000, 750);
  assert.equal(uplink.carries(100), 5200);
  assert.equal(uplink.holds(100), 6500);
  // Round trips that became shorter do not make the line infinitely fast.
  uplink.took(39_000, 100);
  assert.equal(uplink.holds(1), 39_000 / 25);
});

test('work that may wait a little waits while an answer is on its way, no longer than it may', async () => {
  let time = 0;
  const ends = [];
  const uplink = createUplink(() => 1, () => time, () => new Promise((resolve) => ends.push(resolve)));
  assert.equal(await uplink.clear(500), 0);
  const stored = createDeferred();
  const answer = uplink.first(() => stored.promise);
  const late = uplink.clear(500);
  time = 500;
  ends[0]();
  assert.equal(await late, 500);
  assert.equal(await uplink.clear(0), 0);
  const early = uplink.clear(500);
  time = 600;
  stored.resolve();
  await answer;
  assert.equal(await early, 100);
});

test('a hidden page waits with a timer that keeps its pace', async () => {
  const waits = [];
  const uplink = createUplink(() => 1, () => 0, () => assert.fail('the page timer is slow in a hidden tab'));
  const stored = createDeferred();
  const answer = uplink.first(() => stored.promise);
  const clear = uplink.clear(400, async (milliseconds) => void waits.push(milliseconds));
  assert.equal(await clear, 0);
  assert.deepEqual(waits, [400]);
  stored.resolve();
  await answer;
});

test('a measurement has the line for itself, until work comes that must not wait', async () => {
  const uplink = createUplink();
  const stopped = [];
  const until = (name) => (stop) => new Promise((_, reject) => {
    stop.addEventListener('abort', () => {
      stopped.push(name);
      reject(new Error('ended'));
    });
  });
  const guidance = assert.rejects(uplink.later(until('guidance')));
  const measuring = assert.rejects(uplink.alone(until('measurement')));
  await guidance;
  assert.deepEqual(stopped, ['guidance']);
  assert.equal(await uplink.later(async () => 'sent'), null);

  const photo = createDeferred();
  const urgent = uplink.first(() => photo.promise);
  await measuring;
  assert.deepEqual(stopped, ['guidance', 'measurement']);
  assert.equal(await uplink.alone(async () => 'measured'), null);
  photo.resolve();
  await urgent;
  assert.equal(await uplink.alone(async () => 'measured'), 'measured');
  assert.equal(await uplink.later(async () => 'sent'), 'sent');
});
