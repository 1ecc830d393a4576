// Stores unsent answers and the candidate's place in this browser, so that a reload, a crash or a change of tab loses none.

import { createBrowserDatabase } from './browser-database.js';

/** Entries of exams that ended longer ago than this are removed. */
const longestKept = 7 * 24 * 60 * 60 * 1000;

/**
 * @param {string} session The session's id.
 * @param {object} [options]
 * @param {ReturnType<createBrowserDatabase>} [options.database]
 */
export function createAnswerStorage(session, { database = createBrowserDatabase(), wallClock = () => Date.now() } = {}) {
  const own = (record) => record.session === session;

  return {
    /** This browser's unsent answers of the session, in the order in which they were given. A value of null is a cleared choice. */
    async answers() {
      const all = await database.all('answers');
      return all.filter(own).map(({ question, value, at }) => ({ question, value, at })).sort((first, second) => first.at - second.at);
    },
    /** @param {number} at The time of the choice by the server's clock. */
    put: (question, value, at) => database.put('answers', { session, question, value, at, keptAt: wallClock() }),
    /** Removes an answer, unless another window has replaced it meanwhile. */
    remove: (question, at) => database.removeIf('answers', { session, question }, (kept) => kept.at === at),
    /** Whether answers outlive the page. */
    lasts: () => database.lasts(),
    /** Calls back when answers of an earlier load can be read that could not before. */
    onReturn: (listener) => database.onReturn(listener),
    /** The open question and the flagged ones; undefined if nothing is stored. */
    place: async () => (await database.all('places')).find(own),
    keepPlace: (question, flagged) => database.put('places', { session, question, flagged, keptAt: wallClock() }),
    /** Removes the entries of exams that ended long ago. The removal itself is not awaited: the questions would wait for it. */
    async tidy() {
      const old = (record) => !(wallClock() - record.keptAt < longestKept);
      for (const store of ['answers', 'places'])
        (await database.all(store)).filter(old).forEach((record) => database.removeIf(store, record, old));
    },
  };
}
