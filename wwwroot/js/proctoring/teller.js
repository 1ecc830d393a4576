import { createBackoff, createPause, retry } from './retry.js';

/**
 * Tells a component the newest state until it has been heard. While the page has no connection, the component cannot hear.
 * @param {object} component A DotNetObjectReference.
 * @param {string} method
 */
export function createTeller(component, method, { backoff = createBackoff({ first: 500, longest: 3000 }), pause = createPause(), log = console } = {}) {
  let newest = null;
  let telling = false;
  let stopped = false;

  async function run() {
    telling = true;
    while (newest && !stopped) {
      backoff.reset();
      await retry(async () => {
        const mine = newest;
        await component.invokeMethodAsync(method, mine.state);
        if (newest === mine)
          newest = null;
      }, { backoff, pause, stopped: () => stopped, failed: (error) => log.debug?.(`${method} was not heard: ${error.message}`) });
    }
    telling = false;
  }

  return {
    tell(state) {
      newest = { state };
      if (!telling)
        run();
    },
    stop() {
      stopped = true;
      pause.wake();
    },
  };
}
