// Keeps the screen on while the exam runs: a dark screen would look like a tab that was left. The browser releases the lock whenever the
// page is hidden, so it is requested again when the page is visible.

/**
 * Holds the lock until the returned function is called.
 * @param {object} [options]
 * @param {WakeLock} [options.source] Missing in some browsers. Then the screen follows the system's settings.
 */
export function keepAwake({ source = globalThis.navigator?.wakeLock, page = document, log = console } = {}) {
  const stop = new AbortController();
  let lock = null;
  let asking = false;

  // A frame without the permission must not ask: each refusal is an error in the browser's console.
  const allowed = () => (page.permissionsPolicy ?? page.featurePolicy)?.allowsFeature?.('screen-wake-lock') ?? true;

  async function request() {
    if (!source || !allowed() || asking || stop.signal.aborted || page.hidden || (lock && !lock.released))
      return;
    asking = true;
    try {
      const got = await source.request('screen');
      if (stop.signal.aborted)
        await got.release();
      else
        lock = got;
    } catch (error) {
      // A low battery, or a policy. The next gesture or return to the page tries again.
      log.debug?.(`The screen may go dark during the exam: ${error.message}`);
    } finally {
      asking = false;
    }
  }

  page.addEventListener('visibilitychange', request, { signal: stop.signal });
  page.addEventListener('pointerdown', request, { capture: true, passive: true, signal: stop.signal });
  request();

  return () => {
    stop.abort();
    lock?.release().catch((error) => log.debug?.(`The wake lock was not released: ${error.message}`));
    lock = null;
  };
}
