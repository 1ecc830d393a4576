import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAnswerLine } from '../../wwwroot/js/exam/answer-line.js';
import { digitOf } from '../../wwwroot/js/exam/answers.js';
import { createPage, kept } from './answer-page.mjs';
import { createDeferred, createFakeClock } from './fake-clock.mjs';

test('a choice is saved only once the server has acknowledged it', async () => {
  let acknowledge;
  const page = createPage({ server: () => new Promise((resolve) => {
    acknowledge = resolve;
  }) });
  page.outbox.begin();
  page.outbox.record(1, 2);
  await page.clock.settle();
  assert.deepEqual(page.states, ['saving']);
  assert.equal(await kept(page), 1);
  acknowledge('stored');
  await page.clock.settle();
  assert.deepEqual(page.states, ['saving', 'saved']);
  assert.equal(await kept(page), 0);
});

test('a later choice takes "saved" away at once', async () => {
  const page = createPage();
  page.outbox.begin();
  page.outbox.record(1, 2);
  await page.clock.settle();
  page.server = () => new Promise(() => {});
  page.outbox.record(1, 3);
  assert.equal(page.outbox.status(), 'saving');
  await page.clock.advance(2000);
  assert.equal(page.outbox.status(), 'unsent');
});

test('an answer without acknowledgement is sent again and again, with the time of the choice', async () => {
  const page = createPage({ server: () => new Promise(() => {}) });
  page.outbox.begin();
  page.outbox.record(1, 2);
  await page.clock.advance(30_000);
  assert.ok(page.sent.length >= 3 && page.sent.length <= 6, `${page.sent.length} times`);
  page.server = async () => 'stored';
  await page.clock.advance(12_000);
  assert.equal(page.outbox.status(), 'saved');
  assert.ok(page.sent.every(([question, value, at]) => question === 1 && value === 2 && at === 1_000_000));
});

test('without a connection nothing is sent, and everything once it is back', async () => {
  const page = createPage();
  page.outbox.begin();
  page.online = false;
  page.outbox.record(1, 2);
  page.outbox.record(2, 0);
  page.outbox.record(1, 3);
  await page.clock.advance(60_000);
  assert.deepEqual(page.sent, []);
  assert.equal(page.outbox.status(), 'unsent');
  page.online = true;
  page.outbox.wake();
  await page.clock.settle();
  assert.deepEqual(page.sent, [[1, 3, 1_000_002], [2, 0, 1_000_001]]);
  assert.equal(page.outbox.status(), 'saved');
});

test('a reload sends the answers that the earlier page could not, with the time of the choice', async () => {
  const before = createPage();
  before.online = false;
  before.outbox.begin();
  before.outbox.record(4, 1);
  before.wall.now += 20_000;
  const after = createPage({ browser: before.browser, wall: before.wall });
  assert.deepEqual(await after.outbox.adopt(), [{ question: 4, value: 1, at: 1_000_000 }]);
  assert.equal(after.outbox.status(), 'unsent');
  assert.deepEqual(after.sent, []);
  after.outbox.begin();
  await after.clock.settle();
  assert.deepEqual(after.sent, [[4, 1, 1_000_000]]);
  assert.equal(await kept(after), 0);
});

test('another exam in the same browser is not touched', async () => {
  const first = createPage();
  first.online = false;
  first.outbox.record(1, 1);
  const other = createPage({ browser: first.browser, wall: first.wall, session: 'b' });
  assert.deepEqual(await other.outbox.adopt(), []);
  assert.equal(await kept(first), 1);
});

test('an answer from another window is not removed', async () => {
  let acknowledge;
  const first = createPage({ server: () => new Promise((resolve) => {
    acknowledge = resolve;
  }) });
  first.outbox.begin();
  first.outbox.record(1, 1);
  const second = createPage({ browser: first.browser, wall: first.wall });
  second.online = false;
  second.wall.now += 1;
  second.outbox.record(1, 3);
  await first.clock.settle();
  acknowledge('stored');
  await first.clock.settle();
  const later = await createPage({ browser: first.browser, wall: first.wall }).outbox.adopt();
  assert.deepEqual(later.map(({ question, value }) => [question, value]), [[1, 3]]);
});

test('an acknowledgement of an earlier choice does not cover a later one', async () => {
  const answers = [];
  const page = createPage({ server: () => new Promise((resolve) => answers.push(resolve)) });
  page.outbox.begin();
  page.outbox.record(1, 1);
  page.outbox.record(1, 2);
  await page.clock.settle();
  answers[0]('stored');
  await page.clock.settle();
  assert.equal(page.outbox.waiting(), 1);
  assert.notEqual(page.outbox.status(), 'saved');
  answers[1]('stored');
  await page.clock.settle();
  assert.equal(page.outbox.status(), 'saved');
});

