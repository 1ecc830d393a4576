// Runs the questions of an exam in the browser: draws them, stores each choice before it sends it, and continues without a connection.

import { circuit } from '../circuit/circuit-state.js';
import { createAfterPaint } from './after-paint.js';
import { createAnswerLine } from './answer-line.js';
import { createAnswerOutbox } from './answer-outbox.js';
import { createAnswerSender } from './answer-sender.js';
import { createAnswerStorage } from './answer-storage.js';
import { keepDropsOut } from './dropped-files.js';
import { hasFormulas, prepare } from './formulas.js';
import { showStatus } from './save-line.js';
import { createSheet } from './sheet.js';
import { createTexts } from './sheet-texts.js';
import { createSheetView } from './sheet-view.js';
import { createUploads } from './uploads.js';
import { claimWindow } from './windows.js';

/**
 * Digits choose an answer, once for each press. With a modifier, in a text field or in a dialog, they belong to the browser. A digit row that gives its digits
 * only with Shift (AZERTY) or digits of its own (Arabic, Hindi) counts by the position of the key.
 */
export function digitOf(event) {
  const { key, code = '', shiftKey } = event;
  const digit = /^[1-9]$/.test(key) ? key : key?.length === 1 && !shiftKey && /^(?:Digit|Numpad)([1-9])$/.exec(code)?.[1];
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || !digit
    || event.target.matches?.('textarea, select, input:not([type=radio], [type=checkbox])') || event.target.closest?.('[role=dialog]'))
    return null;
  return Number(digit);
}

/** Typed text is sent after this pause; it is stored in the browser with each character. */
const typingPause = 800;

/** A page that reloads by itself waits this long for answers that the browser does not store, and for files on their way, in milliseconds. */
const answersWithin = 5000;
const filesWithin = 30_000;

/** The elements that show the running sheet; the page has one at most, and Blazor may create it before or after the sheet opens. */
const places = new Set();
let running = null;

const Base = globalThis.HTMLElement ?? class {};

class ExamSheet extends Base {
  static observedAttributes = ['locked', 'elsewhere'];

  connectedCallback() {
    places.add(this);
    running?.show(this);
  }

  disconnectedCallback() {
    places.delete(this);
  }

  attributeChangedCallback(name) {
    running?.attribute(name, this.hasAttribute(name));
  }
}

if (globalThis.customElements && !customElements.get('exam-sheet'))
  customElements.define('exam-sheet', ExamSheet);

/**
 * @param {object} exam What the server knows: session, right, address, questions, choices, language, texts, pageLanguage.
 * @param {object} component The ProctoredQuiz component.
 * @param {number} serverNow The server's time when it called, in milliseconds since 1970. From here on a monotonic clock counts.
 */
