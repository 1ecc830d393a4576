/** A clock that moves only when a test advances it, and lets every promise settle in between. */
export function createFakeClock() {
  let time = 0;
  let last = 0;
  const timers = new Map();

  const settle = async () => {
    // One turn of the event loop runs every microtask that is waiting, however long its chain is.
    for (let turn = 0; turn < 3; turn++)
      await new Promise((resolve) => setImmediate(resolve));
  };

  return {
    now: () => time,
    setTimeout(work, milliseconds) {
      timers.set(++last, { at: time + Math.max(0, milliseconds), work });
      return last;
    },
    clearTimeout: (timer) => void timers.delete(timer),
    settle,
    /** Advances the time and runs what falls due, in order. */
    async advance(milliseconds) {
      const until = time + milliseconds;
      await settle();
      for (;;) {
        const due = [...timers].filter(([, timer]) => timer.at <= until).sort(([a, first], [b, second]) => first.at - second.at || a - b)[0];
        if (!due)
          break;
        timers.delete(due[0]);
        time = Math.max(time, due[1].at);
        due[1].work();
        await settle();
      }
      time = until;
    },
    waiting: () => timers.size,
  };
}

/** A promise that the test settles. */
export function createDeferred() {
  let resolve;
  let reject;
  const promise = new Promise((yes, no) => {
    [resolve, reject] = [yes, no];
  });
  return { promise, resolve, reject };
}
