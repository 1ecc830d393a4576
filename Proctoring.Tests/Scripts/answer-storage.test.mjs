import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBrowserDatabase } from '../../wwwroot/js/exam/browser-database.js';
import { createPage, quiet } from './answer-page.mjs';
import { createDeferred, createFakeClock } from './fake-clock.mjs';

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
