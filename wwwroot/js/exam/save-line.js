// <save-line>: shows whether the answers are saved. Its texts come from its attributes. The script replaces the whole content each time, so
// that a translated page does not disturb it.

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
    // Only if it differs: a screen reader would read it again.
    if (this.textContent !== text)
      this.textContent = text;
  }
}

if (globalThis.customElements && !customElements.get('save-line'))
  customElements.define('save-line', SaveLine);

/** Shows a status of the answer outbox everywhere. */
export function showStatus(now) {
  status = now;
  lines.forEach((line) => line.show());
}
