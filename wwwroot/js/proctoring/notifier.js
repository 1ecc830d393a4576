import { browserClock, createBackoff, createPause, retry, within } from './retry.js';

/** If the page loses its connection while a call is on its way, the answer never comes. Then the newest state is sent again. */
const answerWithin = 10_000;

/**
 * Sends a component the newest state until the component has received it. While the page has no connection, nothing arrives.
 * @param {object} component A DotNetObjectReference.
 * @param {string} method
 */
export function createNotifier(component, method, {
  backoff = createBackoff({ first: 500, longest: 3000 }), clock = browserClock, pause = createPause(clock), log = console,
} = {}) {
  let newest = null;
  let notifying = false;
  let stopped = false;

  async function run() {
    notifying = true;
    while (newest && !stopped) {
      backoff.reset();
      await retry(async () => {
        const mine = newest;
        await within(component.invokeMethodAsync(method, mine.state), answerWithin, method, clock);
        if (newest === mine)
          newest = null;
      }, { backoff, pause, stopped: () => stopped, failed: (error) => log.debug?.(`${method} did not arrive: ${error.message}`) });
    }
    notifying = false;
  }

  return {
    notify(state) {
      newest = { state };
      if (!notifying)
        run();
    },
    stop() {
      stopped = true;
      pause.wake();
    },
  };
}
