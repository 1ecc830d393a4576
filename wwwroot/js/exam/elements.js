// Creates elements and changes their text.

/** Creates an element. A function as an attribute is an event listener; true is an attribute without a value. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function')
      made.addEventListener(key, value);
    else if (value !== null && value !== undefined && value !== false)
      made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/**
 * Writes a text only if it differs: a screen reader would read it again. An existing text node is changed: if it were replaced, the browser
 * would compute the styles of all elements around it again, up to the page's root, because of the page's rules with :has().
 */
export function write(target, text) {
  if (target.textContent === text)
    return;
  // A translated text is no text node of the element.
  if (text !== '' && target.childNodes.length === 1 && target.firstChild.nodeType === 3)
    target.firstChild.data = text;
  else
    target.textContent = text;
}
