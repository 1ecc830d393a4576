// Guesses whether developer tools are docked beside the page: the page loses room while its window keeps its size. A side panel of the
// browser looks the same, so this is never more than a guess. Tools in a window of their own are not seen.

/** So much room lost begins the suspicion, less than so much ends it; in pixels. */
const opensAt = 160;
const closesAt = 100;

/** How the window measures now; null where its sizes say nothing: inside a frame, or on a touch screen whose keyboard takes room. */
export function measure() {
  if (window !== window.top || matchMedia('(pointer: coarse)').matches || outerWidth === 0 || outerHeight === 0)
    return null;
  // While a window shrinks, the page may still have its old size for a moment.
  const [width, height] = [Math.min(innerWidth, outerWidth), Math.min(innerHeight, outerHeight)];
  return { outerWidth, outerHeight, innerWidth: width, innerHeight: height, zoom: devicePixelRatio, fullscreen: !!document.fullscreenElement };
}

/**
 * @returns {(size: object|null) => boolean|null} Takes what measure() gave, each time it is asked; null where it can't tell.
 */
export function createDevtoolsGuess() {
  let base = null;
  let open = false;

  return (size) => {
    if (!size)
      return null;
    // Zoom, full screen and another size of the window change the room by themselves: begin anew.
    if (!base || ['zoom', 'fullscreen', 'outerWidth', 'outerHeight'].some((name) => base[name] !== size[name])) {
      const kept = open && base.zoom === size.zoom && base.fullscreen === size.fullscreen;
      if (!kept) {
        base = size;
        open = false;
        return false;
      }
      // The window changed with the suspicion standing: compare with the room that it lost before.
      base = { ...size, innerWidth: base.innerWidth + size.outerWidth - base.outerWidth, innerHeight: base.innerHeight + size.outerHeight - base.outerHeight };
    }
    base = { ...base, innerWidth: Math.max(base.innerWidth, size.innerWidth), innerHeight: Math.max(base.innerHeight, size.innerHeight) };
    const lost = Math.max(base.innerWidth - size.innerWidth, base.innerHeight - size.innerHeight);
    open = lost >= (open ? closesAt : opensAt);
    return open;
  };
}
