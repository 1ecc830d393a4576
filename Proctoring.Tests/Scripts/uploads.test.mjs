import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAnswerLine } from '../../wwwroot/js/exam/answer-line.js';
import { createSheet } from '../../wwwroot/js/exam/sheet.js';
import { createUploads } from '../../wwwroot/js/exam/uploads.js';
import { createPage, quiet } from './answer-page.mjs';

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

test('a file that is chosen while the circuit is lost is sent at once, because the deadline may be near', async () => {
  const page = createUploading(() => false);
  page.uploads.start(1, 'essay.pdf');
  await page.clock.settle();
  page.resolve({ name: 'essay.pdf' });
  await page.clock.settle();
  assert.deepEqual([page.uploads.stateOf(1), page.sheet.choiceOf(1)], [null, { name: 'essay.pdf' }]);
});

test('a file whose first request hangs is sent again when the circuit is back', async () => {
  let online = false;
  const page = createUploading(() => online);
  page.uploads.start(1, 'essay.pdf');
  await page.clock.settle();
  const hanging = page.resolve;
  online = true;
  await page.clock.advance(2000);
  assert.notEqual(page.resolve, hanging);
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
