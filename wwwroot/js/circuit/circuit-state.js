// Whether the page's circuit has a connection. start.js sets it; every script that sends over the circuit reads it.

const listeners = new Set();
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
  reload() {
    reloading = true;
    location.reload();
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
