// <exam-timer>: counts in the browser, down to zero, or up with the attribute `up`. The server sets `seconds` at intervals; between two
// values the time continues, also without a connection.

/** Minutes and seconds, with hours if there are any. */
export function clockText(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 60) % 60, whole % 60];
  if (whole >= 3600)
    parts.unshift(Math.floor(whole / 3600));
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** The announcements, by the seconds left; each stays for a while. */
export function announcementFor(seconds, announcements, stays = 20) {
  return announcements.find(({ at }) => seconds <= at && seconds > at - stays)?.text ?? '';
}

const Base = globalThis.HTMLElement ?? class {};

class ExamTimer extends Base {
  static observedAttributes = ['seconds'];

  #setAt = 0;
  #timer = 0;

  connectedCallback() {
    this.#timer = setInterval(() => this.#show(), 250);
    // The children arrive in the same update, after the element itself.
    queueMicrotask(() => this.#show());
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  attributeChangedCallback() {
    this.#setAt = performance.now();
    if (this.isConnected)
      this.#show();
  }

  #show() {
    const passed = (performance.now() - this.#setAt) / 1000;
    const set = Number(this.getAttribute('seconds'));
    const seconds = this.hasAttribute('up') ? set + passed : Math.ceil(Math.max(0, set - passed));
    // Children are Blazor's. Their content is set as a whole, so that a translated text is replaced and not patched.
    this.#write('[data-value]', clockText(seconds));
    const text = this.hasAttribute('up') ? '' : announcementFor(seconds, JSON.parse(this.getAttribute('announcements') ?? '[]'));
    this.#write('[data-announcement]', text);
    this.#write('[data-soon]', text);
  }

  #write(selector, text) {
    const place = this.querySelector(selector);
    if (place && place.textContent !== text)
      place.textContent = text;
  }
}

if (globalThis.customElements && !customElements.get('exam-timer'))
  customElements.define('exam-timer', ExamTimer);
