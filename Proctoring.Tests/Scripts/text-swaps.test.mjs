import assert from 'node:assert/strict';
import { test } from 'node:test';
import { watchTextSwaps } from '../../wwwroot/js/circuit/text-swaps.js';

/** As much of a document as the script touches. */
class Node {
  nodeName; parentNode = null; childNodes = []; data = '';
  constructor(name, ...children) {
    this.nodeName = name;
    this.append(...children);
  }

  get isConnected() {
    return this.nodeName === '#document' || (this.parentNode?.isConnected ?? false);
  }

  get textContent() {
    return this.nodeName === '#text' ? this.data : this.childNodes.map((child) => child.textContent).join('');
  }

  append(...nodes) {
    nodes.forEach((node) => {
      node.remove();
      node.parentNode = this;
      this.childNodes.push(node);
    });
  }

  remove() {
    if (!this.parentNode)
      return;
    this.parentNode.childNodes = this.parentNode.childNodes.filter((child) => child !== this);
    this.parentNode = null;
  }

  before(...nodes) {
    nodes.forEach((node) => {
      node.remove();
      node.parentNode = this.parentNode;
      this.parentNode.childNodes.splice(this.parentNode.childNodes.indexOf(this), 0, node);
    });
  }

  replaceWith(...nodes) {
    this.before(...nodes);
    this.remove();
  }

  contains(node) {
    return node === this || this.childNodes.some((child) => child.contains(node));
  }
}

const text = (data) => Object.assign(new Node('#text'), { data });

/** A button whose text a translator has replaced by fonts. */
function translated({ wraps }) {
  const original = text('Next');
  const button = new Node('BUTTON', original);
  const root = new Node('#document', button);
  const listeners = new Map();
  root.addEventListener = (type, listener) => listeners.set(type, listener);
  root.removeEventListener = (type) => listeners.delete(type);
  let records = [];
  class Observer {
    observe() {}
    disconnect() {}
    takeRecords() {
      return records.splice(0);
    }
  }
  const swaps = watchTextSwaps(root, Observer);
  const inner = new Node('FONT');
  const outer = new Node('FONT', inner);
  original.before(outer);
  if (wraps)
    inner.append(original);
  else {
    inner.append(text('Weiter'));
    original.remove();
  }
  records = [{ target: button, removedNodes: [original], addedNodes: [outer], previousSibling: null, nextSibling: null }];
  return { swaps, button, original, outer, inner, fire: (type, target) => listeners.get(type)({ target }) };
}

for (const wraps of [true, false]) {
  test(`the original text comes back before an update (${wraps ? 'wrapped' : 'replaced'})`, () => {
    const { swaps, button, original } = translated({ wraps });
    assert.equal(swaps.restore(), 1);
    assert.deepEqual(button.childNodes, [original]);
    assert.equal(button.textContent, 'Next');
  });

  test(`what is being clicked stays until the click (${wraps ? 'wrapped' : 'replaced'})`, async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const { swaps, button, original, outer, inner, fire } = translated({ wraps });
    fire('pointerdown', inner);
    swaps.restore();

    // Blazor finds its node, the reader sees it once, and the pressed element is still in the button.
    assert.equal(original.parentNode, button);
    assert.equal(button.textContent, 'Next');
    assert.ok(button.contains(inner));

    fire('pointerup', inner);
    assert.ok(button.contains(inner));
    context.mock.timers.tick(500);
    assert.ok(!button.contains(outer));
    assert.deepEqual(button.childNodes, [original]);
  });
}

test('a press elsewhere holds nothing', () => {
  const { swaps, button, original, fire } = translated({ wraps: false });
  fire('pointerdown', new Node('BUTTON'));
  swaps.restore();
  assert.deepEqual(button.childNodes, [original]);
});
