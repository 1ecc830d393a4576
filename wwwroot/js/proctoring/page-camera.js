// The one camera of this page, shared by all components and scripts that use it.

import { createCamera } from './camera.js';

export const camera = createCamera();

globalThis.document?.addEventListener('visibilitychange', () => document.hidden || camera.wake());
