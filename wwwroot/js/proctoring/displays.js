// Whether the screen goes on over a second display, where the browser says so.

/**
 * Watches until stop() is called. Never asks for a permission: the number of displays is read only where that was permitted before.
 * @param {() => void} changed
 * @returns {{ extended: () => boolean|null, stop: () => void }}
 */
export function watchDisplays(changed) {
  const stop = new AbortController();
  const on = (target, type) => target.addEventListener?.(type, changed, { signal: stop.signal });
  let details = null;

  on(screen, 'change');
  readDetails().catch(() => {});

  async function readDetails() {
    if (!globalThis.getScreenDetails || (await navigator.permissions.query({ name: 'window-management' })).state !== 'granted')
      return;
    details = await getScreenDetails();
    on(details, 'screenschange');
    changed();
  }

  return {
    /** Null where the browser does not tell; a frame that was not given the right to ask is always told no. */
    extended: () => (document.featurePolicy?.allowsFeature('window-management') === false ? null : details ? details.screens.length > 1 : screen.isExtended ?? null),
    stop: () => stop.abort(),
  };
}
