// The phone's camera: the one at its back if there is one. It is opened again after a lock of the phone or a call.

const wanted = { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 10, max: 30 } };

const failureOf = (error) => (error.name === 'NotAllowedError' || error.name === 'SecurityError' ? 'denied' : 'failed');

/**
 * @param {object} options
 * @param {HTMLVideoElement} options.video Shows the picture.
 * @param {(failure: string) => void} options.failed Gets "denied", "failed" or "insecure".
 */
export function createLens({ video, failed, media = navigator.mediaDevices, page = document, log = console }) {
  let stream = null;
  let wantedOpen = false;
  let opening = false;

  const live = () => stream?.getVideoTracks()[0]?.readyState === 'live';

  function release() {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
  }

  async function play() {
    try {
      await video.play();
    } catch (error) {
      // The next look plays it again.
      log.debug?.(`The picture did not play: ${error.message}`);
    }
  }

  async function take() {
    const got = await media.getUserMedia({ video: wanted, audio: false });
    if (!wantedOpen) {
      got.getTracks().forEach((track) => track.stop());
      return false;
    }
    release();
    stream = got;
    got.getVideoTracks()[0].addEventListener('ended', again);
    video.srcObject = got;
    await play();
    return true;
  }

  /** Opens the camera. Returns whether it delivers pictures. */
  async function open() {
    wantedOpen = true;
    if (!media?.getUserMedia) {
      failed('insecure');
      return false;
    }
    if (opening)
      return false;
    opening = true;
    try {
      return await take();
    } catch (error) {
      log.warn(`The camera could not be opened: ${error.name}: ${error.message}`);
      failed(failureOf(error));
      return false;
    } finally {
      opening = false;
    }
  }

  /** After a lock or a call, the picture is paused or the camera was taken away. */
  function again() {
    if (!wantedOpen || page.hidden)
      return;
    if (!live())
      open();
    else if (video.paused)
      play();
  }

  page.addEventListener('visibilitychange', again);

  return {
    open,
    /** The video, while it shows the camera. */
    video: () => (live() ? video : null),
    close() {
      wantedOpen = false;
      page.removeEventListener('visibilitychange', again);
      release();
      video.srcObject = null;
    },
  };
}
