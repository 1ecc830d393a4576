const retryAfter = 1000;

/**
 * Tells a component how something stands: the newest state, until it has heard it. While the page has no connection it can't hear.
 * @param {object} component A DotNetObjectReference.
 * @param {string} method
 */
export function createTeller(component, method) {
  let newest = null;
  let telling = false;
  let stopped = false;

  async function run() {
    telling = true;
    while (newest && !stopped) {
      const mine = newest;
      try {
        await component.invokeMethodAsync(method, mine.state);
        if (newest === mine)
          newest = null;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, retryAfter));
      }
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
    },
  };
}
