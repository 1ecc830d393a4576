// <save-line>: shows whether the answers are saved. Its texts come from its attributes. A text that the browser has translated is replaced.

import { write } from './elements.js';

const lines = new Set();
let status = 'idle';

const Base = globalThis.HTMLElement ?? class {};

class SaveLine extends Base {
  static observedAttributes = ['saving', 'saved', 'unsent', 'closed'];

  connectedCallback() {
    lines.add(this);
    this.show();
  }

  disconnectedCallback() {
    lines.delete(this);
  }

  attributeChangedCallback() {
    this.show();
  }

  show() {
    const text = this.getAttribute(status) ?? '';
    this.dataset.shown = text && status;
    write(this, text);
  }
}

if (globalThis.customElements && !customElements.get('save-line'))
  customElements.define('save-line', SaveLine);

/** Shows a status of the answer outbox everywhere. */
export function showStatus(now) {
  status = now;
  lines.forEach((line) => line.show());
}
