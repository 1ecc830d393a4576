// The frame of <exam-proctoring> and its style.

import { text } from './texts.js';

const delegated = ['camera', 'microphone', 'fullscreen', 'display-capture', 'window-management', 'screen-wake-lock', 'autoplay'];

/** The style of the element; beside the quiz of the page it is smaller. */
export const styleOf = (beside) => `
  :host { display: block; ${beside ? 'max-width: 420px' : 'min-height: 720px; height: 100%'}; }
  :host([hidden]) { display: none; }
  iframe { display: block; width: 100%; height: 100%; min-height: ${beside ? '320px' : 'inherit'}; border: 0; border-radius: 12px;
    color-scheme: light dark; }`;

/** The address of the frame: that of the exam, with the element's mode, theme and language. */
export function frameAddress(element, embedUrl, server) {
  const address = new URL(embedUrl, server);
  if (element.mode === 'sidecar')
    address.searchParams.set('mode', 'sidecar');
  if (element.getAttribute('theme'))
    address.searchParams.set('theme', element.getAttribute('theme'));
  if (element.lang)
    address.searchParams.set('lang', element.lang);
  return address;
}

/** A frame that may use camera and microphone; it loads nothing yet. */
export function createFrame(element, origin) {
  const frame = document.createElement('iframe');
  frame.title = text(element.mode === 'sidecar' ? 'Monitor' : 'Frame');
  frame.allow = delegated.map((feature) => `${feature} ${origin}`).join('; ');
  frame.referrerPolicy = 'origin';
  return frame;
}
