// The page's uplink, which all scripts share: how fast it was lately, and who may use it. On a slow line, a picture that only guides the
// candidate must not delay the picture or the connection that the exam needs.

/** The fastest of the last exchanges counts: the time of each includes the server's work. */
const remembered = 5;

/** The shortest of the last round trips counts: each may wait behind earlier data. */
const rememberedTrips = 30;

/** At least this part of an exchange's time carries its bytes, however long the round trips were. */
const leastCarrying = 0.25;

/** After an exchange that may wait, the line rests this many times as long as the exchange took. */
const restFor = 1.5;

/** The longest rest, in milliseconds. */
const longestRest = 10_000;

/** The rest after an exchange that may wait, in milliseconds. */
export const restAfter = (took) => Math.min(longestRest, restFor * took);

/** The line's speed in bytes per millisecond, as the browser knows it from downloads. Infinity if it does not tell. */
const browserGuess = () => (navigator.connection?.downlink ?? Infinity) * 125;

const browserPause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** @param {() => number} [guess] The speed before the first exchange. */
export function createUplink(guess = browserGuess, now = () => performance.now(), pause = browserPause) {
  const waiting = new Set();
  const held = new Set();
  let exchanges = [];
  let trips = [];
  let urgent = 0;
  let alone = 0;

  function took(bytes, milliseconds) {
    exchanges = [...exchanges, { bytes, milliseconds: Math.max(1, milliseconds) }].slice(-remembered);
  }

  /** Runs work that other work may end. */
  async function stoppable(work) {
    const control = new AbortController();
    waiting.add(control);
    try {
      return await work(control.signal);
    } finally {
      waiting.delete(control);
    }
  }

  const latency = () => (trips.length === 0 ? 0 : Math.min(...trips));

  /** The speed of the fastest exchange. */
  const fastest = (timeOf) => (exchanges.length === 0 ? guess() : Math.max(...exchanges.map((one) => one.bytes / timeOf(one.milliseconds))));

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
    /** Runs an exchange of a few bytes and notes its round trip, unless it fails. */
    async trip(work) {
      const began = now();
      const answer = await work();
      trips = [...trips, now() - began].slice(-rememberedTrips);
      return answer;
    },
    /** The number of bytes that one exchange carries in this time, with its round trip. Infinity if nothing is known. */
    carries: (milliseconds) => fastest((took) => took) * milliseconds,
    /** The number of bytes that the line itself carries in this time. */
    holds: (milliseconds) => fastest((took) => Math.max(took - latency(), leastCarrying * took)) * milliseconds,
    /** The shortest round trip in milliseconds; 0 if none is known. */
    latency,
    /** Runs work that must not wait. Exchanges that may wait are ended, and none begins meanwhile. */
    async first(work) {
      urgent++;
      waiting.forEach((control) => control.abort());
      try {
        return await work();
      } finally {
        urgent--;
        if (urgent === 0)
          held.forEach((go) => go());
      }
    },
    /**
     * Waits while work is on its way that must not wait, but no longer than this. Resolves with the milliseconds that it waited.
     * @param {number} milliseconds
     * @param {(milliseconds: number) => Promise<void>} [wait] Keeps its pace in a hidden tab.
     */
    async clear(milliseconds, wait = pause) {
      if (urgent === 0 || milliseconds <= 0)
        return 0;
      const began = now();
      let go = null;
      const freed = new Promise((resolve) => {
        go = resolve;
      });
      held.add(go);
      await Promise.race([freed, wait(milliseconds)]);
      held.delete(go);
      return now() - began;
    },
    /**
     * Runs an exchange that may wait. Does nothing and returns null while other work must not wait.
     * @param {(stop: AbortSignal) => Promise<T>} work
     * @template T
     */
    async later(work) {
      if (urgent > 0 || alone > 0)
        return null;
      return stoppable(work);
    },
    /**
     * Runs a measurement, which needs the line for itself: exchanges that may wait are ended, and none begins meanwhile. Work that must not
     * wait ends it. Does nothing and returns null while such work is on its way.
     * @param {(stop: AbortSignal) => Promise<T>} work
     * @template T
     */
    async alone(work) {
      if (urgent > 0)
        return null;
      waiting.forEach((control) => control.abort());
      alone++;
      try {
        return await stoppable(work);
      } finally {
        alone--;
      }
    },
  };
}

/** The uplink of this page. */
export const uplink = createUplink();
