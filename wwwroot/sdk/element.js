// <exam-proctoring>: our frame in a page of another site, as an element with events. See docs/embedding.md.

import { linkFrame } from './frame-link.js';
import { watchHost } from './host-watch.js';
import { claim, configure, healthCheckWithReason, recordTabSwitch, recordViolation, serverAddress, settled, startExam } from './service.js';
import { speak, text } from './texts.js';

/** A frame that sends no message for this long was blocked, or does not work; in milliseconds. */
const readyWithin = 30_000;

const delegated = ['camera', 'microphone', 'fullscreen', 'display-capture', 'window-management', 'screen-wake-lock', 'autoplay'];

const style = `
  :host { display: block; min-height: 720px; height: 100%; }
  :host([mode="sidecar"]) { min-height: 0; height: auto; }
  :host([hidden]) { display: none; }
  iframe { display: block; width: 100%; height: 100%; min-height: inherit; border: 0; border-radius: 12px; color-scheme: light dark; }
  :host([mode="sidecar"]) iframe { min-height: 320px; }`;

const Base = globalThis.HTMLElement ?? class {};

export class ExamProctoringElement extends Base {
  /** Called with { reason, status } if the exam can't be proctored; the `unavailable` event contains the same. */
  onUnavailable = null;

  #root;
  #frame = null;
  #link = null;
  #exam = null;
  #started = null;
  #release = null;
  #readyTimer = 0;
  #paused = false;
  #ending = null;
  #over = false;
  #frameMode = null;
  #begun = false;

  /** The answer of start-exam if this element called it; otherwise the values of its attributes. */
  get exam() {
    return this.#exam;
  }

  get mode() {
    return this.getAttribute('mode') === 'sidecar' ? 'sidecar' : 'full';
  }

  /** If the questions are this page's own, the frame is a sidecar, whatever the mode says. */
  get #beside() {
    return (this.#frameMode ?? this.mode) === 'sidecar';
  }

  connectedCallback() {
    this.#root ??= this.attachShadow({ mode: 'open' });
    // A framework may insert and remove an element at once, which must not start an exam twice.
    queueMicrotask(() => {
      if (this.isConnected && !this.#frame)
        this.#open();
    });
  }

  disconnectedCallback() {
    queueMicrotask(() => {
      if (!this.isConnected)
        this.#leave();
    });
  }

  /** Requests a pause of monitoring, which is recorded; the timer continues. `pause-refused` follows if the policy does not allow it. */
  pause() {
    this.#paused = true;
    this.#link?.send('pause');
  }

  /** Resumes monitoring. */
  resume() {
    this.#paused = false;
    this.#link?.send('resume');
  }

  /**
   * Submits the exam. The result of the host's own questions never counts from here, since the candidate controls this page:
   * the host's server reports it with its API key.
   * @param {{ correctAnswers?: number }} result Not used; accepted so that older pages keep working.
   * @returns {Promise<object>} Resolves with the detail of `exam-submitted`.
   */
  async end({ correctAnswers } = {}) {
    const submitted = new Promise((resolve) => this.addEventListener('exam-submitted', (event) => resolve(event.detail), { once: true }));
    // A finished exam accepts no events, so the events that wait in this browser go first.
    await settled().catch((error) => console.warn(`Cannot check for waiting events: ${error.message}`));
    if (this.#over)
      return submitted;
    // Repeated after a reload of the frame, until the exam has ended.
    this.#ending = correctAnswers === undefined ? {} : { correct_answers: correctAnswers };
    this.#link?.send('end', this.#ending);
    return submitted;
  }

  async #open() {
    // An element that is removed and inserted again continues with the same exam.
    this.#started ??= this.#start();
    const exam = await this.#started;
    if (exam && this.isConnected && !this.#frame)
      this.#show(exam);
  }

  async #start() {
    try {
      const server = this.getAttribute('server');
      if (server)
        configure({ server });
      await speak(this.lang || document.documentElement.lang || navigator.language, serverAddress());
      const health = await healthCheckWithReason();
      if (!health.well)
        return this.#fail(health.reason, health.status);
      this.#exam = this.getAttribute('embed-url') ? this.#given() : await startExam(this.#request());
      if (!this.#exam.embed_url)
        return this.#fail(text('NoAddress'), 502);
      return this.#exam;
    } catch (error) {
      return this.#fail(error.message, error.status ?? 0);
    }
  }

  #given() {
    return {
      embed_url: this.getAttribute('embed-url'),
      session_token: this.getAttribute('session-token'),
      exam_id: Number(this.getAttribute('exam-id')) || null,
    };
  }

  #request() {
    const request = {
      student_id: this.getAttribute('student-id') ?? '',
      exam_name: this.getAttribute('exam-name') ?? '',
      total_questions: Number(this.getAttribute('total-questions')),
      mode: this.mode,
    };
    const optional = { policy: 'policy', minutes: 'minutes', 'return-url': 'return_url', name: 'name', email: 'email' };
    for (const [attribute, field] of Object.entries(optional)) {
      const value = this.getAttribute(attribute);
      if (value)
        request[field] = field === 'minutes' ? Number(value) : value;
    }
    return request;
  }

