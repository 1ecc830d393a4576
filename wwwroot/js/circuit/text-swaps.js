// Browsers translate a page by replacing its text nodes with <font> elements. Blazor keeps references to those nodes: the next update of a
// replaced node is lost, and the next removal ends the circuit. Before each update, this script puts the original nodes back.

/** The outermost <font> around a node; null if there is none. */
function standInOf(node) {
  let found = null;
  for (let parent = node.parentNode; parent?.nodeName === 'FONT'; parent = parent.parentNode)
    found = parent;
  return found;
}

const isFont = (node) => node?.nodeName === 'FONT';

/**
 * @param {Node} [root]
 * @returns {{ restore: () => number, stop: () => void }} restore() puts the originals back and returns their number.
 */
export function watchTextSwaps(root = document, Observer = MutationObserver) {
  const swapped = new Map();
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
        if (standIn)
          swapped.set(node, standIn);
      }
    }
  }

  return {
    restore() {
      note(observer.takeRecords());
      if (swapped.size === 0)
        return 0;
      const originals = new Map();
      swapped.forEach((standIn, node) => originals.set(standIn, [...originals.get(standIn) ?? [], node]));
      const count = swapped.size;
      swapped.clear();
      originals.forEach((nodes, standIn) => standIn.isConnected && standIn.replaceWith(...nodes));
      // Our own change does not count as a replacement.
      observer.takeRecords();
      return count;
    },
    stop: () => observer.disconnect(),
  };
}
