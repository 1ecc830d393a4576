// Connects a WebcamCapture component to the page's one camera.

import { camera } from '../../js/proctoring/page-camera.js';
import { createNotifier } from '../../js/proctoring/notifier.js';

/**
 * Shows the camera in a video element and notifies its component of the state and its changes. Opens the camera if it is off and the
 * candidate need not be asked. One call does all of it, because each costs a round trip.
 * @param {HTMLVideoElement} element
 * @param {object} component
 * @param {boolean} atOnce Whether to open the camera even if the browser asks.
 */
export async function view(element, component, atOnce) {
  const notifier = createNotifier(component, 'CameraChanged');
  const end = camera.view(element, (state) => notifier.notify(state));
  if (camera.state().status === 'off' && (atOnce || await camera.allowed()))
    camera.open(null);
  else
    notifier.notify(camera.state());
  return {
    // Not awaited: the browser may be asking the candidate, and the answer comes as a notification.
    open: (deviceId) => void camera.open(deviceId),
    openMicrophone: (deviceId) => void camera.openMicrophone(deviceId),
    leave() {
      notifier.stop();
      end();
    },
  };
}
