// What must be told to the server: kept in IndexedDB until it was, sent in order, one at a time for each exam, so that none waits for another's.
// Each entry's body has an id of its own, by which the server knows one that it has had before; so that each counts exactly once, whenever the
// connection breaks.

const databaseName = 'jobgenie-proctoring';
const storeName = 'outbox';
const lockName = 'jobgenie-proctoring-outbox';

/** Milliseconds before the next try. */
const retryDelays = [500, 1000, 2000, 5000];

/** So many may wait; more than any exam makes. */
const mostWaiting = 2000;

/** What waits longer belongs to an exam that is long over. */
const longestWait = 24 * 60 * 60 * 1000;

/** The answer with which a server says that it will never take this: another try would hold up all that follow. */
const isRefusal = (error) => error.status >= 400 && error.status < 500 && error.status !== 408 && error.status !== 429;

/** The line in which an entry waits: that of its server and its right. */
export const laneOf = ({ server, token }) => `${server} ${token ?? ''}`;

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
  // Another version of this file may want the store.
  database.onversionchange = () => database.close();
  const run = (mode, work) => new Promise((resolve, reject) => {
    const transaction = database.transaction(storeName, mode, { durability: 'strict' });
    const request = work(transaction.objectStore(storeName));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
    transaction.onerror = () => reject(transaction.error);
  });
  /** Goes through the entries in their order until one is wanted. */
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

/** Where the browser keeps nothing for this page: at least for as long as the page lives. */
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

/**
 * @param {(entry: { server: string, path: string, token: string|null, body: object, addedAt: number }, late: boolean) => Promise<object>} send
 *   `late` where the entry had to wait for the service. Rejects with an error whose `status` is the HTTP status, 0 where there was no answer.
 */
export function createOutbox(send) {
  const opened = (globalThis.indexedDB ? openStore() : Promise.reject(new Error('no IndexedDB'))).catch(inMemory);
  const askers = new Map();
  const fresh = new Set();
  const lanes = new Map();
  let adding = Promise.resolve();

  function answer(seq, tell) {
    const asker = askers.get(seq);
    askers.delete(seq);
    if (asker)
      tell(asker);
  }

  /** Kept, and on its way: whoever asked need not wait for the service to come back. */
  function release(name) {
    for (const [seq, asker] of askers) {
      if (asker.lane === name) {
        fresh.delete(seq);
        answer(seq, () => asker.resolve({ success: true, queued: true, client_event_id: asker.id }));
      }
    }
  }

  /** Rests before the next try. What the server itself asked for is not cut short by anything. */
  function rest(lane, error, tries) {
    const asked = (error.retryAfter ?? 0) * 1000;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, asked || retryDelays[Math.min(tries, retryDelays.length - 1)]);
      lane.wake = asked ? () => {} : () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function sendAll(name, lane) {
    const store = await opened;
    for (let tries = 0; ;) {
      lane.again = false;
      const entry = await store.find((one) => laneOf(one) === name);
      if (!entry) {
        // What another page of this origin brought for us is told as well.
        if (!lane.again)
          release(name);
        return;
      }
      if (Date.now() - entry.addedAt > longestWait) {
        await store.remove(entry.seq);
        continue;
      }
      try {
        const result = await send(entry, !fresh.has(entry.seq));
        fresh.delete(entry.seq);
        await store.remove(entry.seq);
        answer(entry.seq, (asker) => asker.resolve(result));
        tries = 0;
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
        await rest(lane, error, tries++);
        lane.resting = false;
      }
    }
  }

  /** Sends what waits in one line; one page at a time, where several of this origin are open. */
  function start(name) {
    if (lanes.has(name)) {
      const running = lanes.get(name);
      running.again = true;
      // The service is away, as the line knows already.
      if (running.resting)
        release(name);
      return;
    }
    const lane = { again: false, resting: false, wake: () => {} };
    lanes.set(name, lane);
    const work = () => sendAll(name, lane);
    (navigator.locks ? navigator.locks.request(`${lockName} ${name}`, work) : work())
      .catch((error) => console.error('Proctoring events wait in this browser:', error))
      .finally(() => {
        lanes.delete(name);
        // Something came in while the run was ending.
        if (lane.again)
          start(name);
      });
  }

  /** Sends what waits in any line, unless it is being sent already. */
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
    /** Resolves with the server's answer; with `queued` where the service is away; rejects where the server will not have it. */
    push(entry) {
      const id = entry.body.client_event_id;
      const lane = laneOf(entry);
      // In the order of the calls, whatever the store does.
      const added = adding.then(async () => {
        const store = await opened;
        if (await store.count() >= mostWaiting)
          throw Object.assign(new Error('Too many proctoring events wait in this browser.'), { status: 507 });
        return store.add({ ...entry, addedAt: Date.now() });
      });
      adding = added.catch(() => {});
      return added.then((seq) => new Promise((resolve, reject) => {
        askers.set(seq, { id, lane, resolve, reject });
        fresh.add(seq);
        start(lane);
      }));
    },
    count: async () => (await opened).count(),
    /** Resolves when nothing waits in these lines any more, with true; after so many milliseconds with false. */
    async settled(names, milliseconds) {
      const until = performance.now() + milliseconds;
      await adding;
      const store = await opened;
      await tryFlush();
      // Somebody waits: one try at once, where the server did not ask for patience.
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
