// The page's uplink, which all scripts share: how fast it was lately, and who may use it. On a slow line, a picture that only guides the
// candidate must not delay the picture or the connection that the exam needs.

/** The fastest of the last exchanges counts: the time of each includes the server's work. */
const remembered = 5;

/** After an exchange that may wait, the line rests this many times as long as the exchange took. */
const restFor = 1.5;

/** The longest rest, in milliseconds. */
const longestRest = 10_000;

/** The rest after an exchange that may wait, in milliseconds. */
export const restAfter = (took) => Math.min(longestRest, restFor * took);

/** The line's speed in bytes per millisecond, as the browser knows it from downloads. Infinity if it does not tell. */
const browserGuess = () => (navigator.connection?.downlink ?? Infinity) * 125;

/** @param {() => number} [guess] The speed before the first exchange. */
export function createUplink(guess = browserGuess, now = () => performance.now()) {
  const waiting = new Set();
  let rates = [];
  let urgent = 0;

  function took(bytes, milliseconds) {
    rates = [...rates, bytes / Math.max(1, milliseconds)].slice(-remembered);
  }

  return {
    /** Notes an exchange: its bytes and its milliseconds. */
    took,
    /** Runs an exchange and notes it, unless it fails. */
    async measure(bytes, work) {
      const began = now();
      const answer = await work();
      took(bytes, now() - began);
      return answer;
    },
    /** The number of bytes that the line carries in this time. Infinity if nothing is known. */
    carries: (milliseconds) => (rates.length === 0 ? guess() : Math.max(...rates)) * milliseconds,
    /** Runs work that must not wait. Exchanges that may wait are ended, and none begins meanwhile. */
    async first(work) {
      urgent++;
      waiting.forEach((control) => control.abort());
      try {
        return await work();
      } finally {
        urgent--;
      }
    },
    /**
     * Runs an exchange that may wait. Does nothing and returns null while other work must not wait.
     * @param {(stop: AbortSignal) => Promise<T>} work
     * @template T
     */
    async later(work) {
      if (urgent > 0)
        return null;
      const control = new AbortController();
      waiting.add(control);
      try {
        return await work(control.signal);
      } finally {
        waiting.delete(control);
      }
    },
  };
}

/** The uplink of this page. */
export const uplink = createUplink();
