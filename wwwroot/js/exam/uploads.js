// Files as answers. An upload belongs to its question, whichever is open when it ends, and the submission waits for it.

import { browserClock } from '../../sdk/retry.js';

/**
 * @param {object} options
 * @param {(question: number, file: File) => Promise<any>} options.send Resolves with the response that names the file.
 * @param {() => number} options.moment The time of the choice, for the order of answers.
 * @param {(question: number, response: any, at: number) => void} options.answered Called with the response of each stored file.
 * @param {() => void} options.changed Called when an upload begins or ends.
 */
export function createUploads({ send, moment, answered, changed, clock = browserClock, log = console }) {
  const states = new Map();
  let running = 0;
  let failures = 0;

  return {
    /** The state of the last upload of a question: busy, failed, or null. */
    stateOf: (question) => states.get(question) ?? null,
    async start(question, file) {
      const at = moment();
      states.set(question, 'busy');
      running++;
      changed();
      try {
        answered(question, await send(question, file), at);
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
