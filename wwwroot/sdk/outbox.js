// What must be told to the server: kept in IndexedDB until it was, sent in order, one at a time. Each entry's body has an id of its own, by
// which the server knows one that it has had before; so that each counts exactly once, whenever the connection breaks.

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
  return {
    add: (entry) => run('readwrite', (store) => store.add(entry)),
    first: async () => (await run('readonly', (store) => store.getAll(null, 1)))[0],
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
    first: async () => entries[0],
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
  let adding = Promise.resolve();
  let flushing = null;
  let wake = () => {};

  const wait = (milliseconds) => new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });

  function answer(seq, tell) {
    const asker = askers.get(seq);
    askers.delete(seq);
    if (asker)
      tell(asker);
  }

  async function sendAll() {
    const store = await opened;
    for (let tries = 0; ;) {
      const entry = await store.first();
      if (!entry)
        return;
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
        // Kept, and on its way: whoever asked need not wait for the service to come back.
        askers.forEach((asker) => asker.resolve({ success: true, queued: true, client_event_id: asker.id }));
        askers.clear();
        fresh.clear();
        await wait((error.retryAfter ?? 0) * 1000 || retryDelays[Math.min(tries++, retryDelays.length - 1)]);
      }
    }
  }

  /** One page sends at a time, where several of this origin are open. */
  function flush() {
    wake();
    flushing ??= (navigator.locks ? navigator.locks.request(lockName, sendAll) : sendAll())
      .catch((error) => console.error('Proctoring events wait in this browser:', error))
      .finally(() => {
        flushing = null;
      });
    return flushing;
  }

  globalThis.addEventListener?.('online', flush);

  return {
    flush,
    /** Resolves with the server's answer; with `queued` where the service is away; rejects where the server will not have it. */
    push(entry) {
      const id = entry.body.client_event_id;
      // In the order of the calls, whatever the store does.
      const added = adding.then(async () => {
        const store = await opened;
        if (await store.count() >= mostWaiting)
          throw Object.assign(new Error('Too many proctoring events wait in this browser.'), { status: 507 });
        return store.add({ ...entry, addedAt: Date.now() });
      });
      adding = added.catch(() => {});
      return added.then((seq) => new Promise((resolve, reject) => {
        askers.set(seq, { id, resolve, reject });
        fresh.add(seq);
        // A run that just found nothing more may be ending.
        (flushing ?? Promise.resolve()).then(() => askers.has(seq) && flush());
        flush();
      }));
    },
    count: async () => (await opened).count(),
    /** Resolves when nothing waits any more, but not later than after so many milliseconds. */
    async settled(milliseconds = 10_000) {
      const until = performance.now() + milliseconds;
      await adding;
      while (performance.now() < until && await (await opened).count() > 0) {
        flush();
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
  };
}
