import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseTransport, pollingWorks, socketOpens } from '../../wwwroot/js/circuit/transport.js';
import { createFakeClock } from './fake-clock.mjs';

const address = 'https://exam.example/_blazor';

function socketThat(event, opened = []) {
  return (url) => {
    const socket = { url, closed: false, close() {
      socket.closed = true;
    } };
    opened.push(socket);
    if (event)
      queueMicrotask(() => socket[event]());
    return socket;
  };
}

test('a WebSocket that opens is used, and the test closes it', async () => {
  const opened = [];
  assert.equal(await socketOpens(address, { open: socketThat('onopen', opened) }), true);
  assert.equal(opened[0].url, 'wss://exam.example/_blazor');
  assert.equal(opened[0].closed, true);
});

test('a WebSocket that is refused, closed or swallowed is not used', async () => {
  assert.equal(await socketOpens(address, { open: socketThat('onerror') }), false);
  assert.equal(await socketOpens(address, { open: socketThat('onclose') }), false);
  assert.equal(await socketOpens(address, { open: () => {
    throw new Error('blocked by a policy');
  } }), false);
  const clock = createFakeClock();
  const waiting = socketOpens(address, { open: socketThat(null), clock });
  await clock.advance(4000);
  assert.equal(await waiting, false);
});

test('long polling works if the server negotiates it', async () => {
  const answer = (body, ok = true) => async (url, options) => {
    assert.equal(url, `${address}/negotiate?negotiateVersion=1`);
    assert.equal(options.method, 'POST');
    return { ok, json: async () => body };
  };
  assert.equal(await pollingWorks(address, { request: answer({ availableTransports: [{ transport: 'WebSockets' }, { transport: 'LongPolling' }] }) }), true);
  assert.equal(await pollingWorks(address, { request: answer({ availableTransports: [{ transport: 'WebSockets' }] }) }), false);
  assert.equal(await pollingWorks(address, { request: answer({}, false) }), false);
  assert.equal(await pollingWorks(address, { request: async () => {
    throw new Error('offline');
  } }), false);
});

test('a server that is full is told from a blocked line', async () => {
  const polling = (url) => pollingWorks(url, { request: async () => ({ ok: false, status: 503 }) });
  assert.equal(await polling(address), 'busy');
  await assert.rejects(chooseTransport(address, { socket: async () => false, polling }), { reason: 'busy' });
});

test('WebSockets come first, then long polling, then a reason', async () => {
  const yes = async () => true;
  const no = async () => false;
  assert.equal(await chooseTransport(address, { socket: yes, polling: no }), 'websocket');
  assert.equal(await chooseTransport(address, { socket: no, polling: yes }), 'polling');
  await assert.rejects(chooseTransport(address, { socket: no, polling: no }), /Neither/);
});

test('the choice is made, or refused, within ten seconds', async () => {
  const clock = createFakeClock();
  let refused = null;
  chooseTransport(address, {
    socket: (url) => socketOpens(url, { open: socketThat(null), clock }),
    polling: (url) => pollingWorks(url, { request: () => new Promise(() => {}), clock }),
  }).catch((error) => {
    refused = error;
  });
  await clock.advance(9000);
  assert.match(refused.message, /Neither/);
});
