import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAnswerLine } from '../../wwwroot/js/exam/answer-line.js';
import { createAnswerSender } from '../../wwwroot/js/exam/answer-sender.js';

const quiet = { warn() {} };
const options = { method: 'POST', body: '{}' };

/** A page with a worker that answers when the test says so. */
function create({ starts = true } = {}) {
  const page = { posted: [], sent: [], ended: false };
  page.worker = {
    postMessage: (data) => page.posted.push(data),
    terminate: () => {
      page.ended = true;
    },
  };
  page.sender = createAnswerSender({
    start() {
      if (!starts)
        throw new Error('blocked');
      return page.worker;
    },
    request: async (address, sent) => {
      page.sent.push([address, sent]);
      return { ok: true, status: 200, json: async () => 'from the page' };
    },
    log: quiet,
  });
  return page;
}

test('the worker sends at once, and each request gets its own answer', async () => {
  const page = create();
  const [first, second] = [page.sender.send('/a', options), page.sender.send('/b', options)];
  assert.deepEqual(page.posted, [{ id: 1, address: '/a', options }, { id: 2, address: '/b', options }]);
  page.worker.onmessage({ data: { id: 2, ok: false, status: 503, body: null } });
  page.worker.onmessage({ data: { id: 1, ok: true, status: 200, body: { outcome: 'stored' } } });
  assert.equal((await second).status, 503);
  assert.deepEqual(await (await first).json(), { outcome: 'stored' });
  assert.deepEqual(page.sent, []);
});

test('a request that fails or takes too long rejects, and its late answer changes nothing', async () => {
  const page = create();
  const failed = page.sender.send('/a', options);
  page.worker.onmessage({ data: { id: 1, error: 'no connection' } });
  await assert.rejects(failed, /no connection/);

  const limit = new AbortController();
  const late = page.sender.send('/b', { ...options, signal: limit.signal });
  limit.abort(new Error('too late'));
  await assert.rejects(late, /too late/);
  // A signal cannot be sent to a worker, so a message stops the request.
  assert.deepEqual(page.posted.slice(1), [{ id: 2, address: '/b', options }, { id: 2, stop: true }]);
  page.worker.onmessage({ data: { id: 2, ok: true, status: 200, body: {} } });
});

test('what is on its way when the page closes or the worker fails is sent by the page', async () => {
  for (const end of [(page) => page.sender.close(), (page) => page.worker.onerror({ message: 'gone' })]) {
    const page = create();
    const waiting = page.sender.send('/a', options);
    end(page);
    assert.equal(await (await waiting).json(), 'from the page');
    assert.ok(page.ended);
    await page.sender.send('/b', options);
    assert.deepEqual(page.sent.map(([address]) => address), ['/a', '/b']);
  }
});

test('the page sends after a request that took too long, because the worker may be dead', async () => {
  const page = create();
  const limit = new AbortController();
  const late = page.sender.send('/a', { ...options, signal: limit.signal });
  const other = page.sender.send('/b', options);
  limit.abort(new Error('too late'));
  await assert.rejects(late, /too late/);
  assert.equal(await (await other).json(), 'from the page');
  await page.sender.send('/a', options);
  assert.deepEqual(page.sent.map(([address]) => address), ['/b', '/a']);
});

test('without a worker the page sends', async () => {
  const page = create({ starts: false });
  await page.sender.send('/a', options);
  assert.deepEqual(page.sent, [['/a', options]]);
  page.sender.close();
});

test('answers take the way of the worker, and reading does not', async () => {
  const page = create();
  const line = createAnswerLine('https://exam.example/answers', 'right', {
    request: async () => ({ ok: true, json: async () => ({ answers: { 1: 2 }, at: 5 }) }), post: page.sender.send,
  });
  const sent = line.send(1, 2, 1000);
  assert.equal(page.posted[0].options.body, '{"question":1,"choice":2,"at":1000}');
  assert.equal(page.posted[0].options.keepalive, true);
  page.worker.onmessage({ data: { id: 1, ok: true, status: 200, body: { outcome: 'stored' } } });
  assert.equal(await sent, 'stored');
  assert.deepEqual(await line.read(), { answers: { 1: 2 }, at: 5 });
});
