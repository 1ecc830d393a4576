// Connects a WebcamCapture component to the page's one camera.

import { camera } from '../../js/proctoring/page-camera.js';
import { createNotifier } from '../../js/proctoring/notifier.js';

/** Shows the camera in a video element and notifies its component of changes. */
export function view(element, component) {
  const notifier = createNotifier(component, 'CameraChanged');
  const end = camera.view(element, (state) => notifier.notify(state));
  return {
    state: camera.state,
    // Not awaited: the browser may be asking the candidate, and the answer comes as a notification.
    open: (deviceId) => void camera.open(deviceId),
    openMicrophone: (deviceId) => void camera.openMicrophone(deviceId),
    leave() {
      notifier.stop();
      end();
    },
  };
}

export const allowed = () => camera.allowed();
