// Whether the page's circuit has a connection. start.js sets it; every script that sends over the circuit reads it.

const listeners = new Set();
const lastWorks = new Set();
let connected = false;
let reloading = false;

export const circuit = {
  connected: () => connected,
  set(now) {
    if (now === connected)
      return;
    connected = now;
    listeners.forEach((listener) => listener(now));
  },
  /** Whether the page reloads by itself now. */
  reloading: () => reloading,
  /** Reloads the page as soon as the work that was registered for it has ended. */
  async reload() {
    if (reloading)
      return;
    reloading = true;
    await Promise.allSettled([...lastWorks].map(async (work) => work()));
    location.reload();
  },
  /** Registers work to run before the page reloads by itself, such as saving what only this page has. It must end by itself. Returns a
   * function that takes it back. */
  beforeReload(work) {
    lastWorks.add(work);
    return () => lastWorks.delete(work);
  },
  /** Resolves when the connection is lost. */
  lost: () => new Promise((resolve) => {
    const end = circuit.onChange((now) => {
      if (!now) {
        end();
        resolve();
      }
    });
  }),
  /** Calls back after each change. Returns a function that ends it. */
  onChange(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
