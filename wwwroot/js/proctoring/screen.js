// The shared screen: asks for it, checks that it is a whole monitor, and notices when the share ends.

/** Asks for a whole monitor. The browser still lets the candidate choose, so the choice is checked. */
const wanted = {
  video: { displaySurface: 'monitor', frameRate: { ideal: 2, max: 5 } },
  audio: false,
  monitorTypeSurfaces: 'include',
  selfBrowserSurface: 'exclude',
  surfaceSwitching: 'exclude',
};

/** Whether this page may ask for the screen at all. A phone's browser and a frame without the right cannot. */
function canShare(devices, page) {
  return typeof devices?.getDisplayMedia === 'function' && page.featurePolicy?.allowsFeature('display-capture') !== false;
}

function playInVideo(stream) {
  const video = document.createElement('video');
  [video.muted, video.playsInline, video.srcObject] = [true, true, stream];
  video.play().catch((error) => console.warn(`The shared screen does not play: ${error.message}`));
  return video;
}

/**
 * The states are 'off' (not asked yet), 'whole', 'unverified' (shared, but the browser does not report what), 'part' (a window or a tab was
 * chosen, and is not used), 'declined', 'ended' and 'unavailable'.
 * @param {object} [options]
 * @param {MediaDevices} [options.devices]
 * @param {(stream: MediaStream) => HTMLVideoElement} [options.play]
 */
export function createScreen({ devices = navigator.mediaDevices, page = document, play = playInVideo, log = console } = {}) {
  const listeners = new Set();
  let state = canShare(devices, page) ? 'off' : 'unavailable';
  let stream = null;
  let video = null;
  let asking = false;

  function show(now) {
    if (state === now)
      return;
    state = now;
    listeners.forEach((listener) => listener(state));
  }

  function release() {
    stream?.getTracks().forEach((track) => track.stop());
    if (video)
      video.srcObject = null;
    [stream, video] = [null, null];
  }

  function use(shared, track, surface) {
    release();
    [stream, video] = [shared, play(shared)];
    // Also when the candidate uses the browser's own button, or unplugs the monitor.
    track.addEventListener('ended', () => {
      if (stream !== shared)
        return;
      release();
      show('ended');
    });
    show(surface === 'monitor' ? 'whole' : 'unverified');
  }

  return {
    state: () => state,
    /** Whether the browser asks the candidate now. */
    asking: () => asking,
    /** The playing video; null while nothing is shared. */
    video: () => video,
    /** Asks for the screen. Call it in a click: browsers require one. A refusal changes nothing about a share that runs. */
    async share() {
      if (asking || state === 'unavailable')
        return state;
      asking = true;
      try {
        const shared = await devices.getDisplayMedia(wanted);
        const [track] = shared.getVideoTracks();
        const surface = track.getSettings().displaySurface;
        if (surface === undefined || surface === 'monitor') {
          use(shared, track, surface);
        } else {
          // A wrong choice is not looked at.
          shared.getTracks().forEach((one) => one.stop());
          release();
          show('part');
        }
      } catch (error) {
        log.warn(`The screen was not shared: ${error.name}: ${error.message}`);
        if (!stream)
          show('declined');
      } finally {
        asking = false;
      }
      return state;
    },
    /** Calls the listener with each new state until the returned function is called. */
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Ends the share: the exam is over. */
    stop() {
      release();
      show(canShare(devices, page) ? 'off' : 'unavailable');
    },
  };
}
