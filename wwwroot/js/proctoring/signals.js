// Page signals on their way to the server: in order, each until it is taken, none lost while the connection is.

const mostWaiting = 200;
const retryAfter = 1000;

/**
 * @param {(id: string, state: object|null, act: object|null) => Promise<string|null>} send Rejects while there is no connection.
 */
export function createSignals(send) {
  const waiting = [];
  let sending = false;
  let stopped = false;

  async function flush() {
    if (sending || stopped)
      return;
    sending = true;
    try {
      while (waiting.length > 0 && !stopped) {
        const signal = waiting[0];
        const refused = await send(signal.id, signal.state, signal.act);
        if (refused === 'too_often' || refused === 'not_joined' || refused === 'not_running') {
          setTimeout(flush, retryAfter);
          return;
        }
        // It may have been dropped meanwhile to make room.
        if (waiting[0] === signal)
          waiting.shift();
      }
    } catch {
      // No connection: what waits is sent again, with the same ids, after the next join.
    } finally {
      sending = false;
    }
  }

  return {
    push(state, act) {
      if (waiting.length >= mostWaiting)
        waiting.shift();
      waiting.push({ id: newId(), state, act });
      flush();
    },
    flush,
    /** Waits, but not long, until all is sent. */
    async drain(milliseconds) {
      const until = performance.now() + milliseconds;
      flush();
      while (waiting.length > 0 && performance.now() < until)
        await new Promise((resolve) => setTimeout(resolve, 50));
    },
    stop() {
      stopped = true;
    },
  };
}

// crypto.randomUUID is missing where the page is not served securely.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
