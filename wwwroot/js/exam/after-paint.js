// Work that waits until the browser has painted what the candidate just did: on a slow processor the choice is visible first.

/** In a hidden tab nothing is painted. */
const atLatest = 100;

/** Resolves after the next paint. */
function nextPaint() {
  return new Promise((resolve) => {
    // The task after the frame's callbacks comes after its painting.
    requestAnimationFrame(() => setTimeout(resolve, 0));
    setTimeout(resolve, atLatest);
  });
}

/** @param {() => Promise<void>} [painted] Resolves when the waiting work may run. */
export function createAfterPaint(painted = nextPaint) {
  const waiting = new Set();
  let closing = false;

  function run() {
    const all = [...waiting];
    waiting.clear();
    all.forEach((work) => {
      try {
        work();
      } catch (error) {
        // It must not keep the other work from its turn.
        console.error('Work after a paint failed', error);
      }
    });
  }

  function later(work) {
    if (closing) {
      work();
      return;
    }
    if (waiting.size === 0)
      painted().then(run);
    waiting.add(work);
  }

  return {
    /** Runs the work after the next paint, once, however often it is asked for before. */
    run: later,
    /** The page closes: runs everything now, also what comes later. */
    close() {
      closing = true;
      run();
    },
    /** The page was not closed, but shown again. */
    reopen() {
      closing = false;
    },
  };
}
