// Events that must reach the server: stored in IndexedDB until they have, sent in order, one at a time for each exam, so that no exam waits
// for another's. The body of each entry has its own id, so that the server counts it once however often the connection breaks.

import { browserClock, createBackoff, createPause, within } from './retry.js';

const databaseName = 'jobgenie-proctoring';
const storeName = 'outbox';
const lockName = 'jobgenie-proctoring-outbox';

/** A storage that does not open within this time, in milliseconds, counts as refused: the events wait for it. */
const answerWithin = 3000;

/** The largest number of waiting events, which is more than any exam creates. */
const mostWaiting = 2000;

/** An event that waits longer belongs to an exam that ended long ago. */
const longestWait = 24 * 60 * 60 * 1000;

/** The statuses with which the server will never accept an event. Another attempt would only delay the next events. */
const isRefusal = (error) => error.status >= 400 && error.status < 500 && error.status !== 408 && error.status !== 429;

/** The lane in which an entry waits: one for each server and right. */
export const laneOf = ({ server, token }) => `${server} ${token ?? ''}`;

/** Names this load of the page, because a monotonic clock means nothing in another one. */
const thisPage = `${Date.now()}.${Math.random()}`;

/**
 * Returns the age of an entry in milliseconds. Within one load of the page a monotonic clock measures it; over a reload only the computer's
 * clock is left, and a step of that clock counts as no time.
 */
export function ageOf(entry, { clock = browserClock, wallClock = () => Date.now(), page = thisPage } = {}) {
  const age = entry.page === page ? clock.now() - entry.madeAt : wallClock() - entry.addedAt;
  return Math.max(0, Math.min(longestWait, Math.round(age)));
}

function openStore() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(databaseName, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(storeName, { keyPath: 'seq', autoIncrement: true });
    opening.onsuccess = () => resolve(inDatabase(opening.result));
    opening.onerror = () => reject(opening.error);
    opening.onblocked = () => reject(new Error('blocked'));
  });
}

function inDatabase(database) {
  // Another version of this file may need the store.
  database.onversionchange = () => database.close();
  const run = (mode, work) => new Promise((resolve, reject) => {
    const transaction = database.transaction(storeName, mode, { durability: 'strict' });
    const request = work(transaction.objectStore(storeName));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
    transaction.onerror = () => reject(transaction.error);
  });
  /** Returns the first matching entry, in their order. */
  const find = (wanted) => new Promise((resolve, reject) => {
    const transaction = database.transaction(storeName, 'readonly');
    let found;
    transaction.objectStore(storeName).openCursor().onsuccess = ({ target: { result: cursor } }) => {
      if (cursor && wanted(cursor.value))
        found = cursor.value;
      else
        cursor?.continue();
    };
    transaction.oncomplete = () => resolve(found);
    transaction.onabort = () => reject(transaction.error);
    transaction.onerror = () => reject(transaction.error);
  });
  return {
    add: (entry) => run('readwrite', (store) => store.add(entry)),
    find,
    remove: (seq) => run('readwrite', (store) => store.delete(seq)),
    count: () => run('readonly', (store) => store.count()),
  };
}

/** For a browser that stores nothing for this page: events wait until the page closes. */
function inMemory() {
  const entries = [];
  let last = 0;
  return {
    add: async (entry) => {
      entries.push({ ...entry, seq: ++last });
      return last;
    },
    find: async (wanted) => entries.find(wanted),
    remove: async (seq) => void entries.splice(0, entries.length, ...entries.filter((entry) => entry.seq !== seq)),
    count: async () => entries.length,
  };
}

/** A store that holds in memory what the database does not take, because the browser's storage is full, has failed or does not open. */
function withMemory(given, clock) {
  const memory = inMemory();
  let database = given;
  let silent = false;
  const held = new Set();
  /** Entries that were sent and could not be removed. */
  const sent = new Set();
  const without = (error) => void (database && console.debug(`The browser's storage failed: ${error?.message}`));

  /** A storage that did not answer once is not asked again: each event, and the end of the exam, would wait for it. */
  async function ask(work) {
    if (silent || !database)
      throw new Error('it does not answer');
    try {
      return await within(work(), answerWithin, 'Using the storage', clock);
    } catch (error) {
      silent ||= error?.name === 'TimeoutError';
      throw error;
    }
  }

  return {
    /** The database has opened at last. */
    use(opened) {
      database = opened;
    },
    async add(entry) {
      try {
        // Later ones must not overtake those in memory.
        if (held.size > 0)
          throw new Error('earlier ones wait in memory');
        return await ask(() => database.add(entry));
      } catch (error) {
        if (database)
          console.warn(`A proctoring event waits in memory only: ${error?.message}`);
        const seq = `memory ${await memory.add(entry)}`;
        held.add(seq);
        return seq;
      }
    },
    async find(wanted) {
      const stored = await ask(() => database.find((one) => !sent.has(one.seq) && wanted(one))).catch(without);
      const entry = stored ?? await memory.find(wanted);
      return entry && !stored ? { ...entry, seq: `memory ${entry.seq}` } : entry;
    },
    async remove(seq) {
      if (held.delete(seq))
        await memory.remove(Number(seq.slice('memory '.length)));
      else
        await ask(() => database.remove(seq)).catch((error) => {
          without(error);
          sent.add(seq);
        });
    },
    count: async () => held.size + Math.max(0, (await ask(() => database.count()).catch(without) ?? 0) - sent.size),
  };
}

/**
 * @typedef {{ server: string, path: string, token: string|null, body: object, addedAt: number }} Entry
 * @param {(entry: Entry, late: boolean) => Promise<object>} send
 *   `late` if the entry had to wait for the service. Rejects with an error whose `status` is the HTTP status, 0 if there was no answer.
 */
