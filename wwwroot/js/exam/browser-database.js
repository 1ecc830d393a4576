// The page's own IndexedDB: the answers that wait for the server, and the candidate's place in an exam. If the browser refuses it, the
// same calls work in memory until the page closes. A database that answers late, or whose connection the browser has closed, takes over
// again when it opens: Safari closes the connections of pages in the background.

import { browserClock, within } from '../../sdk/retry.js';

const name = 'proctoring-exam';
const version = 1;

/** A storage that does not answer within this time, in milliseconds, counts as refused: the questions wait for its answer. */
const answerWithin = 3000;

/** The stores with their keys. */
const stores = { answers: ['session', 'question'], places: ['session'] };

const keyOf = (store, record) => stores[store].map((part) => record[part]);

function openDatabase() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name, version);
    opening.onupgradeneeded = () => Object.entries(stores).forEach(([store, keyPath]) => opening.result.createObjectStore(store, { keyPath }));
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
    opening.onblocked = () => reject(new Error('blocked by another window'));
  });
}

/** Runs the work in one transaction. Resolves when it is on disk, with what the work's last request returned. */
function transact(database, store, mode, work) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(store, mode, { durability: 'strict' });
    let result;
    transaction.oncomplete = () => resolve(result);
    transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
    work(transaction.objectStore(store), (value) => {
      result = value;
    }, transaction);
  });
}

const readAll = (database, store) => transact(database, store, 'readonly', (records, done) => {
  const reading = records.getAll();
  reading.onsuccess = () => done(reading.result);
});

/** Writes a record, unless the database has a newer one. */
const move = (database, store, record) => transact(database, store, 'readwrite', (records, done, transaction) => {
  const reading = records.get(keyOf(store, record));
  reading.onsuccess = () => {
    if (reading.result?.at > record.at)
      return;
    try {
      records.put(record);
    } catch {
      // The abort reports it.
      transaction.abort();
    }
  };
});

/** The same calls without IndexedDB. */
export function createMemory() {
  const kept = new Map(Object.keys(stores).map((store) => [store, new Map()]));
  const key = (store, record) => JSON.stringify(keyOf(store, record));
  return {
    all: async (store) => [...kept.get(store).values()],
    put: async (store, record) => void kept.get(store).set(key(store, record), record),
    async removeIf(store, record, matches) {
      const found = kept.get(store).get(key(store, record));
      if (found && matches(found))
        kept.get(store).delete(key(store, record));
    },
    /** All records of this moment; later ones are not in the result. */
    records: () => Object.keys(stores).flatMap((store) => [...kept.get(store).values()].map((record) => ({ store, record }))),
    /** The memory is never away. */
    onReturn() {},
    lasts: () => false,
  };
}

/**
 * @param {object} [options]
 * @param {() => Promise<IDBDatabase>} [options.open] Opens the database.
 */
export function createBrowserDatabase({ open = openDatabase, clock = browserClock, log = console } = {}) {
  const memory = createMemory();
  let database = null;
  let connecting = null;
  /** Whether the database has done its work since it was opened. One that refuses its first work is not opened again. */
  let proven = false;
  let returned = false;
  let back = () => {};

  const giveUp = (error) => log.warn(`Unsent answers are stored in memory only: ${error?.message}`);

  /** Waits until the database answers, however long that takes, and moves everything from the memory to it. */
  async function takeOver(opened) {
    try {
      await readAll(opened, 'answers');
      for (let held = memory.records(); held.length > 0; held = memory.records()) {
        for (const { store, record } of held) {
          await move(opened, store, record);
          await memory.removeIf(store, record, (kept) => kept === record);
        }
      }
      [database, returned] = [opened, true];
      back();
    } catch (error) {
      giveUp(error);
    }
  }

  async function connect() {
    const opening = open();
    try {
      database = await within(opening, answerWithin, 'Opening the storage', clock);
    } catch (error) {
      giveUp(error);
      // A refusal ends here, too: it was reported.
      opening.then(takeOver, () => {});
    }
  }

  function lose(error) {
    giveUp(error);
    const lost = database;
    database = null;
    if (error?.name === 'TimeoutError')
      takeOver(lost);
    else if (proven)
      open().then(takeOver, giveUp);
    proven = false;
  }

  /** Runs work on the database. Without one, the fallback. */
  async function use(work, fallback) {
    await (connecting ??= connect());
    const used = database;
    if (used) {
      try {
        const result = await work(used);
        proven = true;
        return result;
      } catch (error) {
        if (used === database)
          lose(error);
      }
    }
    return fallback();
  }

  return {
    /** All records of a store, of every exam. */
    all: (store) => use((database) => within(readAll(database, store), answerWithin, 'Reading the storage', clock), () => memory.all(store)),
    put: (store, record) => use((database) => transact(database, store, 'readwrite', (records, done, transaction) => {
      records.put(record);
      // The page may close in the next moment.
      transaction.commit?.();
    }), () => memory.put(store, record)),
    /** Removes a record if it is still the one that the caller means. */
    removeIf: (store, record, matches) => use((database) => transact(database, store, 'readwrite', (records) => {
      const reading = records.get(keyOf(store, record));
      reading.onsuccess = () => {
        if (reading.result && matches(reading.result))
          records.delete(keyOf(store, record));
      };
    }), () => memory.removeIf(store, record, matches)),
    /** Whether records outlive the page. */
    lasts: () => database !== null,
    /** Calls back each time the database has taken over again, with records that were out of reach; at once if it has already. */
    onReturn(listener) {
      back = listener;
      if (returned)
        listener();
    },
  };
}
