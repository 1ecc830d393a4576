// <exam-proctoring>: our frame in somebody else's page, as an element with events. See docs/embedding.md.

import { linkFrame } from './frame-link.js';
import { watchHost } from './host-watch.js';
import { claim, configure, healthCheckWithReason, recordTabSwitch, recordViolation, serverAddress, settled, startExam } from './service.js';
import { speak, text } from './texts.js';

/** A frame that says nothing for this long was not let in, or does not work; in milliseconds. */
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
  /** Called with { reason, status } where the exam can't be proctored; the `unavailable` event says the same. */
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

  /** What start-exam gave, where this element called it; else what its attributes say. */
  get exam() {
    return this.#exam;
  }

  get mode() {
    return this.getAttribute('mode') === 'sidecar' ? 'sidecar' : 'full';
  }

  /** Where the questions are this page's own, the frame is a sidecar, whatever was asked for. */
  get #beside() {
    return (this.#frameMode ?? this.mode) === 'sidecar';
  }

  connectedCallback() {
    this.#root ??= this.attachShadow({ mode: 'open' });
    // A framework may put an element in and take it out again at once; an exam must not be started twice for that.
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

  /** Asks for a pause of the watching, which goes on record; the clock goes on. Where the exam's policy does not allow it, `pause-refused` says so. */
  pause() {
    this.#paused = true;
    this.#link?.send('pause');
  }

  /** The watching goes on. */
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
    // An exam that is over takes no more events: what still waits in this browser goes before it.
    await settled().catch((error) => console.warn(`Whether events still wait is not known: ${error.message}`));
    if (this.#over)
      return submitted;
    // Said again after the frame was loaded again, until the end has come.
    this.#ending = correctAnswers === undefined ? {} : { correct_answers: correctAnswers };
    this.#link?.send('end', this.#ending);
    return submitted;
  }

  async #open() {
    // One that is taken out and put back goes on with the same exam.
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
    return { embed_url: this.getAttribute('embed-url'), session_token: this.getAttribute('session-token'), exam_id: Number(this.getAttribute('exam-id')) || null };
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
        // In the middle of an exam, a server that is unwell for a while is no reason to give it up: the frame offers to try again.
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

  /** A frame that was loaded again, or whose exam has only begun, knows nothing of what was asked before. */
  #remind() {
    if (this.#paused)
      this.#link.send('pause');
    if (this.#ending && !this.#over)
      this.#link.send('end', this.#ending);
  }

  /** In a sidecar the quiz is in this page, and so is what there is to see of tab, keys and clipboard. */
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
    // What the host put between the tags is what it shows instead.
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
