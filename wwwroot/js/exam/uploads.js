// Files as answers. An upload belongs to its question, whichever is open when it ends, and the submission waits for it.

import { browserClock, createBackoff } from '../../sdk/retry.js';

/** How often a file is sent in all, if the line breaks: a browser ends all requests when the network changes. */
const mostTries = 4;

/** A file waits this long for a connection before it is sent once more, in milliseconds. */
const waitsFor = 10 * 60_000;

/** How often a waiting file looks for a connection. */
const lookEvery = 1000;

/**
 * @param {object} options
 * @param {(question: number, file: File) => Promise<any>} options.send Resolves with the response that names the file. Rejects with an
 * error whose `refused` is true if the server would refuse the file again.
 * @param {() => number} options.moment The time of the choice, for the order of answers.
 * @param {(question: number, response: any, at: number) => void} options.answered Called with the response of each stored file.
 * @param {() => void} options.changed Called when an upload begins or ends.
 * @param {() => boolean} [options.online] Whether there is a connection to send over.
 */
export function createUploads({ send, moment, answered, changed, online = () => true, clock = browserClock, random = Math.random, log = console }) {
  const states = new Map();
  let running = 0;
  let failures = 0;

  async function connected() {
    const until = clock.now() + waitsFor;
    while (!online() && clock.now() < until)
      await new Promise((passed) => clock.setTimeout(passed, lookEvery));
  }

  /**
   * Sends a file once; without a circuit also a second time when that is back. Files need no circuit, and it may be back only after the
   * deadline; but a request without a line may hang.
   */
  async function attempt(question, file) {
    if (online())
      return send(question, file);
    let stored = false;
    const early = send(question, file).then((response) => {
      stored = true;
      return response;
    });
    try {
      return await Promise.any([early, connected().then(() => (stored ? early : send(question, file)))]);
    } catch ({ errors }) {
      throw errors.at(-1);
    }
  }

  async function deliver(question, file) {
    const backoff = createBackoff({ first: 2000, longest: 10_000, random });
    for (let tries = 1; ; tries++) {
      try {
        return await attempt(question, file);
      } catch (error) {
        // A line that is too slow for the file would be so again.
        if (error.refused || error.name === 'TimeoutError' || tries === mostTries)
          throw error;
        log.warn(`A file is sent again: ${error.message}`);
        await new Promise((passed) => clock.setTimeout(passed, backoff.next()));
      }
    }
  }

  return {
    /** The state of the last upload of a question: busy, failed, or null. */
    stateOf: (question) => states.get(question) ?? null,
    async start(question, file) {
      const at = moment();
      states.set(question, 'busy');
      running++;
      changed();
      try {
        answered(question, await deliver(question, file), at);
        states.delete(question);
      } catch (error) {
        log.warn(`A file was not uploaded: ${error.message}`);
        states.set(question, 'failed');
        failures++;
      }
      running--;
      changed();
    },
    /** Waits until no upload is running, but no longer than the limit. Resolves with false if one still is, or if one failed meanwhile:
     * the candidate must see that before the exam is submitted. */
    async drain(milliseconds) {
      const before = failures;
      const until = clock.now() + milliseconds;
      while (running > 0 && clock.now() < until)
        await new Promise((resolve) => clock.setTimeout(resolve, 50));
      return running === 0 && failures === before;
    },
  };
}
