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

/**
 * Shows the pictures of an element.
 * @param {HTMLElement} place
 * @param {(file: string) => Promise<string>} picture The address of a picture in this page.
 * @param {string} failed The text in the place of a picture that could not be loaded.
 */
export function showPictures(place, picture, failed) {
  place.querySelectorAll('img[data-file]').forEach(async (image) => {
    try {
      image.src = await picture(image.dataset.file);
    } catch (error) {
      console.warn(`A picture of the exam could not be loaded: ${error.message}`);
      image.replaceWith(document.createTextNode(`${image.alt} (${failed})`));
    }
  });
}
