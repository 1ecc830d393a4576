// A text of the exam: plain, or with the HTML that the server made of its Markdown and cleaned. Pictures are loaded with the right to the
// session, so they have no address that others could open.

import { draw, hasFormulas } from './formulas.js';

const plainOf = (text) => (typeof text === 'string' ? text : text.text);

/** The text without its format, for labels. */
export { plainOf as plain };

/** Puts a text into an element. */
export function put(place, text) {
  if (typeof text === 'string') {
    place.textContent = text;
    return place;
  }
  const template = document.createElement('template');
  template.innerHTML = text.html;
  place.classList.add('rich');
  place.replaceChildren(template.content);
  if (hasFormulas(text.html))
    draw(place);
  return place;
}

/** The pictures that could not be loaded, by the text in their place. */
const missing = new WeakMap();

async function showPicture(image, note, picture, failed) {
  try {
    image.src = await picture(image.dataset.file);
    note?.replaceWith(image);
  } catch (error) {
    console.warn(`A picture of the exam could not be loaded: ${error.message}`);
    if (note)
      return;
    const text = document.createElement('span');
    text.dataset.noPicture = '';
    text.textContent = `${image.alt} (${failed})`;
    missing.set(text, image);
    image.replaceWith(text);
  }
}

/**
 * Shows the pictures of an element; one that could not be loaded before is requested again.
 * @param {HTMLElement} place
 * @param {(file: string) => Promise<string>} picture The address of a picture in this page.
 * @param {string} failed The text in the place of a picture that could not be loaded.
 */
export function showPictures(place, picture, failed) {
  place.querySelectorAll('img[data-file]:not([src^="blob:"])').forEach((image) => showPicture(image, null, picture, failed));
  place.querySelectorAll('[data-no-picture]').forEach((note) => showPicture(missing.get(note), note, picture, failed));
}
