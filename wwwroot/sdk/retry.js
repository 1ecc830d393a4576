// Waiting between two attempts, shared by our pages and the SDK. No dependencies, no side effects; tests replace the clock and the random
// numbers.

/** The browser's monotonic clock and its timers. */
export const browserClock = {
  now: () => performance.now(),
  setTimeout: (work, milliseconds) => setTimeout(work, milliseconds),
  clearTimeout: (timer) => clearTimeout(timer),
};

/**
 * Delays that double from `first` to `longest`. Each is spread by `jitter` in both directions, so that many pages that lost
 * the same server do not return at the same moment.
 * @param {{ first?: number, longest?: number, jitter?: number, random?: () => number }} options Delays in milliseconds.
 */
export function createBackoff({ first = 500, longest = 10_000, jitter = 0.3, random = Math.random } = {}) {
  let tries = 0;
  return {
    /** Returns the delay before the next attempt. */
    next() {
      const delay = Math.min(longest, first * 2 ** tries);
      tries = Math.min(tries + 1, 30);
      return Math.round(delay * (1 - jitter + 2 * jitter * random()));
    },
    reset() {
      tries = 0;
    },
    /** How many delays were given since the last reset. */
    tries: () => tries,
  };
}

/** A pause that can be cut short. */
export function createPause(clock = browserClock) {
  let end = null;
  return {
    wait(milliseconds) {
      return new Promise((resolve) => {
        const finish = () => {
          clock.clearTimeout(timer);
          end = null;
          resolve();
        };
        const timer = clock.setTimeout(finish, milliseconds);
        end = finish;
      });
    },
    /** Ends the pause now; does nothing if there is none. */
    wake: () => end?.(),
  };
}

/** Settles as the promise does, but rejects with a TimeoutError if that takes longer. */
export function within(promise, milliseconds, what, clock = browserClock) {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimeout(
      () => reject(Object.assign(new Error(`${what} took longer than ${milliseconds} ms`), { name: 'TimeoutError' })), milliseconds);
    const settle = (outcome) => (value) => {
      clock.clearTimeout(timer);
      outcome(value);
    };
    promise.then(settle(resolve), settle(reject));
  });
}

/**
 * Runs `work` until it succeeds or `stopped` returns true.
 * @param {() => Promise<T>} work
 * @param {object} options
 * @param {(error: Error, delay: number) => void} [options.failed] Called after each failure, with the delay before the next attempt.
 * @returns {Promise<T|undefined>} Undefined if it was stopped.
 * @template T
 */
export async function retry(work, { backoff = createBackoff(), pause = createPause(), stopped = () => false, failed = () => {} } = {}) {
  while (!stopped()) {
    try {
      return await work();
    } catch (error) {
      const delay = backoff.next();
      failed(error, delay);
      await pause.wait(delay);
    }
  }
  return undefined;
}
