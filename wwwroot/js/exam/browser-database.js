// The page's own IndexedDB: the answers that wait for the server, and the candidate's place in an exam. If the browser refuses it, the
// same calls work in memory until the page closes.

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
  };
}

/**
 * @param {object} [options]
 * @param {() => Promise<IDBDatabase>} [options.open] Opens the database.
 */
export function createBrowserDatabase({ open = openDatabase, clock = browserClock, log = console } = {}) {
  const memory = createMemory();
  let opening = null;
  let refused = false;

  /** Runs work on the database. Without one, the fallback. */
  async function use(work, fallback) {
    if (!refused) {
      try {
        opening ??= within(open(), answerWithin, 'Opening the storage', clock);
        return await work(await opening);
      } catch (error) {
        refused = true;
        log.warn(`Unsent answers are stored in memory only: ${error?.message}`);
      }
    }
    return fallback();
  }

  return {
    /** All records of a store, of every exam. */
    all: (store) => use((database) => within(transact(database, store, 'readonly', (records, done) => {
      const reading = records.getAll();
      reading.onsuccess = () => done(reading.result);
    }), answerWithin, 'Reading the storage', clock), () => memory.all(store)),
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
  };
}
