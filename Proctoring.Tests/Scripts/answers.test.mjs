import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAnswerLine } from '../../wwwroot/js/exam/answer-line.js';
import { createAnswerOutbox } from '../../wwwroot/js/exam/answer-outbox.js';
import { createAnswerStorage } from '../../wwwroot/js/exam/answer-storage.js';
import { digitOf } from '../../wwwroot/js/exam/answers.js';
import { createBrowserDatabase, createMemory } from '../../wwwroot/js/exam/browser-database.js';
import { createSheet } from '../../wwwroot/js/exam/sheet.js';
import { createUploads } from '../../wwwroot/js/exam/uploads.js';
import { announcementFor, clockText, createServerTime, showAll, untilChange } from '../../wwwroot/js/exam/countdown.js';
import { createDeferred, createFakeClock } from './fake-clock.mjs';

const quiet = { warn() {}, debug() {} };

/** A page of an exam. `server` decides the answers. */
function createPage({ clock = createFakeClock(), browser = createMemory(), wall = { now: 1_000_000 }, server = async () => 'stored', session = 'a' } = {}) {
  const page = { clock, browser, wall, sent: [], states: [], older: [], online: true, server };
  // The server's time serves as the wall clock for old entries.
  const serverTime = () => wall.now + clock.now();
  page.outbox = createAnswerOutbox({
    storage: createAnswerStorage(session, { database: browser, wallClock: () => wall.now }),
    send: async (question, value, at) => {
      page.sent.push([question, value, at]);
      return page.server(question, value);
    },
    online: () => page.online, changed: (status) => page.states.at(-1) === status || page.states.push(status), serverTime,
    older: (question) => page.older.push(question), clock, random: () => 0.5, log: quiet,
  });
  return page;
}

const kept = async (page) => (await page.browser.all('answers')).length;

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

test('a browser without storage still sends', async () => {
  const refusing = createBrowserDatabase({ open: () => Promise.reject(new Error('refused')), log: quiet });
  const page = createPage({ browser: refusing });
  page.outbox.begin();
  page.outbox.record(1, 1);
  await page.clock.settle();
  assert.deepEqual(page.sent, [[1, 1, 1_000_000]]);
  assert.equal(page.outbox.status(), 'saved');
});

/** Opens a database whose transactions never end. */
const deadDatabase = async () => ({ transaction: () => ({ objectStore: () => ({ getAll: () => ({}), get: () => ({}), put() {} }) }) });

for (const [what, open] of [['does not open', () => new Promise(() => {})], ['opens and does not answer', deadDatabase]]) {
  test(`a storage that ${what} keeps no one from the questions, and answers are sent`, async () => {
    const clock = createFakeClock();
    const page = createPage({ clock, browser: createBrowserDatabase({ open, clock, log: quiet }) });
    let adopted = null;
    page.outbox.adopt().then((answers) => {
      adopted = answers;
    });
    await clock.advance(2000);
    assert.equal(adopted, null);
    await clock.advance(2000);
    assert.deepEqual(adopted, []);
    page.outbox.begin();
    page.outbox.record(1, 1);
    await clock.settle();
    assert.equal(page.outbox.status(), 'saved');
    assert.deepEqual(await page.browser.all('answers'), []);
  });
}

/** A disk that outlives its pages. The browser can close its connections, and it can be full or slow to answer. */
function createDisk() {
  const keys = { answers: ['session', 'question'], places: ['session'] };
  const kept = { answers: new Map(), places: new Map() };
  const disk = { opened: 0, full: false, answering: Promise.resolve(), lose() {} };
  const soon = (turns, work) => disk.answering.then(() => (turns === 0 ? work() : soon(turns - 1, work)));
  disk.write = (store, record) => {
    if (disk.full)
      throw new Error('The quota has been exceeded.');
    kept[store].set(JSON.stringify(keys[store].map((part) => record[part])), record);
  };
  disk.records = (store) => [...kept[store].values()];
  disk.open = async () => {
    let closed = false;
    disk.opened++;
    disk.lose = () => {
      closed = true;
    };
    return {
      transaction(store) {
        if (closed)
          throw new Error('The database connection is closing.');
        const answer = (result) => {
          const request = { result };
          soon(0, () => request.onsuccess?.());
          return request;
        };
        const transaction = {
          abort() {
            transaction.oncomplete = null;
            transaction.onabort();
          },
          objectStore: () => ({
            getAll: () => answer(disk.records(store)),
            get: (key) => answer(kept[store].get(JSON.stringify(key))),
            put: (record) => disk.write(store, record),
            delete: (key) => kept[store].delete(JSON.stringify(key)),
          }),
        };
        soon(3, () => transaction.oncomplete?.());
        return transaction;
      },
    };
  };
  return disk;
}

