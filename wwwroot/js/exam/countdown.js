// <exam-timer>: counts in the browser, down to zero, or up with the attribute `up`. The server sets `seconds` at intervals, and `at`, its own
// time in milliseconds since 1970 for which they hold; between two values the time continues, also without a connection. The document gets
// the event `exam-time-up` with the detail true when it is up, and false if time is added after that.

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

/** A smaller difference between the clocks counts if the server repeats it after this time, in milliseconds. */
const confirmedAfter = 10_000;

/** Differences up to this are delays of the line, in milliseconds. */
const usualDelay = 1000;

/**
 * Knows the server's time from messages that were on their way for an unknown time. After a lost connection, messages from before arrive
 * late and at once: the one that took least is right. A server whose clock was set back is believed when it repeats that.
 */
export function createServerTime() {
  let ahead = -Infinity;
  let doubtedAt = null;
  return {
    /**
     * A message arrived.
     * @param {number} server The server's time in it.
     * @param {number} now This page's monotonic time, as for the next call.
     */
    heard(server, now) {
      const present = server - now;
      const late = present < ahead - usualDelay;
      if (present >= ahead || (late && doubtedAt !== null && now - doubtedAt >= confirmedAfter))
        [ahead, doubtedAt] = [present, null];
      else
        doubtedAt = late ? doubtedAt ?? now : null;
    },
    /** The server's time. */
    at: (now) => now + ahead,
  };
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

/** The milliseconds until the text of a timer changes. */
export const untilChange = (seconds, up) => 1000 * (up ? 1 - (seconds % 1) : seconds > 0 ? seconds - Math.ceil(seconds) + 1 : 1);

/** A browser's timer may fire a moment early. */
const margin = 5;

/** All timers of the page change together: each change costs the page a frame. */
const timers = new Set();
let next = 0;

/** The timers whose last change failed; each failure is reported once. */
const failed = new WeakSet();

/** Changes all timers. One that fails does not stop the others, nor its own next change. */
export function showAll(all, report = console.error) {
  for (const timer of all) {
    try {
      timer.show();
      failed.delete(timer);
    } catch (error) {
      if (!failed.has(timer))
        report(error);
      failed.add(timer);
    }
  }
}

function tick() {
  showAll(timers);
  schedule();
}

/** Waits for the next change of a countdown. A timer that counts up follows it, and may be late by less than a second. */
function schedule() {
  clearTimeout(next);
  const leading = [...timers].find((timer) => !timer.up) ?? [...timers][0];
  if (leading)
    next = setTimeout(tick, untilChange(leading.now(), leading.up) + margin);
}

// A hidden tab's timers are slow.
globalThis.document?.addEventListener('visibilitychange', () => document.hidden || tick());

const Base = globalThis.HTMLElement ?? class {};

class ExamTimer extends Base {
  static observedAttributes = ['seconds', 'at'];

  #setAt = 0;
  #server = createServerTime();
  #drawing = false;
  #timeUp = null;
  #announcements = { text: null, list: [] };

  connectedCallback() {
    timers.add(this);
    this.#hide(choice.read());
    this.addEventListener('click', this.#toggle);
    // The children arrive in the same update, after the element itself.
    queueMicrotask(tick);
  }

  disconnectedCallback() {
    timers.delete(this);
    this.removeEventListener('click', this.#toggle);
    schedule();
  }

  attributeChangedCallback(name, _, value) {
    if (name === 'seconds')
      this.#setAt = performance.now();
    else if (value !== null)
      this.#server.heard(Number(value), performance.now());
    if (this.#drawing || !this.isConnected)
      return;
    // Both attributes arrive in the same update.
    this.#drawing = true;
    queueMicrotask(() => {
      this.#drawing = false;
      tick();
    });
  }

  get up() {
    return this.hasAttribute('up');
  }

  /** The seconds left, or the seconds passed with the attribute `up`. */
  now() {
    const set = Number(this.getAttribute('seconds'));
    const since = this.hasAttribute('at')
      ? this.#server.at(performance.now()) - Number(this.getAttribute('at'))
      : performance.now() - this.#setAt;
    const passed = since / 1000;
    return this.up ? set + passed : Math.max(0, set - passed);
  }

  #toggle = (event) => {
    if (!event.target.closest?.('[data-toggle]'))
      return;
    this.#hide(!this.hasAttribute('data-hidden'));
    choice.write(this.hasAttribute('data-hidden'));
    this.show();
  };

  /** Only a timer with a button can be hidden, or no one could show it again. */
  #hide(hidden) {
    this.toggleAttribute('data-hidden', hidden && !this.up);
  }

  /** The announcements in force. They change rarely, and are read each second. */
  #announced() {
    const text = this.getAttribute('announcements') ?? '[]';
    if (this.#announcements.text !== text)
      this.#announcements = { text, list: JSON.parse(text) };
    return this.#announcements.list;
  }

  show() {
    const seconds = this.up ? this.now() : Math.ceil(this.now());
    this.#write('[data-value]', clockText(seconds));
    if (this.up)
      return;
    const timeUp = seconds === 0;
    // Also when time is added afterwards.
    if (timeUp !== this.#timeUp && (timeUp || this.#timeUp !== null))
      document.dispatchEvent(new CustomEvent('exam-time-up', { detail: timeUp }));
    this.#timeUp = timeUp;
    const text = announcementFor(seconds, this.#announced());
    this.#write('[data-announcement]', text);
    this.#write('[data-soon]', text);
    const toggle = this.querySelector('[data-toggle]');
    if (toggle)
      this.#write('[data-toggle]', toggle.dataset[this.hasAttribute('data-hidden') ? 'show' : 'hide']);
  }

  #write(selector, text) {
    const place = this.querySelector(selector);
    if (!place || place.textContent === text)
      return;
    // As in elements.js, which the first page does not load. The children are Blazor's, but not their content.
    if (text !== '' && place.childNodes.length === 1 && place.firstChild.nodeType === 3)
      place.firstChild.data = text;
    else
      place.textContent = text;
  }
}

if (globalThis.customElements && !customElements.get('exam-timer'))
  customElements.define('exam-timer', ExamTimer);