test('after the end nothing is recorded or sent', async () => {
  const page = createPage({ server: async () => 'closed' });
  page.outbox.begin();
  page.outbox.record(1, 1);
  await page.clock.settle();
  assert.equal(page.outbox.status(), 'closed');
  page.outbox.record(1, 2);
  await page.clock.advance(60_000);
  assert.equal(page.sent.length, 1);
  assert.equal(await kept(page), 0);
});

test('answers are recorded and sent again if time is added after the deadline', async () => {
  const page = createPage({ server: async () => 'closed' });
  page.outbox.begin();
  page.outbox.record(1, 1);
  await page.clock.settle();
  assert.equal(page.outbox.status(), 'closed');
  page.server = async () => 'stored';
  page.outbox.reopen();
  page.outbox.record(1, 2);
  await page.clock.settle();
  assert.deepEqual(page.sent.map(([question, value]) => [question, value]), [[1, 1], [1, 2]]);
  assert.equal(page.outbox.status(), 'saved');
});

test('a refusal that arrives after time was added does not stop the answers', async () => {
  const refusal = createDeferred();
  const page = createPage({ server: () => refusal.promise });
  page.outbox.begin();
  page.outbox.record(1, 1);
  await page.clock.settle();
  page.server = async () => 'stored';
  page.outbox.reopen();
  refusal.resolve('closed');
  await page.clock.settle();
  page.outbox.record(2, 3);
  await page.clock.advance(3000);
  assert.deepEqual(page.sent.map(([question, value]) => [question, value]), [[1, 1], [2, 3], [1, 1]]);
  assert.equal(page.outbox.status(), 'saved');
});

test('an answer that is too late does not hold back one that was given in time', async () => {
  const page = createPage();
  page.outbox.begin();
  page.online = false;
  page.outbox.record(1, 1);
  page.outbox.record(2, 2);
  let attempts = 0;
  page.server = async (question) => {
    if (question === 2)
      return 'closed';
    if (++attempts === 1)
      throw new Error('lost');
    return 'stored';
  };
  page.online = true;
  page.outbox.wake();
  await page.clock.advance(10_000);
  assert.deepEqual(page.sent.map(([question]) => question), [1, 2, 1]);
  assert.equal(page.outbox.waiting(), 0);
  assert.equal(await kept(page), 0);
});

test('a long text gets the time that it takes on a slow line', async () => {
  const clock = createFakeClock();
  const page = createPage({ clock, server: () => new Promise((resolve) => clock.setTimeout(() => resolve('stored'), 40_000)) });
  page.outbox.begin();
  page.outbox.record(1, 'अ'.repeat(60_000));
  await clock.advance(41_000);
  assert.equal(page.sent.length, 1);
  assert.equal(page.outbox.status(), 'saved');
});

test('of a text that grows while it is on its way, only the newest state follows; other answers do not wait', async () => {
  const clock = createFakeClock();
  const page = createPage({
    clock,
    server: (question) => new Promise((resolve) => clock.setTimeout(() => resolve('stored'), question === 1 ? 4000 : 10)),
  });
  page.outbox.begin();
  for (let typed = 0; typed < 3; typed++) {
    page.outbox.record(1, 'x'.repeat(10_000 + typed), 800);
    await clock.advance(1000);
  }
  page.outbox.record(2, 3);
  await clock.advance(100);
  assert.deepEqual(page.sent.map(([question, value]) => [question, value.length ?? value]), [[1, 10_000], [2, 3]]);
  await clock.advance(10_000);
  assert.deepEqual(page.sent.map(([question, value]) => [question, value.length ?? value]), [[1, 10_000], [2, 3], [1, 10_002]]);
  assert.equal(page.outbox.status(), 'saved');
});

test('a page that closes sends the newest text although an earlier one is on its way', async () => {
  const page = createPage({ server: () => new Promise(() => {}) });
  page.outbox.begin();
  page.outbox.record(1, 'x'.repeat(10_000), 800);
  await page.clock.advance(1000);
  page.outbox.record(1, 'x'.repeat(10_001), 800);
  page.outbox.hurry();
  assert.equal(page.sent.length, 1);
  page.outbox.hurry(true);
  assert.deepEqual(page.sent.map(([, value]) => value.length), [10_000, 10_001]);
});

test('entries of old exams are removed', async () => {
  const page = createPage();
  page.online = false;
  page.outbox.record(1, 1);
  page.wall.now += 8 * 24 * 60 * 60 * 1000;
  assert.deepEqual(await createPage({ browser: page.browser, wall: page.wall }).outbox.adopt(), []);
  assert.equal(await kept(page), 0);
});