export async function open(exam, component, serverNow) {
  running?.close();
  const stop = new AbortController();
  const listening = { signal: stop.signal };
  const opened = performance.now();
  const storage = createAnswerStorage(exam.session);
  const sender = createAnswerSender();
  const line = createAnswerLine(new URL(exam.address, document.baseURI).href, exam.right, { post: sender.send });
  const text = createTexts(exam.texts, exam.pageLanguage);
  /** The pictures that were loaded, by their hash. They stay, so that a question can be shown again without a connection. */
  const pictures = {};
  // Before the first question is drawn, so that a later one needs no connection.
  if (hasFormulas(JSON.stringify(exam.questions).replaceAll('\\"', '"')))
    prepare().catch((error) => console.warn(`Formulas are shown as source: ${error.message}`));
  let view = null;
  let leaving = false;
  let elsewhere = false;
  let timeUp = false;

  const online = () => navigator.onLine !== false;
  const paint = createAfterPaint();
  const draw = () => view?.draw();
  const outbox = createAnswerOutbox({
    storage, online,
    saved: Object.keys(exam.choices).length > 0,
    send: line.send,
    serverTime: () => Math.round(serverNow + performance.now() - opened),
    older: () => refresh(),
    changed(status) {
      showStatus(status);
      paint.run(draw);
    },
  });
  const pending = await outbox.adopt();
  const place = await storage.place();
  const choices = { ...exam.choices };
  pending.forEach(({ question, value }) => (value === null ? delete choices[question] : choices[question] = value));

  const sheet = createSheet({
    questions: exam.questions, choices, place,
    chosen: (question, value, typed = false, at = outbox.moment()) => outbox.record(question, value, typed ? typingPause : 0, at),
    moved: (now) => storage.keepPlace(now.question, now.flagged),
    changed(change) {
      if (change !== 'choice') {
        view?.draw(change === 'question' || change === 'review');
        return;
      }
      view?.drawAnswer();
      paint.run(draw);
    },
  });

  const uploads = createUploads({
    send: line.upload, moment: outbox.moment,
    answered: (question, response, at) => {
      if (!outbox.chosenAfter(question, at))
        sheet.answerTo(question, response, at);
    },
    changed: () => view?.draw(),
    // A page that reloads has no circuit any more, and the server answers.
    online: () => online() && (circuit.connected() || circuit.reloading()),
  });

  const windows = claimWindow(exam.session, {
    changed(active) {
      if (active)
        refresh();
      view?.draw(true);
    },
  });

  /** Takes over what another window has answered meanwhile. What waits in this browser, or is chosen during the request, is newer. */
  async function refresh() {
    const since = outbox.moment();
    try {
      const waiting = new Map((await outbox.adopt()).map(({ question, value }) => [question, value]));
      const { answers: stored, at } = await line.read();
      outbox.follow(at);
      exam.questions.filter(({ id }) => !outbox.chosenAfter(id, since)).forEach(({ id }) => sheet.take(id, waiting.has(id) ? waiting.get(id) : stored[id] ?? null));
      outbox.wake();
    } catch (error) {
      console.debug(`The answers of other windows could not be read: ${error.message}`);
    }
  }

  // The storage answers at last: sends and shows the answers of an earlier load of the page.
  storage.onReturn(async () => {
    const late = await outbox.adopt();
    if (stop.signal.aborted)
      return;
    late.forEach(({ question, value }) => sheet.take(question, value));
    outbox.wake();
  });

  /** The address of a picture in this page. One that could not be loaded is requested again the next time. */
  function picture(file) {
    pictures[file] ??= line.picture(file).then((blob) => URL.createObjectURL(blob)).catch((error) => {
      delete pictures[file];
      throw error;
    });
    return pictures[file];
  }

  /** Loads the pictures of all questions, so that they are there without a connection. */
  function loadPictures() {
    for (const [, file] of JSON.stringify(exam.questions).matchAll(/data-file=\\"([0-9a-f]{64})\\"/g))
      picture(file).catch((error) => console.warn(`A picture of the exam could not be loaded: ${error.message}`));
  }

  const state = {
    unsent: outbox.unsent,
    online: () => online() && circuit.connected(),
    timeUp: () => timeUp,
    elsewhere: () => elsewhere || !windows.active(),
    async submit() {
      if (!state.online() || sheet.locked())
        return;
      sheet.lock(true);
      try {
        // If the connection is lost meanwhile, the answer never comes. The candidate can submit again; the server submits once.
        await Promise.race([component.invokeMethodAsync('SubmitFromSheet'), circuit.lost()]);
      } catch (error) {
        console.warn(`The exam could not be submitted: ${error.message}`);
      }
      sheet.lock(false);
    },
    upload: uploads.start,
    uploadState: uploads.stateOf,
    picture,
    useThisWindow() {
      windows.claim();
      component.invokeMethodAsync('UseThisWindow').catch((error) => console.warn(`The exam stays in the other window: ${error.message}`));
    },
  };

  document.addEventListener('keydown', (event) => {
    const digit = digitOf(event);
    if (digit === null || state.elsewhere() || sheet.reviewing())
      return;
    const input = document.querySelectorAll('exam-sheet .choice input')[digit - 1];
    // The arrow keys continue from the chosen answer.
    input?.focus();
    if (input && !input.checked || input?.type === 'checkbox')
      input.click();
  }, listening);
  document.addEventListener('exam-time-up', ({ detail }) => {
    timeUp = detail;
    sheet.expire(detail);
    if (timeUp)
      return;
    outbox.reopen();
    // The server has no answer that came too late.
    refresh();
  }, listening);
  document.addEventListener('click', (event) => {
    if (event.target.closest?.('[data-review]') && !state.elsewhere())
      sheet.review();
  }, listening);
  for (const type of ['online', 'offline']) {
    addEventListener(type, () => {
      if (online())
        outbox.wake();
      outbox.look();
      view?.draw();
    }, listening);
  }
  keepDropsOut(listening);
  addEventListener('pagehide', () => {
    paint.close();
    sender.close();
    outbox.hurry(true);
  }, listening);
  addEventListener('pageshow', () => paint.reopen(), listening);
  // Leaving asks for confirmation: the time goes on. start.js reloads without a question.
  addEventListener('beforeunload', (event) => {
    if (!leaving && !circuit.reloading())
      event.preventDefault();
  }, listening);
  const leave = circuit.onChange((connected) => {
    if (connected) {
      outbox.wake();
      view?.showPictures();
      loadPictures();
    }
    view?.draw();
  });
  const keep = circuit.beforeReload(async () => {
    await uploads.drain(filesWithin);
    if (!storage.lasts())
      await outbox.drain(answersWithin);
  });
  showStatus(outbox.status());
  loadPictures();

  const sheetElement = () => [...places][0] ?? null;
  running = {
    show(root) {
      view = createSheetView({ root, sheet, text, language: exam.language, state });
      view.draw();
    },
    attribute(name, on) {
      if (name === 'locked') {
        sheet.lock(on);
      } else if (elsewhere !== on) {
        elsewhere = on;
        if (on)
          windows.lose();
        view?.draw(on);
      }
    },
    close() {
      leaving = true;
      stop.abort();
      leave();
      keep();
      outbox.stop();
      sender.close();
      windows.close();
      if (running === this)
        running = null;
    },
  };
  if (sheetElement())
    running.show(sheetElement());

  const own = running;
  // The exam runs, so the server accepts answers.
  outbox.begin();
  return {
    drain: async (milliseconds) => {
      const began = performance.now();
      const uploaded = await uploads.drain(milliseconds);
      return await outbox.drain(Math.max(0, milliseconds - (performance.now() - began))) && uploaded;
    },
    leave: () => {
      leaving = true;
    },
    close: () => own.close(),
  };
}
