// Detects a second display, if the browser reports it.

/**
 * Watches until stop() is called. Never asks for a permission: the displays are read only if that was permitted before.
 * @param {() => void} changed
 * @returns {{ extended: () => boolean|null, stop: () => void }}
 */
export function watchDisplays(changed) {
  const stop = new AbortController();
  const on = (target, type) => target.addEventListener?.(type, changed, { signal: stop.signal });
  let details = null;

  on(screen, 'change');
  readDetails().catch((error) => console.debug(`The displays cannot be counted: ${error.message}`));

  async function readDetails() {
    if (!globalThis.getScreenDetails || (await navigator.permissions.query({ name: 'window-management' })).state !== 'granted')
      return;
    details = await getScreenDetails();
    on(details, 'screenschange');
    changed();
  }

  function extended() {
    // A frame without the permission always gets the answer no.
    if (document.featurePolicy?.allowsFeature('window-management') === false)
      return null;
    return details ? details.screens.length > 1 : screen.isExtended ?? null;
  }

  return {
    /** Null if the browser does not report it. */
    extended,
    stop: () => stop.abort(),
  };
}
