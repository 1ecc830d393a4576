// Whether the page's circuit has a connection. Set by start.js, read by whatever sends something over it.

const listeners = new Set();
let connected = false;

export const circuit = {
  connected: () => connected,
  set(now) {
    if (now === connected)
      return;
    connected = now;
    listeners.forEach((listener) => listener(now));
  },
  /** Calls back after each change. Returns a function that ends it. */
  onChange(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
