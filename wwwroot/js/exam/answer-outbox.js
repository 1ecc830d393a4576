// Pending answers: the newest of each question stays in this browser until the server has acknowledged that very answer. Only an
// acknowledged answer counts as saved.

import { browserClock, createBackoff, within } from '../../sdk/retry.js';

/** The server acknowledges within this time, or the answer is sent again. A long text gets the time that it takes on a slow line. */
const acknowledgeWithin = 5000;

/** The slowest line, in bytes per millisecond: 32 kbit/s. */
const slowestLine = 4;

/** Answers of more bytes than this would delay each other. The newer one waits for the answer to the one on its way. */
const longAnswer = 2000;

const bytesOf = (value) => new TextEncoder().encode(JSON.stringify(value) ?? '').length;

/** How long the acknowledgement of an answer of that many bytes may take, in milliseconds. */
export const timeFor = (bytes) => acknowledgeWithin + bytes / slowestLine;

/** An answer that waits longer is shown as not sent yet. */
const unsentAfter = 1500;

/**
 * @param {object} options
 * @param {ReturnType<import('./answer-storage.js').createAnswerStorage>} options.storage
 * @param {(question: number, value: any, at: number, milliseconds: number) => Promise<'stored'|'older'|'closed'|'unknown'>} options.send
 * Rejects if the server was not reached within the milliseconds. `at` is the time of the choice, so that a late arrival over a bad
 * connection does not count as newer than it is.
 * @param {() => number} options.serverTime The server's present time in milliseconds since 1970, as this page knows it.
 * @param {() => boolean} options.online Whether there is a connection to send over.
 * @param {(status: string) => void} options.changed Called after each change of the status or of an answer that waits.
 * @param {boolean} [options.saved] Whether the server has answers already.
 * @param {(question: number) => void} [options.older] Called if the server has another answer to a question than this page.
 */