test('a cleared choice is sent like a choice', async () => {
  const page = createPage();
  page.outbox.begin();
  page.outbox.record(1, 2);
  page.outbox.record(1, null);
  await page.clock.settle();
  assert.deepEqual(page.sent.at(-1), [1, null, 1_000_001]);
  assert.equal(page.outbox.status(), 'saved');
});

test('a clock that is corrected backwards does not change the order of two choices', async () => {
  const page = createPage();
  page.outbox.record(1, 0);
  page.wall.now -= 60_000;
  page.outbox.record(1, 1);
  page.outbox.begin();
  await page.clock.settle();
  assert.deepEqual(page.sent, [[1, 1, 1_000_001]]);
});

test('after another window, whose server has a clock that is ahead, the next choice is newer', async () => {
  const page = createPage();
  page.outbox.begin();
  page.outbox.follow(2_000_000);
  page.outbox.record(1, 2);
  page.outbox.follow(1_000_000);
  page.outbox.record(1, 3);
  await page.clock.settle();
  assert.deepEqual(page.sent.map(([, , at]) => at), [2_000_001, 2_000_002]);
});

test('an answer that the server refuses as older is reported, once', async () => {
  const page = createPage({ server: async () => 'older' });
  page.outbox.begin();
  page.outbox.record(3, 1);
  await page.clock.settle();
  assert.deepEqual(page.older, [3]);
  assert.equal(page.outbox.waiting(), 0);
});

test('each question knows whether its answer was sent', async () => {
  const page = createPage({ server: async (question) => {
    if (question === 2)
      throw new Error('the server answered 503');
    return 'stored';
  } });
  page.outbox.begin();
  page.outbox.record(1, 0);
  page.outbox.record(2, 0);
  await page.clock.settle();
  assert.deepEqual(page.outbox.unsent(), [2]);
});

test('draining waits for the last answers, but no longer than the limit', async () => {
  const page = createPage({ server: () => new Promise(() => {}) });
  page.outbox.begin();
  page.outbox.record(1, 1);
  const first = page.outbox.drain(3000);
  await page.clock.advance(3100);
  assert.equal(await first, false);
  page.server = async () => 'stored';
  const second = page.outbox.drain(8000);
  await page.clock.advance(8000);
  assert.equal(await second, true);
});

test('an answer that the server does not know is not shown as saved: the page takes what the server has', async () => {
  const page = createPage({ server: async () => 'unknown' });
  page.outbox.begin();
  page.outbox.record(1, 2);
  await page.clock.settle();
  assert.deepEqual(page.older, [1]);
});

test('a choice that is made while the answers of another window are read is newer than these', () => {
  const page = createPage();
  page.outbox.record(1, 2);
  const since = page.outbox.moment();
  page.outbox.record(2, 0);
  assert.deepEqual([1, 2].map((question) => page.outbox.chosenAfter(question, since)), [false, true]);
});

test('a digit that is held down chooses once', () => {
  assert.equal(digitOf({ key: '2', code: 'Digit2', target: {} }), 2);
  assert.equal(digitOf({ key: '2', code: 'Digit2', target: {}, repeat: true }), null);
});

test('a digit chooses by its key on layouts that give other signs or digits', () => {
  const press = (key, code, more = {}) => digitOf({ key, code, target: {}, ...more });
  // US, AZERTY without and with Shift, Arabic, Hindi, the number pad.
  assert.deepEqual(['1', '&', '2', '٣', '४', '5'].map((key, at) => press(key, `Digit${at + 1}`)), [1, 2, 2, 4, 5, 5]);
  assert.equal(press('1', 'Digit1', { shiftKey: true }), 1);
  assert.equal(press('!', 'Digit1', { shiftKey: true }), null);
  assert.equal(press('٦', 'Numpad6'), 6);
  assert.equal(press('End', 'Numpad1'), null);
  assert.equal(press('0', 'Digit0'), null);
  assert.equal(press('a', 'KeyA'), null);
  assert.equal(press('1', 'Digit1', { ctrlKey: true }), null);
});

test('a text is sent without half an emoji and without NUL, which the server could not store', async () => {
  const bodies = [];
  const line = createAnswerLine('/sessions/a/answers', 'right', {
    request: async (_, options) => {
      bodies.push(JSON.parse(options.body));
      return { ok: true, json: async () => ({ outcome: 'stored' }) };
    },
  });
  await line.send(1, 'half \ud83d and \0 whole \ud83d\ude00', 5);
  await line.send(2, ['a\0', null, { number: '1\ude00', unit: '' }], 6);
  assert.deepEqual(bodies.map(({ choice }) => choice), ['half \ufffd and  whole \ud83d\ude00', ['a', null, { number: '1\ufffd', unit: '' }]]);
});
