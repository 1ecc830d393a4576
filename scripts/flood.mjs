// Floods a server with anonymous connections and prints what it costs. scripts/flood.sh starts the server and says more.
//
//   node scripts/flood.mjs --port PORT --pid PID --connections NUMBER --messages NUMBER
//
// Speaks WebSocket over plain sockets: a library would keep rules that a stranger does not.

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: { port: { type: 'string' }, pid: { type: 'string' }, connections: { type: 'string' }, messages: { type: 'string' } },
});
const port = Number(options.port);
const connections = Number(options.connections);
const messages = Number(options.messages);

/** Strangers come from several addresses, so that the limit per address does not hide the rest. */
const addresses = 10;

/** The size of an unfinished message. The hub reads messages of 2 MB at most. */
const messageBytes = 1_900_000;

/** A connection that has not joined is cut off after five seconds. The rest is patience with a busy machine. */
const cutWithin = 120_000;

/** How long the memory may take to return. */
const returnWithin = 180_000;

/** The memory counts as returned at this share of its previous level, plus a fixed part for what the runtime keeps. */
const returned = { share: 1.05, megabytes: 40 };

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The server's memory in MB, as the system counts it. */
const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${options.pid}/status`, 'utf8'))[1]) / 1024;

/** A masked binary WebSocket frame. */
function frame(payload) {
  const length = payload.length < 126
    ? Buffer.from([0x80 | payload.length])
    : Buffer.from([0xff, 0, 0, 0, 0, payload.length >>> 24, (payload.length >>> 16) & 0xff, (payload.length >>> 8) & 0xff, payload.length & 0xff]);
  // A mask of zeros leaves the payload as it is.
  return Buffer.concat([Buffer.from([0x82]), length, Buffer.alloc(4), payload]);
}

const handshake = frame(Buffer.from('{"protocol":"messagepack","version":1}\u001e'));
const ping = frame(Buffer.from([0x02, 0x91, 0x06]));
// The prefix announces 2,000,000 bytes, of which some never come.
const unfinished = frame(Buffer.concat([Buffer.from([0x80, 0x89, 0x7a]), Buffer.alloc(messageBytes)]));

/** Opens a hub connection as an anonymous client. */
function connect(address) {
  const line = { state: 'opening' };
  line.opened = new Promise((resolve) => {
    line.socket = net.connect({ port, host: '127.0.0.1', localAddress: address }, () => line.socket.write(
      `GET /hubs/candidate HTTP/1.1\r\nHost: localhost:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n`
      + `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Version: 13\r\n\r\n`));
    line.socket.once('data', (data) => {
      line.state = data.toString('latin1').startsWith('HTTP/1.1 101') ? 'open' : 'refused';
      if (line.state === 'open')
        line.socket.write(handshake);
      else
        line.socket.destroy();
      resolve();
    });
    line.socket.on('data', () => {});
    line.socket.on('error', () => {});
    line.socket.on('close', () => {
      if (line.state === 'open')
        line.state = 'cut';
      else if (line.state === 'opening')
        line.state = 'refused';
      resolve();
    });
  });
  return line;
}

async function health() {
  const began = performance.now();
  await fetch(`http://localhost:${port}/health/live`);
  return performance.now() - began;
}

/** Opens connections, lets each do `work`, and watches until the server has cut them all off. */
async function flood(name, count, address, work) {
  const before = memory();
  let peak = before;
  let slowest = 0;
  const lines = [];
  const began = performance.now();
  const pings = setInterval(() => lines.forEach((line) => line.state === 'open' && line.socket.write(ping)), 2000);
  while (lines.length < count) {
    const batch = Array.from({ length: Math.min(100, count - lines.length) }, (_, index) => connect(address(lines.length + index)));
    lines.push(...batch);
    await Promise.all(batch.map((line) => line.opened));
    peak = Math.max(peak, memory());
  }
  const accepted = lines.filter((line) => line.state !== 'refused').length;
  lines.forEach((line) => line.state === 'open' && work(line));
  while (performance.now() - began < cutWithin && lines.some((line) => line.state === 'open')) {
    slowest = Math.max(slowest, await health());
    peak = Math.max(peak, memory());
    await sleep(200);
  }
  clearInterval(pings);
  const open = lines.filter((line) => line.state === 'open').length;
  const took = (performance.now() - began) / 1000;
  lines.forEach((line) => line.socket.destroy());
  return { name, count, accepted, open, took, before, peak, slowest };
}

/** Uses the server a little, so that its memory manager has a reason to work, until the memory is back. */
async function settle(level) {
  const began = performance.now();
  while (performance.now() - began < returnWithin && memory() > level) {
    await Promise.all(Array.from({ length: 20 }, () => fetch(`http://localhost:${port}/`).then((answer) => answer.arrayBuffer())));
    await sleep(500);
  }
  return (performance.now() - began) / 1000;
}

const nothing = () => {};
const many = (index) => `127.0.0.${2 + (index % addresses)}`;
const one = () => '127.0.0.50';

// Without this round, code that runs for the first time would count as a loss.
await flood('', Math.min(100, connections), many, nothing);
for (let round = 0; round < 10; round++)
  await Promise.all(Array.from({ length: 20 }, () => fetch(`http://localhost:${port}/`).then((answer) => answer.arrayBuffer())));
await sleep(2000);

const first = memory();
const level = first * returned.share + returned.megabytes;
const rounds = [];
rounds.push(await flood('silent connections, ten addresses', connections, many, nothing));
rounds.push(await flood('silent connections, one address', connections, one, nothing));
rounds.push(await flood('unfinished messages of 1.9 MB', messages, many, (line) => line.socket.write(unfinished)));
const waited = await settle(level);
const last = memory();

console.log('| flood | connections | accepted | open at the end | s until all were cut off | MB before | MB at most | slowest health answer, ms |');
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
for (const row of rounds)
  console.log(`| ${row.name} | ${row.count} | ${row.accepted} | ${row.open} | ${row.open ? 'never' : row.took.toFixed(1)} | ${row.before.toFixed(0)} | ${row.peak.toFixed(0)} | ${row.slowest.toFixed(0)} |`);
console.log();
console.log(`Memory before: ${first.toFixed(0)} MB. After ${waited.toFixed(0)} s: ${last.toFixed(0)} MB (returned below ${level.toFixed(0)} MB).`);

const failures = [
  ...rounds.filter((row) => row.open > 0).map((row) => `${row.name}: ${row.open} connections were not cut off.`),
  ...(last > level ? ['The memory did not return to its previous level.'] : []),
];
failures.forEach((failure) => console.log(failure));
process.exit(failures.length ? 1 : 0);
