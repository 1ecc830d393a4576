// Stores unsent answers in this browser, one entry for each question, so that a reload or a crash loses none.

const prefix = 'proctoring.answer.';

/** Entries of exams that ended longer ago than this are removed. */
const longestKept = 7 * 24 * 60 * 60 * 1000;

/**
 * @param {string} sessionId
 * @param {Storage} [storage] A browser may refuse it. Then answers stay in memory until the page closes.
 */
export function createAnswerStorage(sessionId, { storage = () => localStorage, wallClock = () => Date.now(), log = console } = {}) {
  const own = `${prefix}${sessionId}.`;
  let refused = false;

  /** Runs work on the storage. Returns the fallback if the browser refuses it. */
  function use(work, fallback) {
    try {
      return work(storage());
    } catch (error) {
      if (!refused)
        log.warn(`Unsent answers are stored in memory only: ${error.message}`);
      refused = true;
      return fallback;
    }
  }

  const keysOf = (store) => Array.from({ length: store.length }, (_, index) => store.key(index)).filter((key) => key?.startsWith(prefix));

  function read(store, key) {
    try {
      return JSON.parse(store.getItem(key));
    } catch (error) {
      log.warn(`An unsent answer could not be read and is ignored: ${error.message}`);
      return null;
    }
  }

  return {
    /** This browser's answers of the session, in the order in which they were given. */
    all: () => use((store) => keysOf(store).filter((key) => key.startsWith(own))
      .map((key) => ({ question: Number(key.slice(own.length)), ...read(store, key) }))
      .filter((entry) => Number.isInteger(entry.question) && Number.isFinite(entry.at))
      .sort((first, second) => first.at - second.at), []),
    /** @param {number} at The time of the choice by the server's clock. */
    put: (question, value, at) => use((store) => store.setItem(own + question, JSON.stringify({ value, at }))),
    /** Removes an answer, unless another window has replaced it meanwhile. */
    remove: (question, value) => use((store) => {
      if (JSON.stringify(read(store, own + question)?.value) === JSON.stringify(value))
        store.removeItem(own + question);
    }),
    /** Removes the entries of exams that ended long ago. */
    tidy: () => use((store) => keysOf(store).forEach((key) => {
      if (!(wallClock() - read(store, key)?.at < longestKept))
        store.removeItem(key);
    })),
  };
}
