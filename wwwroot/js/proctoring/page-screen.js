// The one shared screen of this page.

import { createScreen } from './screen.js';

export const screen = createScreen();

// Sharing needs the click itself, which has passed by the time the server receives it.
document.addEventListener('click', (event) => {
  if (event.target.closest?.('[data-share-screen]'))
    screen.share();
});