  #show(exam) {
    const address = new URL(exam.embed_url, serverAddress());
    if (this.mode === 'sidecar')
      address.searchParams.set('mode', 'sidecar');
    if (this.getAttribute('theme'))
      address.searchParams.set('theme', this.getAttribute('theme'));
    if (this.lang)
      address.searchParams.set('lang', this.lang);
    const frame = document.createElement('iframe');
    frame.title = text(this.mode === 'sidecar' ? 'Monitor' : 'Frame');
    frame.allow = delegated.map((feature) => `${feature} ${address.origin}`).join('; ');
    frame.referrerPolicy = 'origin';
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    this.#root.adoptedStyleSheets = [sheet];
    this.#frame = frame;
    this.#link = linkFrame(frame, address.origin, {
      heard: (type, detail) => this.#hear(type, detail),
      greeting: () => ({ watching: this.#beside }),
    });
    this.#readyTimer = setTimeout(() => this.#fail(text('NoFrame', location.origin, address.origin), 0), readyWithin);
    frame.src = address.href;
    this.#root.replaceChildren(frame);
  }

  #hear(type, detail) {
    switch (type) {
      case 'ready':
        clearTimeout(this.#readyTimer);
        this.#frameMode = detail.mode ?? this.#frameMode;
        this.#remind();
        break;
      case 'exam-started':
        this.#begun = true;
        if (detail.may_pause === false)
          this.#paused = false;
        this.#remind();
        this.#watch();
        break;
      case 'exam-submitted':
      case 'closed':
        this.#over = true;
        this.#unwatch();
        break;
      case 'pause-refused':
        this.#paused = false;
        break;
      case 'unavailable':
        clearTimeout(this.#readyTimer);
        if (this.#over)
          return;
        // During an exam, a temporary failure of the server is no reason to give up: the frame offers to try again.
        if (this.#begun && detail.status === 503)
          this.#say('monitoring-degraded', { reason: detail.reason, going_on: true });
        else
          this.#fail(detail.reason, detail.status);
        return;
      case 'resize':
        if (this.#beside && detail.height > 0)
          this.#frame.style.height = `${Math.ceil(detail.height)}px`;
        break;
    }
    this.#say(type, detail);
  }

  /** A reloaded frame, or one whose exam has only begun, does not know about earlier requests. */
  #remind() {
    if (this.#paused)
      this.#link.send('pause');
    if (this.#ending && !this.#over)
      this.#link.send('end', this.#ending);
  }

  /** In a sidecar the quiz is in this page, and so are the events of tab, keys and clipboard. */
  #watch() {
    if (!this.#beside || this.#release || this.#over)
      return;
    const right = { server: serverAddress(), ...(this.#exam.session_token ? { token: this.#exam.session_token } : {}) };
    claim(right);
    const failed = (error) => console.warn(`A proctoring event was refused: ${error.message}`);
    this.#release = watchHost((type, detail) => (type === 'tab_switch'
      ? recordTabSwitch({}, right)
      : recordViolation({ event_type: type, detected_objects: detail ? [detail] : [] }, right)).catch(failed));
  }

  #unwatch() {
    this.#release?.();
    this.#release = null;
  }

  #fail(reason, status) {
    this.#leave();
    this.#started = Promise.resolve(null);
    // The host page's own content between the tags replaces the exam.
    this.#root?.replaceChildren(document.createElement('slot'));
    const detail = { reason, status };
    this.onUnavailable?.(detail);
    this.#say('unavailable', detail);
    return null;
  }

  #say(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #leave() {
    clearTimeout(this.#readyTimer);
    this.#unwatch();
    this.#link?.stop();
    this.#link = null;
    this.#frame?.remove();
    this.#frame = null;
  }
}

if (globalThis.customElements && !customElements.get('exam-proctoring'))
  customElements.define('exam-proctoring', ExamProctoringElement);