export function createOutbox(send, {
  clock = browserClock, random = Math.random, open = openStore, locks = globalThis.navigator?.locks,
} = {}) {
  const opening = open();
  const opened = within(opening, answerWithin, 'Opening the storage', clock).catch(() => null).then((database) => {
    const store = withMemory(database, clock);
    // It may open later, with events of an earlier page.
    if (!database) {
      opening.then((late) => {
        store.use(late);
        tryFlush();
      }, () => {});
    }
    return store;
  });
  const askers = new Map();
  const fresh = new Set();
  const lanes = new Map();
  let adding = Promise.resolve();

  function answer(seq, settle) {
    const asker = askers.get(seq);
    askers.delete(seq);
    if (asker)
      settle(asker);
  }

  /** The events wait in the browser. Their senders need not wait for the service. */
  function release(name) {
    for (const [seq, asker] of askers) {
      if (asker.lane === name) {
        fresh.delete(seq);
        answer(seq, () => asker.resolve({ success: true, queued: true, client_event_id: asker.id }));
      }
    }
  }

  /** Pauses before the next attempt. Nothing shortens a pause that the server itself requested. */
  function rest(lane, error) {
    const asked = (error.retryAfter ?? 0) * 1000;
    const pause = createPause(clock);
    lane.wake = asked ? () => {} : pause.wake;
    return pause.wait(asked || lane.backoff.next());
  }

  async function sendAll(name, lane) {
    const store = await opened;
    for (;;) {
      lane.again = false;
      const entry = await store.find((one) => laneOf(one) === name);
      if (!entry) {
        // An event that another page of this origin has sent for us counts as answered.
        if (!lane.again)
          release(name);
        return;
      }
      if (ageOf(entry, { clock }) >= longestWait) {
        console.warn('A proctoring event of an exam that ended long ago was dropped.');
        await store.remove(entry.seq);
        continue;
      }
      try {
        const result = await send(entry, !fresh.has(entry.seq));
        fresh.delete(entry.seq);
        await store.remove(entry.seq);
        answer(entry.seq, (asker) => asker.resolve(result));
        lane.backoff.reset();
      } catch (error) {
        if (isRefusal(error)) {
          await store.remove(entry.seq);
          if (!askers.has(entry.seq))
            console.warn(`A proctoring event was refused: ${error.message}`);
          answer(entry.seq, (asker) => asker.reject(error));
          continue;
        }
        release(name);
        lane.resting = true;
        await rest(lane, error);
        lane.resting = false;
      }
    }
  }

  /** Runs the work of a lane in one page of this origin at a time. A browser that stores nothing for this page may refuse the lock too;
   * then no other page shares the events. */
  async function alone(name, work) {
    let begun = false;
    try {
      await (locks ? locks.request(`${lockName} ${name}`, () => {
        begun = true;
        return work();
      }) : work());
    } catch (error) {
      if (!locks || begun)
        throw error;
      console.debug(`Proctoring events are sent without a lock: ${error.message}`);
      await work();
    }
  }

  /** Sends the waiting events of one lane. Of several pages of this origin, one at a time does. */
  function start(name) {
    if (lanes.has(name)) {
      const running = lanes.get(name);
      running.again = true;
      // The service is unavailable, and the lane knows it already.
      if (running.resting)
        release(name);
      return;
    }
    const lane = { again: false, resting: false, wake: () => {}, backoff: createBackoff({ first: 500, longest: 5000, random }) };
    lanes.set(name, lane);
    const work = () => sendAll(name, lane);
    alone(name, work)
      .catch((error) => console.error('Proctoring events wait in this browser:', error))
      .finally(() => {
        lanes.delete(name);
        // An event arrived while the run was ending.
        if (lane.again)
          start(name);
      });
  }

  /** Sends the waiting events of every lane that is not being sent already. */
  async function flush() {
    const waiting = new Set();
    await (await opened).find((entry) => void waiting.add(laneOf(entry)));
    waiting.forEach((name) => lanes.has(name) || start(name));
  }

  const wake = () => lanes.forEach((lane) => lane.wake());
  const tryFlush = () => flush().catch((error) => console.error('Proctoring events wait in this browser:', error));

  globalThis.addEventListener?.('online', () => {
    wake();
    tryFlush();
  });

  return {
    flush: tryFlush,
    /** Resolves with the server's answer, or with `queued` if the service is unavailable. Rejects if the server refuses the event. */
    push(entry) {
      const id = entry.body.client_event_id;
      const lane = laneOf(entry);
      // In the order of the calls, whatever the order of the store.
      const added = adding.then(async () => {
        const store = await opened;
        if (await store.count() >= mostWaiting)
          throw Object.assign(new Error('Too many proctoring events wait in this browser.'), { status: 507 });
        return store.add({ ...entry, addedAt: Date.now(), page: thisPage, madeAt: clock.now() });
      });
      adding = added.catch(() => {});
      return added.then((seq) => new Promise((resolve, reject) => {
        askers.set(seq, { id, lane, resolve, reject });
        fresh.add(seq);
        start(lane);
      }));
    },
    count: async () => (await opened).count(),
    /** Resolves with true when nothing waits in these lanes any longer, or with false after the timeout in milliseconds. */
    async settled(names, milliseconds) {
      const until = performance.now() + milliseconds;
      await adding;
      const store = await opened;
      await tryFlush();
      // A caller waits: one attempt at once, unless the server requested a pause.
      names.forEach((name) => lanes.get(name)?.wake());
      while (await store.find((entry) => names.has(laneOf(entry)))) {
        if (performance.now() >= until)
          return false;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return true;
    },
  };
}
