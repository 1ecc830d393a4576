// <exam-timer>: counts in the browser, down to zero, or up with the attribute `up`. The server sets `seconds` at intervals; between two
// values the time continues, also without a connection. The document gets the event `exam-time-up` with the detail true when it is up, and
// false if time is added after that.

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

/** Whether the candidate has hidden the time, in this browser. Announcements are shown all the same. */
const choice = {
  key: 'proctoring.timer-hidden',
  read() {
    try {
      return localStorage.getItem(this.key) === '1';
    } catch {
      // A browser without storage shows the time.
      return false;
    }
  },
  write(hidden) {
    try {
      localStorage.setItem(this.key, hidden ? '1' : '0');
    } catch {
      // As above; it stays hidden until the page closes.
    }
  },
};

const Base = globalThis.HTMLElement ?? class {};

class ExamTimer extends Base {
  static observedAttributes = ['seconds'];

  #setAt = 0;
  #timer = 0;
  #up = null;

  connectedCallback() {
    this.#timer = setInterval(() => this.#show(), 250);
    this.#hide(choice.read());
    this.addEventListener('click', this.#toggle);
    // The children arrive in the same update, after the element itself.
    queueMicrotask(() => this.#show());
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
    this.removeEventListener('click', this.#toggle);
  }

  attributeChangedCallback() {
    this.#setAt = performance.now();
    if (this.isConnected)
      this.#show();
  }

  #toggle = (event) => {
    if (!event.target.closest?.('[data-toggle]'))
      return;
    this.#hide(!this.hasAttribute('data-hidden'));
    choice.write(this.hasAttribute('data-hidden'));
    this.#show();
  };

  /** Only a timer with a button can be hidden, or no one could show it again. */
  #hide(hidden) {
    this.toggleAttribute('data-hidden', hidden && !this.hasAttribute('up'));
  }

  #show() {
    const passed = (performance.now() - this.#setAt) / 1000;
    const set = Number(this.getAttribute('seconds'));
    const seconds = this.hasAttribute('up') ? set + passed : Math.ceil(Math.max(0, set - passed));
    const up = !this.hasAttribute('up') && seconds === 0;
    // Also when time is added afterwards.
    if (up !== this.#up && (up || this.#up !== null))
      document.dispatchEvent(new CustomEvent('exam-time-up', { detail: up }));
    this.#up = up;
    // Children are Blazor's. Their content is set as a whole, so that a translated text is replaced and not patched.
    this.#write('[data-value]', clockText(seconds));
    const text = this.hasAttribute('up') ? '' : announcementFor(seconds, JSON.parse(this.getAttribute('announcements') ?? '[]'));
    this.#write('[data-announcement]', text);
    this.#write('[data-soon]', text);
    const toggle = this.querySelector('[data-toggle]');
    if (toggle)
      this.#write('[data-toggle]', toggle.dataset[this.hasAttribute('data-hidden') ? 'show' : 'hide']);
  }

  #write(selector, text) {
    const place = this.querySelector(selector);
    if (place && place.textContent !== text)
      place.textContent = text;
  }
}

if (globalThis.customElements && !customElements.get('exam-timer'))
  customElements.define('exam-timer', ExamTimer);