export function createAnswerOutbox({
  storage, send, online, changed, serverTime, saved = false, older = () => {}, clock = browserClock, random = Math.random, log = console,
}) {
  const backoff = createBackoff({ first: 1000, longest: 5000, random });
  const waiting = new Map();
  let begun = false;
  let acknowledged = saved;
  let closed = false;
  /** How often time was added after the deadline. */
  let openings = 0;
  let shown = `${status()} `;
  let timer = 0;
  let latest = 0;
  /** The time of the last choice of each question in this page. */
  const chosenAt = new Map();
  /** The questions with a long answer on its way. */
  const busy = new Set();

  /** Two choices in the same millisecond, or a clock that was corrected backwards, keep their order. */
  const moment = () => (latest = Math.max(serverTime(), latest + 1));

  /** Typed text is sent when the candidate pauses. */
  const held = (entry) => entry.notBefore > clock.now();
  const late = (entry) => entry.failed || !online() || clock.now() - entry.madeAt >= unsentAfter;

  function status() {
    if (closed)
      return 'closed';
    if (waiting.size === 0)
      return acknowledged ? 'saved' : 'idle';
    return [...waiting.values()].some(late) ? 'unsent' : 'saving';
  }

  /** The questions whose answer is shown as not sent yet. */
  const unsent = () => (closed ? [] : [...waiting.values()].filter(late).map((entry) => entry.question));

  function show() {
    const now = `${status()} ${unsent().join()}`;
    if (now === shown)
      return;
    shown = now;
    changed(status());
  }

  function settle(entry, outcome) {
    if (outcome === 'closed')
      closed = true;
    else
      acknowledged = true;
    if (outcome === 'unknown')
      log.warn(`The server does not know question ${entry.question} or this answer.`);
    storage.remove(entry.question, entry.at);
    if (waiting.get(entry.question) !== entry)
      return;
    waiting.delete(entry.question);
    // What the server has is shown: a newer answer, or none if it does not know this one.
    if (outcome === 'older' || outcome === 'unknown')
      older(entry.question);
  }

  async function sendOne(entry) {
    const bytes = bytesOf(entry.value);
    const long = bytes > longAnswer;
    const opening = openings;
    let stored = false;
    entry.sending = true;
    if (long)
      busy.add(entry.question);
    try {
      const limit = timeFor(bytes);
      const outcome = await within(send(entry.question, entry.value, entry.at, limit), limit, 'Storing an answer', clock);
      // Otherwise the page would drop all further answers, although they are accepted again.
      if (outcome === 'closed' && opening !== openings)
        throw new Error('time was added meanwhile');
      settle(entry, outcome);
      backoff.reset();
      stored = true;
    } catch (error) {
      entry.failed = true;
      log.debug?.(`An answer waits in this browser: ${error.message}`);
    } finally {
      entry.sending = false;
      if (long)
        busy.delete(entry.question);
    }
    show();
    if (stored && long && begun && online())
      sendAll();
    again();
  }

  /** Sends the answers that wait and are not in progress. */
  function sendAll(closing = false) {
    const blocked = (entry) => !closing && busy.has(entry.question) && bytesOf(entry.value) > longAnswer;
    [...waiting.values()].filter((entry) => !entry.sending && !held(entry) && !blocked(entry)).forEach(sendOne);
  }

  /** Sends what waits, now or later. */
  function flush(closing = false) {
    clock.clearTimeout(timer);
    timer = 0;
    show();
    if (!begun)
      return;
    if (online())
      sendAll(closing);
    else
      again();
  }

  /** Sends again after a pause, as long as an answer waits. If one came too late, the server may still accept those before it. */
  function again() {
    if (timer === 0 && waiting.size > 0)
      timer = clock.setTimeout(() => flush(), backoff.next());
  }

  function add(entry) {
    waiting.set(entry.question, entry);
    clock.setTimeout(show, unsentAfter);
  }

  return {
    /** The time of a choice that is recorded later, when its file is uploaded. */
    moment,
    /** The next choices are newer than that time: another window may have read the clock of a server that is ahead. */
    follow(at) {
      latest = Math.max(latest, at ?? 0);
    },
    /** Whether an answer to the question was chosen in this page after that time. */
    chosenAfter: (question, at) => (chosenAt.get(question) ?? 0) > at,
    /** Stores the candidate's response in the browser at once and sends it, typed text after a pause. Null clears the response. A choice
     * that is older than the last one to this question is dropped. */
    record(question, value, pause = 0, at = moment()) {
      if (closed || (chosenAt.get(question) ?? 0) > at)
        return;
      chosenAt.set(question, at);
      storage.put(question, value, at);
      const entry = { question, value, at, madeAt: clock.now(), failed: false, sending: false, notBefore: clock.now() + pause };
      add(entry);
      show();
      if (pause > 0)
        clock.setTimeout(() => waiting.get(question) === entry && flush(), pause);
      else if (begun && online())
        sendOne(entry);
      else
        again();
    },
    /** Takes over and returns the answers that an earlier load of the page, or another window, could not send. */
    async adopt() {
      await storage.tidy();
      for (const { question, value, at } of await storage.answers()) {
        latest = Math.max(latest, at);
        if (waiting.get(question)?.at >= at)
          continue;
        // This page has sent it, or a later choice, while the storage was away.
        if (chosenAt.get(question) >= at)
          storage.remove(question, at);
        else
          add({ question, value, at, madeAt: clock.now(), failed: true, sending: false });
      }
      show();
      return [...waiting.values()].map(({ question, value, at }) => ({ question, value, at }));
    },
    /** The server accepts answers now. */
    begin() {
      begun = true;
      flush();
    },
    /** Sends typed text without the pause. If the page closes, a long text does not wait for an earlier one. */
    hurry(closing = false) {
      waiting.forEach((entry) => {
        entry.notBefore = 0;
      });
      flush(closing);
    },
    /** Time was added after the deadline: answers are accepted again. */
    reopen() {
      closed = false;
      openings++;
      show();
    },
    /** The connection is back. */
    wake() {
      backoff.reset();
      flush();
    },
    /** The connection may have changed: shows what waits. */
    look: show,
    status,
    unsent,
    waiting: () => waiting.size,
    /** Waits until everything is acknowledged, but no longer than the limit. Resolves with whether it is. */
    async drain(milliseconds) {
      const until = clock.now() + milliseconds;
      this.hurry();
      while (waiting.size > 0 && clock.now() < until)
        await new Promise((resolve) => clock.setTimeout(resolve, 50));
      return waiting.size === 0;
    },
    stop() {
      begun = false;
      clock.clearTimeout(timer);
    },
  };
}
