// Promises of the result of an exam.

/** For browsers without Promise.withResolvers. */
function withResolvers() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}

/** @param {EventTarget} target Dispatches `exam-submitted` with the result. */
export function createOutcomes(target) {
  const waiting = new Set();
  return {
    /** Settles with the exam: with its result, or with the reason why there will be none. */
    next() {
      const outcome = Promise.withResolvers?.() ?? withResolvers();
      const stop = new AbortController();
      const settle = (act) => (value) => {
        stop.abort();
        waiting.delete(refuse);
        act(value);
      };
      const refuse = settle(outcome.reject);
      waiting.add(refuse);
      target.addEventListener('exam-submitted', ({ detail }) => settle(outcome.resolve)(detail), { signal: stop.signal });
      // A caller that has left must not cause an error in the console.
      outcome.promise.catch(() => {});
      return outcome.promise;
    },
    refuse(error) {
      for (const refuse of [...waiting])
        refuse(error);
    },
  };
}