const onDisk = (open, clock) => createPage({ clock, browser: createBrowserDatabase({ open, clock, log: quiet }) });

for (const late of ['opens', 'answers']) {
  test(`answers of an earlier load are sent as soon as a storage ${late}, unless this page has later ones`, async () => {
    const [clock, disk, gate] = [createFakeClock(), createDisk(), createDeferred()];
    const earlier = onDisk(disk.open, clock);
    earlier.online = false;
    earlier.outbox.record(1, 2);
    earlier.outbox.record(2, 0);
    await clock.settle();
    if (late === 'answers')
      disk.answering = gate.promise;
    const page = onDisk(() => (late === 'opens' ? gate.promise.then(disk.open) : disk.open()), clock);
    const adopting = page.outbox.adopt();
    await clock.advance(4000);
    assert.deepEqual(await adopting, []);
    page.outbox.begin();
    page.outbox.record(2, 3);
    await clock.settle();
    const adopted = [];
    page.browser.onReturn(async () => {
      adopted.push(...await page.outbox.adopt());
      page.outbox.wake();
    });
    gate.resolve();
    await clock.settle();
    assert.deepEqual(adopted.map(({ question, value }) => [question, value]), [[1, 2]]);
    assert.deepEqual(page.sent.map(([question, value]) => [question, value]), [[2, 3], [1, 2]]);
    assert.equal(page.outbox.status(), 'saved');
    assert.deepEqual(disk.records('answers'), []);
  });
}

test('a storage whose connection the browser closed is opened again, and takes what was answered meanwhile', async () => {
  const [clock, disk] = [createFakeClock(), createDisk()];
  const page = onDisk(disk.open, clock);
  page.online = false;
  page.outbox.record(1, 1);
  await clock.settle();
  // Another window has answered question 2 later.
  disk.write('answers', { session: 'a', question: 2, value: 9, at: 9_000_000, keptAt: 1_000_000 });
  disk.lose();
  page.outbox.record(2, 2);
  page.outbox.record(3, 3);
  await clock.settle();
  assert.equal(disk.opened, 2);
  const reloaded = onDisk(disk.open, clock);
  const adopted = await reloaded.outbox.adopt();
  assert.deepEqual(adopted.map(({ question, value }) => [question, value]), [[1, 1], [3, 3], [2, 9]]);
});

