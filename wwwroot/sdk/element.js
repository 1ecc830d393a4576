// <exam-proctoring>: our frame in a page of another site, as an element with events. See docs/embedding.md.

import { givenExam, mistakeOf, requestOf, unreadableServer, wrongAddress } from './element-attributes.js';
import { createFrame, frameAddress, styleOf } from './element-frame.js';
import { linkFrame } from './frame-link.js';
import { watchHost } from './host-watch.js';
import { createOutcomes } from './outcomes.js';
import {
  ProctoringError, claim, configure, healthCheckWithReason, recordTabSwitch, recordViolation, serverAddress, sessionOf, settled,
  startExam,
} from './service.js';
import { speak, text } from './texts.js';

/** A frame that sends no message for this long was blocked, or does not work; in milliseconds. */
const readyWithin = 30_000;

const Base = globalThis.HTMLElement ?? class {};

export class ExamProctoringElement extends Base {
  /** Another value of one of these is another exam. */
  static observedAttributes = ['server', 'embed-url', 'session-token', 'exam-id'];

  /** Called with { reason, status } if the exam can't be proctored; the `unavailable` event contains the same. */
  onUnavailable = null;

  #root;
  #frame = null;
  #sheet = null;
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
  #announced = false;
  #allowed = [];
  #result = null;
  #changed = false;
  #turn = 0;
  #outcomes = createOutcomes(this);
  #server = null;

  /** The answer of start-exam if this element called it; otherwise the values of its attributes. */
  get exam() {
    return this.#exam;
  }

  get mode() {
    return this.getAttribute('mode') === 'sidecar' ? 'sidecar' : 'full';
  }

  /** React 19 sets the property of an attribute if there is one, and a property without a setter would throw. */
  set mode(mode) {
    this.setAttribute('mode', mode);
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
      if (this.isConnected)
        return;
      this.#leave();
      this.#outcomes.refuse(new ProctoringError('The element was removed from the page before the exam ended.', 409));
    });
  }

  attributeChangedCallback(name, before, after) {
    if (before === after || !this.#started || this.#changed)
      return;
    // A framework sets several attributes one after the other.
    this.#changed = true;
    queueMicrotask(() => {
      this.#changed = false;
      this.retry();
    });
  }

  /** Opens the exam again with the present attributes: after `unavailable`, or with a new link. */
  retry() {
    this.#leave();
    this.#outcomes.refuse(new ProctoringError('The exam was opened again before it ended.', 409));
    this.#exam = this.#started = this.#ending = this.#frameMode = this.#result = null;
    this.#paused = this.#over = this.#begun = false;
    if (this.isConnected)
      this.#open();
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
   * @returns {Promise<object>} Resolves with the detail of `exam-submitted`. Rejects if the exam has not started in this page, becomes
   * unavailable, or the element is removed.
   */
  async end({ correctAnswers } = {}) {
    if (this.#result)
      return this.#result;
    if (!this.#begun)
      throw new ProctoringError('The exam has not started in this page; wait for the event exam-started.', 409);
    const submitted = this.#outcomes.next();
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
    const started = this.#started ??= this.#start();
    const exam = await started;
    if (exam && started === this.#started && this.isConnected && !this.#frame)
      this.#show(exam);
  }

  async #start() {
    // Attributes may change meanwhile; then another start reports.
    const turn = ++this.#turn;
    const fail = (reason, status) => (turn === this.#turn ? this.#fail(reason, status) : null);
    try {
      const given = this.getAttribute('server');
      const unreadable = given && unreadableServer(given);
      if (unreadable)
        return fail(unreadable, 400);
      if (given)
        configure({ server: given });
      // Another element of the page may name another server while this one waits.
      const server = this.#server = serverAddress();
      const mistake = mistakeOf(this, server);
      if (mistake)
        return fail(mistake, 400);
      await speak(this.lang || document.documentElement.lang || navigator.language, server);
      const health = await healthCheckWithReason(server);
      if (!health.well)
        return fail(health.reason, health.status);
      const exam = this.getAttribute('embed-url') ? givenExam(this) : await startExam(requestOf(this), server);
      if (!exam.embed_url)
        return fail(text('NoAddress'), 502);
      const wrong = wrongAddress(exam.embed_url, server);
      if (wrong)
        return fail(wrong, 400);
      if (turn === this.#turn)
        this.#exam = exam;
      return exam;
    } catch (error) {
      return fail(error.message, error.status ?? 0);
    }
  }

  #show(exam) {
    const address = frameAddress(this, exam.embed_url, this.#server);
    const frame = createFrame(this, address.origin);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styleOf(this.#beside));
    this.#root.adoptedStyleSheets = [sheet];
    this.#sheet = sheet;
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
        // The events of this page would be refused, and no one would notice.
        if (this.#beside && !this.#exam.session_token) {
          this.#fail('The element needs the attribute session-token, because it monitors this page beside the frame.', 400);
          return;
        }
        this.#sheet.replaceSync(styleOf(this.#beside));
        this.#remind();
        // The frame announces itself when it opens, and again as the answer to our greeting.
        if (detail.greeted && this.#announced)
          return;
        this.#announced = true;
        this.#say('ready', { mode: this.#frameMode ?? this.mode });
        return;
      case 'not-open':
        // The frame works and waits.
        clearTimeout(this.#readyTimer);
        break;
      case 'exam-started':
        this.#begun = true;
        this.#allowed = detail.allowed ?? [];
        if (detail.may_pause === false)
          this.#paused = false;
        this.#remind();
        this.#watch();
        break;
      case 'exam-submitted':
        this.#result = detail;
      // falls through
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
    const right = { server: this.#server, token: this.#exam.session_token };
    claim(right);
    const failed = (error) => console.warn(`A proctoring event was refused: ${error.message}`);
    this.#release = watchHost((type, detail) => (type === 'tab_switch'
      ? recordTabSwitch({}, right)
      : recordViolation({ event_type: type, detected_objects: detail ? [detail] : [] }, right)).catch(failed),
    this.#allowed, sessionOf(right.token));
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
    this.#outcomes.refuse(new ProctoringError(reason, status));
    return null;
  }

  #say(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #leave() {
    clearTimeout(this.#readyTimer);
    this.#announced = false;
    this.#unwatch();
    this.#link?.stop();
    this.#link = null;
    this.#frame?.remove();
    this.#frame = null;
  }
}

if (globalThis.customElements && !customElements.get('exam-proctoring'))
  customElements.define('exam-proctoring', ExamProctoringElement);
