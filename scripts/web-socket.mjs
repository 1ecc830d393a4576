// Opens a WebSocket to a SignalR hub through a proxy on this machine, and waits for the hub's answer to the handshake.
//
//   node scripts/web-socket.mjs HOST PORT PATH
import { randomBytes } from 'node:crypto';
import { request } from 'node:https';

const [host, port, path] = process.argv.slice(2);
const fail = (reason) => {
  console.error(reason);
  process.exit(1);
};

/** A text frame as a client must send it: masked. */
function masked(text) {
  const [body, mask] = [Buffer.from(text), randomBytes(4)];
  return Buffer.concat([Buffer.from([0x81, 0x80 | body.length]), mask, body.map((byte, at) => byte ^ mask[at % 4])]);
}

setTimeout(() => fail('No answer within 10 s.'), 10_000).unref();
const opening = request({
  host: '127.0.0.1',
  port,
  path,
  servername: host,
  headers: {
    Host: `${host}:${port}`,
    Origin: `https://${host}:${port}`,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
  },
});
opening.on('response', (answer) => fail(`The answer is ${answer.statusCode}, not 101.`));
opening.on('error', (cause) => fail(cause.message));
opening.on('upgrade', (answer, socket, first) => {
  const read = (data) => {
    if (!data.toString('latin1').includes('{}')) return;
    socket.destroy();
    process.exit(0);
  };
  socket.on('data', read);
  socket.write(masked('{"protocol":"json","version":1}\u001e'));
  if (first.length > 0) read(first);
});
opening.end();
