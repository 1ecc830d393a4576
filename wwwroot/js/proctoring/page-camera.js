// The one camera of this page, shared by whatever shows it and whatever watches it.

import { createCamera } from './camera.js';

export const camera = createCamera();

document.addEventListener('visibilitychange', () => document.hidden || camera.wake());
