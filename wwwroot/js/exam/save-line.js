// <save-line>: shows whether the answers are saved. Its texts come from its attributes. The script replaces the whole content each time, so
// that a translated page and Blazor's updates do not disturb each other.

const lines = new Set();
let status = 'idle';

/** Chooses the text. A failure of the server is worse than a pending answer. */
export function wordFor(now, server) {
  if (now === 'closed' || server === 'Closed')
    return 'closed';
  if (now === 'saving' || now === 'unsent')
    return server === 'Retrying' && now === 'unsent' ? 'retrying' : now;
  if (server === 'Retrying')
    return 'retrying';
  return now === 'saved' ? 'saved' : null;
}

const Base = globalThis.HTMLElement ?? class {};

class SaveLine extends Base {
  static observedAttributes = ['server', 'saving', 'saved', 'unsent', 'retrying', 'closed'];

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
    const word = wordFor(status, this.getAttribute('server'));
    const text = word ? this.getAttribute(word) ?? '' : '';
    this.dataset.shown = word ?? '';
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
