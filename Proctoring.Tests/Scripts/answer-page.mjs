import { createAnswerOutbox } from '../../wwwroot/js/exam/answer-outbox.js';
import { createAnswerStorage } from '../../wwwroot/js/exam/answer-storage.js';
import { createMemory } from '../../wwwroot/js/exam/browser-database.js';
import { createFakeClock } from './fake-clock.mjs';

export const quiet = { warn() {}, debug() {} };

/** A page of an exam. `server` decides the answers. */
export function createPage({ clock = createFakeClock(), browser = createMemory(), wall = { now: 1_000_000 }, server = async () => 'stored', session = 'a' } = {}) {
  const page = { clock, browser, wall, sent: [], states: [], older: [], online: true, server };
  // The server's time serves as the wall clock for old entries.
  const serverTime = () => wall.now + clock.now();
  page.outbox = createAnswerOutbox({
    storage: createAnswerStorage(session, { database: browser, wallClock: () => wall.now }),
    send: async (question, value, at) => {
      page.sent.push([question, value, at]);
      return page.server(question, value);
    },
    online: () => page.online, changed: (status) => page.states.at(-1) === status || page.states.push(status), serverTime,
    older: (question) => page.older.push(question), clock, random: () => 0.5, log: quiet,
  });
  return page;
}

export const kept = async (page) => (await page.browser.all('answers')).length;
