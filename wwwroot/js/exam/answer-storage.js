// Keeps unsent answers in this browser, one entry a question, so that a reload or a crash loses none.

const prefix = 'proctoring.answer.';

/** Entries of exams that are long over are removed. */
const longestKept = 7 * 24 * 60 * 60 * 1000;

/**
 * @param {string} sessionId
 * @param {Storage} [storage] A browser may refuse it. Then answers are kept as long as the page lives.
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
        log.warn(`Unsent answers are kept in memory only: ${error.message}`);
      refused = true;
      return fallback;
    }
  }

  const keysOf = (kept) => Array.from({ length: kept.length }, (_, index) => kept.key(index)).filter((key) => key?.startsWith(prefix));

  function read(kept, key) {
    try {
      return JSON.parse(kept.getItem(key));
    } catch (error) {
      log.warn(`An unsent answer could not be read and is ignored: ${error.message}`);
      return null;
    }
  }

  return {
    /** What this browser still has of the session, in the order in which it was answered. */
    all: () => use((kept) => keysOf(kept).filter((key) => key.startsWith(own))
      .map((key) => ({ question: Number(key.slice(own.length)), ...read(kept, key) }))
      .filter((entry) => Number.isInteger(entry.question) && Number.isFinite(entry.at))
      .sort((first, second) => first.at - second.at), []),
    /** @param {number} at When it was chosen, in the server's time. */
    put: (question, value, at) => use((kept) => kept.setItem(own + question, JSON.stringify({ value, at }))),
    /** Removes an answer, unless another window has replaced it meanwhile. */
    remove: (question, value) => use((kept) => {
      if (JSON.stringify(read(kept, own + question)?.value) === JSON.stringify(value))
        kept.removeItem(own + question);
    }),
    /** Removes what exams of long ago have left. */
    tidy: () => use((kept) => keysOf(kept).forEach((key) => {
      if (!(wallClock() - read(kept, key)?.at < longestKept))
        kept.removeItem(key);
    })),
  };
}