test('a full storage is not opened with each answer', async () => {
  const [clock, disk] = [createFakeClock(), createDisk()];
  const page = onDisk(disk.open, clock);
  await page.outbox.adopt();
  page.online = false;
  disk.full = true;
  for (let question = 1; question <= 5; question++) {
    page.outbox.record(question, 1);
    await clock.settle();
  }
  assert.equal(disk.opened, 2);
  page.online = true;
  page.outbox.begin();
  await clock.settle();
  assert.deepEqual([page.sent.length, page.outbox.status()], [5, 'saved']);
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

/** An exam with an essay and an upload, whose uploads end when the test says so. */
function createUploading(online = () => true) {
  const page = createPage();
  page.outbox.begin();
  page.sheet = createSheet({
    questions: [{ id: 1, type: 'file_upload' }, { id: 2, type: 'essay' }], choices: {},
    chosen: (question, value, typed, at) => page.outbox.record(question, value, 0, at),
  });
  page.uploads = createUploads({
    send: () => new Promise((resolve, reject) => Object.assign(page, { resolve, reject })), moment: page.outbox.moment,
    answered: (question, response, at) => page.outbox.chosenAfter(question, at) || page.sheet.answerTo(question, response, at),
    changed() {}, clock: page.clock, log: quiet, online,
  });
  return page;
}

test('a file waits for a lost connection, which is no failed attempt', async () => {
  let online = true;
  const page = createUploading(() => online);
  page.uploads.start(1, 'essay.pdf');
  await page.clock.settle();
  online = false;
  page.reject(new TypeError('Failed to fetch'));
  await page.clock.advance(5 * 60_000);
  assert.equal(page.uploads.stateOf(1), 'busy');
  online = true;
  await page.clock.advance(2000);
  page.resolve({ name: 'essay.pdf' });
  await page.clock.settle();
  assert.deepEqual([page.uploads.stateOf(1), page.sheet.choiceOf(1)], [null, { name: 'essay.pdf' }]);
});

test('a file is the answer to its own question, whichever is open when its upload ends', async () => {
  const page = createUploading();
  page.uploads.start(1, 'essay.pdf');
  page.wall.now += 5000;
  page.sheet.next();
  page.sheet.choose('My essay');
  page.sheet.review();
  page.sheet.lock(true);
  const drained = page.uploads.drain(60_000);
  page.resolve({ name: 'essay.pdf' });
  await page.clock.advance(1000);
  assert.equal(await drained, true);
  assert.deepEqual([page.sheet.choiceOf(1), page.sheet.choiceOf(2)], [{ name: 'essay.pdf' }, 'My essay']);
  // With the time at which the file was chosen, not that of the end of the upload.
  assert.equal(page.sent.find(([question]) => question === 1)[2], 1_000_000);
});

test('an upload that fails is shown, and a submission does not wait longer than its limit', async () => {
  const page = createUploading();
  page.uploads.start(1, 'essay.pdf');
  const drained = page.uploads.drain(2000);
  await page.clock.advance(3000);
  assert.equal(await drained, false);
  assert.equal(page.uploads.stateOf(1), 'busy');
  const second = page.uploads.drain(60_000);
  page.reject(Object.assign(new Error('the server answered 400'), { refused: true }));
  await page.clock.advance(1000);
  assert.equal(page.uploads.stateOf(1), 'failed');
  assert.equal(await second, false);
  // Who has seen that it failed can submit without it.
  assert.equal(await page.uploads.drain(60_000), true);
});

test('a file whose line breaks is sent again; after several attempts the candidate is asked', async () => {
  const page = createUploading();
  const breakOff = async () => {
    page.reject(new TypeError('Failed to fetch'));
    await page.clock.advance(15_000);
  };
  page.uploads.start(1, 'essay.pdf');
  await breakOff();
  assert.equal(page.uploads.stateOf(1), 'busy');
  page.resolve({ name: 'essay.pdf' });
  await page.clock.settle();
  assert.deepEqual([page.uploads.stateOf(1), page.sheet.choiceOf(1)], [null, { name: 'essay.pdf' }]);
  page.uploads.start(1, 'other.pdf');
  for (const state of ['busy', 'busy', 'busy', 'failed']) {
    await breakOff();
    assert.equal(page.uploads.stateOf(1), state);
  }
});

test('a large file gets the time that it takes on a slow line, and only a refusal is final', async (context) => {
  const limits = [];
  context.mock.method(AbortSignal, 'timeout', (milliseconds) => {
    limits.push(milliseconds);
    return new AbortController().signal;
  });
  let status = 200;
  const line = createAnswerLine('https://exam.example/sessions/a/answers', 'right', {
    request: async () => ({ ok: status === 200, status, json: async () => ({}) }),
  });
  await line.upload(1, { name: 'small.pdf', size: 1000 });
  await line.upload(1, { name: 'large.pdf', size: 20_000_000 });
  // 20 MB take 1,250 s at 128 kbit/s.
  assert.ok(limits[0] < 130_000 && limits[1] > 1_250_000, limits.join());
  for (const [answered, refused] of [[400, true], [401, true], [408, false], [429, false], [503, false]]) {
    status = answered;
    await assert.rejects(line.upload(1, { name: 'small.pdf', size: 1000 }), (error) => error.refused === refused);
  }
});

test('an answer that was cleared during its upload stays cleared', async () => {
  const page = createUploading();
  page.uploads.start(1, 'essay.pdf');
  page.outbox.record(1, null);
  page.resolve({ name: 'essay.pdf' });
  await page.clock.settle();
  assert.equal(page.sheet.choiceOf(1), null);
});

test('the clock shows minutes and seconds, and hours if there are any', () => {
  assert.deepEqual([0, 5, 65, 1199.6, 3600, 36_061, -3].map(clockText), ['00:00', '00:05', '01:05', '19:59', '01:00:00', '10:01:01', '00:00']);
});

test('the server’s time is that of the message that was on its way for the shortest time', () => {
  const time = createServerTime();
  time.heard(1_000_000, 500);
  time.heard(1_015_200, 15_500);
  assert.equal(time.at(16_000), 1_015_700);
  // The connection was lost for a minute: messages from before arrive at once.
  for (const server of [1_030_000, 1_045_000, 1_060_000])
    time.heard(server, 75_500);
  assert.equal(time.at(75_500), 1_075_200);
  time.heard(1_080_100, 80_500);
  assert.equal(time.at(80_500), 1_080_200);
  // The computer slept for an hour, in which this page's time stood still.
  time.heard(4_685_200, 85_500);
  assert.equal(time.at(85_500), 4_685_200);
  // The server's clock was set back by an hour.
  time.heard(1_100_000, 100_500);
  assert.equal(time.at(100_500), 4_700_200);
  time.heard(1_115_000, 115_500);
  assert.equal(time.at(115_500), 1_115_000);
});

test('the time left is announced for a while', () => {
  const announcements = [{ at: 300, text: 'five' }, { at: 60, text: 'one' }];
  assert.deepEqual([301, 300, 281, 280, 61, 60, 41, 40, 0].map((left) => announcementFor(left, announcements)), ['', 'five', 'five', '', '', 'one', 'one', '', '']);
});

test('a digit that is held down chooses once', () => {
  assert.equal(digitOf({ key: '2', code: 'Digit2', target: {} }), 2);
  assert.equal(digitOf({ key: '2', code: 'Digit2', target: {}, repeat: true }), null);
});

test('a file that is sent again brings the proof that its upload began, and one without a proof is sent without', async () => {
  const asked = [];
  let broken = true;
  const request = async (address, { headers }) => {
    asked.push([address.split('/').at(-1), headers['Upload-Begun'] ?? null]);
    if (address.includes('/begun?'))
      return { ok: true, json: async () => ({ begun: 'proof' }) };
    if (broken)
      throw new TypeError('Failed to fetch');
    return { ok: true, json: async () => ({}) };
  };
  const line = createAnswerLine('https://exam.example/sessions/1/answers', 'right', { request });
  const file = { name: 'a.pdf', size: 3, arrayBuffer: async () => new Uint8Array([97, 98, 99]).buffer };
  await assert.rejects(line.upload(3, file));
  broken = false;
  await line.upload(3, file);
  const begun = 'begun?question=3&sha256=ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  assert.deepEqual(asked, [[begun, null], ['files?question=3&name=a.pdf', 'proof'], ['files?question=3&name=a.pdf', 'proof']]);

  // A server of the version before has no such address.
  asked.length = 0;
  const older = createAnswerLine('https://exam.example/sessions/1/answers', 'right', {
    request: async (address, { headers }) => {
      asked.push(headers['Upload-Begun'] ?? null);
      return { ok: !address.includes('/begun?'), status: 404, json: async () => ({}) };
    },
  });
  await older.upload(3, { ...file });
  assert.deepEqual(asked, [null, null]);
});

test('a file whose name has half an emoji is uploaded', async () => {
  const asked = [];
  const request = async (address) => {
    asked.push(address);
    return { ok: true, json: async () => ({}) };
  };
  await createAnswerLine('https://exam.example/sessions/1/answers', 'right', { request }).upload(3, { name: 'notes \ud83d.txt' });
  assert.deepEqual(asked, ['https://exam.example/sessions/1/files?question=3&name=notes%20%EF%BF%BD.txt']);
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

test('a timer is drawn when its text changes, and not in between', () => {
  assert.equal(Math.round(untilChange(10.3, false)), 300);
  assert.equal(untilChange(10, false), 1000);
  assert.equal(untilChange(0, false), 1000);
  assert.equal(Math.round(untilChange(10.3, true)), 700);
  assert.equal(untilChange(0, true), 1000);
  for (const [left, up] of [[61.25, false], [61.25, true]]) {
    const shown = (seconds) => clockText(up ? seconds : Math.ceil(seconds));
    const later = (milliseconds) => shown(left + (up ? 1 : -1) * milliseconds / 1000);
    assert.equal(later(untilChange(left, up) - 1), shown(left));
    assert.notEqual(later(untilChange(left, up) + 1), shown(left));
  }
});

test('a timer that fails does not stop the others, and is reported once', () => {
  const reported = [];
  let shown = 0;
  let works = false;
  const broken = {
    show() {
      if (!works)
        throw new Error('broken');
    },
  };
  const all = new Set([broken, { show: () => shown++ }]);
  const tick = () => showAll(all, (error) => reported.push(error.message));
  tick();
  tick();
  assert.equal(shown, 2);
  assert.deepEqual(reported, ['broken']);
  works = true;
  tick();
  works = false;
  tick();
  assert.deepEqual(reported, ['broken', 'broken']);
});
