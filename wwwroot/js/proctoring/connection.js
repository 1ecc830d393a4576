// The candidate's connection to the hub. One loop owns it: it builds, starts, joins, waits for the loss, pauses and begins again. Events
// and callers never start or stop a connection; they only wake the loop or end its current connection.

import { browserClock, createBackoff, createPause, within } from './retry.js';

/** A proxy may swallow a WebSocket's upgrade without an answer. On a slow line, each of the three round trips may wait behind a picture. */
const startWithin = { websocket: 8000, polling: 12_000 };
const answerWithin = 15_000;

/** If the page's circuit uses the same transport, nothing blocks it, and a start that fails was slow. It gets this many times as long, and
 *  this many attempts before another transport is tried, which needs more round trips and bytes. */
const patience = 2;

/** Only a connection that lasted this long resets the delays; one that breaks at once must not be retried at once. */
const steadyAfter = 10_000;

/** The shortest time between two attempts, even if the loop is woken. */
const shortestPause = 1000;

/**
 * Connects and stays connected until close() is called.
 * @param {object} options
 * @param {(transport: 'websocket'|'polling') => Promise<object>} options.build Builds a SignalR connection that has not started.
 * @param {'websocket'|'polling'} [options.first] The transport that is tried first.
 * @param {boolean} [options.trusted] Whether the page's circuit uses this transport.
 * @param {string} options.sessionId
 * @param {string} options.token
 * @param {string} [options.pageId] Names this load of the page, so that the server can say which of its signals are stored.
 * @param {(state: 'connected'|'reconnecting'|'refused', reply: object|null, tookOver: boolean) => void} options.changed
 * @param {(upTo: number) => void} options.stored The server has stored this page's signals up to this number.
 */
export function createConnection({
  build, first = 'websocket', trusted = false, sessionId, token, pageId = null, changed, stored = () => {}, clock = browserClock, random = Math.random,
  log = console,
}) {
  const backoff = createBackoff({ random });
  const pause = createPause(clock);
  let transport = first;
  let proven = false;
  let misses = 0;
  let current = null;
  let joined = false;
  let refused = false;
  let closed = false;
  let wantsTakeOver = true;
  let triedAt = -Infinity;
  let lastError = null;

  /** Joins the session. Without `takeOver`, a window that already sends keeps the session. */
  async function join(hub, takeOver) {
    const reply = await within(hub.invoke('Join', sessionId, token, takeOver, pageId), answerWithin, 'Join', clock);
    if (hub !== current || closed)
      return;
    if (takeOver)
      wantsTakeOver = false;
    refused = !reply.Joined;
    changed(reply.Joined ? 'connected' : 'refused', reply, takeOver);
  }

  /** Starts and joins once, then waits until the connection is lost. Throws if it could not start or join. */
  async function hold() {
    const hub = await build(transport);
    const lost = new Promise((resolve) => hub.onclose(resolve));
    hub.on('Stored', stored);
    current = hub;
    try {
      await within(hub.start(), startWithin[transport] * (trusted ? patience : 1), `Connecting by ${transport}`, clock);
      proven = true;
      misses = 0;
      await join(hub, wantsTakeOver);
      joined = true;
      const since = clock.now();
      lastError = (await lost) ?? null;
      if (clock.now() - since >= steadyAfter)
        backoff.reset();
    } finally {
      current = null;
      joined = false;
      // Not awaited: the browser may take arbitrarily long to stop a dead connection.
      hub.stop().catch((error) => log.debug?.(`A connection did not stop cleanly: ${error.message}`));
    }
  }

  async function run() {
    while (!closed) {
      triedAt = clock.now();
      proven = false;
      try {
        await hold();
      } catch (error) {
        lastError = error;
        log.warn(`The monitoring connection failed (${transport}): ${error.message}`);
        // Only a transport that did not start may be blocked. After a failed Join the connection itself works.
        if (!proven && ++misses >= (trusted ? patience : 1)) {
          misses = 0;
          transport = transport === 'websocket' ? 'polling' : 'websocket';
        }
      }
      if (closed)
        return;
      // The server ends a connection that it has refused. That is no loss of the line.
      if (!refused)
        changed('reconnecting', null, false);
      await pause.wait(backoff.next());
    }
  }

  const finished = run();

  return {
    /** Joins again, for example to take the session back from another window. If that fails, the loop reconnects. */
    async join(takeOver) {
      wantsTakeOver ||= takeOver;
      const hub = current;
      if (!hub)
        return;
      try {
        await join(hub, takeOver);
      } catch (error) {
        log.warn(`Joining the session again failed: ${error.message}`);
        await hub.stop();
      }
    },
    /** Calls the hub. Rejects if there is no connection or no answer in time; a connection without an answer is closed. */
    async invoke(method, ...values) {
      const hub = current;
      if (!hub)
        throw new Error('There is no connection.');
      try {
        return await within(hub.invoke(method, ...values), answerWithin, method, clock);
      } catch (error) {
        if (error.name === 'TimeoutError')
          hub.stop().catch((failure) => log.debug?.(`A connection did not stop cleanly: ${failure.message}`));
        throw error;
      }
    },
    /** The situation has changed (the browser is online, the page is visible): try now, unless the last attempt was a moment ago. */
    wake() {
      if (clock.now() - triedAt >= shortestPause)
        pause.wake();
    },
    connected: () => joined,
    transport: () => transport,
    lastError: () => lastError,
    async close() {
      closed = true;
      pause.wake();
      await current?.stop();
      await finished;
    },
  };
}
