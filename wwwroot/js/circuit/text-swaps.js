// Browsers translate a page by replacing its text nodes with <font> elements. Blazor keeps references to those nodes: the next update of a
// replaced node is lost, and the next removal ends the circuit. Before each update, this script puts the original nodes back.

/** The outermost <font> around a node; null if there is none. */
function standInOf(node) {
  let found = null;
  for (let parent = node.parentNode; parent?.nodeName === 'FONT'; parent = parent.parentNode)
    found = parent;
  return found;
}

/** A touch screen sends the click some time after the release. */
const clickWithin = 500;
const releasers = ['pointerup', 'pointercancel', 'dragend'];

/** The text nodes under a node. */
const textsIn = (node) => [...node.childNodes].flatMap((child) => child.nodeName === '#text' ? [child] : textsIn(child));

const isFont = (node) => node?.nodeName === 'FONT';

/**
 * @param {Node} [root]
 * @returns {{ restore: () => number, stop: () => void }} restore() puts the originals back and returns their number.
 */
export function watchTextSwaps(root = document, Observer = MutationObserver) {
  const swapped = new Map();
  const held = new Set();
  let pressed = null;
  let releasing = 0;
  const observer = new Observer(note);
  const watch = () => observer.observe(root, { childList: true, subtree: true });
  watch();

  function note(records) {
    for (const record of records) {
      if (isFont(record.target))
        continue;
      for (const node of record.removedNodes) {
        if (node.nodeName !== '#text')
          continue;
        const standIn = standInOf(node) ?? [...record.addedNodes].find(isFont) ?? [record.previousSibling, record.nextSibling].find(isFont);
        // A text that the page removes beside a held stand-in was not swapped.
        if (standIn && !held.has(standIn))
          swapped.set(node, standIn);
      }
    }
  }

  function press({ target }) {
    release();
    pressed = target;
  }

  /** Puts the originals beside a stand-in that is being clicked. A browser drops the click if the element under the pointer is removed
   *  between the press and the release. */
  function hold(standIn, nodes) {
    standIn.before(...nodes);
    textsIn(standIn).forEach((text) => text.remove());
    held.add(standIn);
  }

  function release() {
    clearTimeout(releasing);
    pressed = null;
    held.forEach((standIn) => standIn.remove());
    held.clear();
  }

  function releaseSoon() {
    clearTimeout(releasing);
    releasing = setTimeout(release, clickWithin);
  }

  root.addEventListener('pointerdown', press, true);
  releasers.forEach((type) => root.addEventListener(type, releaseSoon, true));

  return {
    restore() {
      note(observer.takeRecords());
      if (swapped.size === 0)
        return 0;
      const originals = new Map();
      swapped.forEach((standIn, node) => originals.set(standIn, [...originals.get(standIn) ?? [], node]));
      const count = swapped.size;
      swapped.clear();
      originals.forEach((nodes, standIn) => {
        if (!standIn.isConnected)
          return;
        if (pressed && standIn.contains(pressed))
          hold(standIn, nodes);
        else
          standIn.replaceWith(...nodes);
      });
      // Our own change does not count as a replacement.
      observer.takeRecords();
      return count;
    },
    stop() {
      observer.disconnect();
      root.removeEventListener('pointerdown', press, true);
      releasers.forEach((type) => root.removeEventListener(type, releaseSoon, true));
    },
  };
}
