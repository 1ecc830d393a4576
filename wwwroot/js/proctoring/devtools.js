// Guesses whether developer tools are docked beside the page: the page loses room while its window keeps its size. A side panel of the
// browser looks the same, so this is never more than a guess. Tools in a separate window are not detected.

/** Losing this many pixels starts the suspicion; losing fewer than `closesAt` ends it. */
const opensAt = 160;
const closesAt = 100;

/** The sizes of the window. Null inside a frame, and on a touch screen whose keyboard takes room, because they mean nothing there. */
export function measure() {
  if (window !== window.top || matchMedia('(pointer: coarse)').matches || outerWidth === 0 || outerHeight === 0)
    return null;
  // While a window shrinks, the page may keep its old size for a moment.
  const [width, height] = [Math.min(innerWidth, outerWidth), Math.min(innerHeight, outerHeight)];
  return {
    outerWidth, outerHeight, innerWidth: width, innerHeight: height, zoom: devicePixelRatio, fullscreen: !!document.fullscreenElement,
  };
}

/**
 * @returns {(size: object|null) => boolean|null} Takes the result of measure() each time. Null if it cannot decide.
 */
export function createDevtoolsGuess() {
  let base = null;
  let open = false;

  return (size) => {
    if (!size)
      return null;
    // Zoom, full screen and another window size change the room by themselves: start over.
    if (!base || ['zoom', 'fullscreen', 'outerWidth', 'outerHeight'].some((name) => base[name] !== size[name])) {
      const same = open && base.zoom === size.zoom && base.fullscreen === size.fullscreen;
      if (!same) {
        base = size;
        open = false;
        return false;
      }
      // The window changed during the suspicion: compare with the room that was lost before.
      base = {
        ...size,
        innerWidth: base.innerWidth + size.outerWidth - base.outerWidth,
        innerHeight: base.innerHeight + size.outerHeight - base.outerHeight,
      };
    }
    base = { ...base, innerWidth: Math.max(base.innerWidth, size.innerWidth), innerHeight: Math.max(base.innerHeight, size.innerHeight) };
    const lost = Math.max(base.innerWidth - size.innerWidth, base.innerHeight - size.innerHeight);
    open = lost >= (open ? closesAt : opensAt);
    return open;
  };
}
