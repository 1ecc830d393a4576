// Connects the questions of a page to the outbox, which stores a choice in the browser before it sends it.

import { circuit } from '../circuit/circuit-state.js';
import { createAnswerOutbox } from './answer-outbox.js';
import { createAnswerStorage } from './answer-storage.js';
import { showStatus } from './save-line.js';

/** A choice is a radio button with the number of its question. */
const choiceOf = (event) => (event.target.matches?.('input[type=radio][data-question]') ? event.target : null);

/** Digits choose an answer while the focus is in the questions. With a modifier, or in a text field, they belong to the browser. */
function choiceByDigit(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || !/^[1-9]$/.test(event.key)
    || event.target.matches?.('textarea, input:not([type=radio])'))
    return null;
  const choices = event.target.closest?.('[data-questions]')?.querySelectorAll('input[type=radio][data-question]:enabled') ?? [];
  return choices[event.key - 1] ?? null;
}

/**
 * @param {string} sessionId
 * @param {object} component The ProctoredQuiz component.
 * @param {number} serverNow The server's time when it called, in milliseconds since 1970. From here on a monotonic clock counts.
 */
export function open(sessionId, component, serverNow) {
  const stop = new AbortController();
  const opened = performance.now();
  const outbox = createAnswerOutbox({
    storage: createAnswerStorage(sessionId),
    send: (question, value, at) => component.invokeMethodAsync('StoreAnswer', question, value, at),
    serverTime: () => Math.round(serverNow + performance.now() - opened),
    online: circuit.connected,
    changed: showStatus,
  });
  showStatus(outbox.status());

  document.addEventListener('change', (event) => {
    const choice = choiceOf(event);
    if (choice)
      outbox.record(Number(choice.dataset.question), Number(choice.value));
  }, { capture: true, signal: stop.signal });
  document.addEventListener('keydown', (event) => {
    const choice = choiceByDigit(event);
    if (!choice)
      return;
    // The arrow keys continue from the chosen answer.
    choice.focus();
    if (!choice.checked)
      choice.click();
  }, { signal: stop.signal });
  addEventListener('online', () => outbox.wake(), { signal: stop.signal });
  const leave = circuit.onChange((connected) => connected && outbox.wake());

  return {
    pending: () => outbox.adopt(),
    begin: () => outbox.begin(),
    drain: (milliseconds) => outbox.drain(milliseconds),
    close() {
      stop.abort();
      leave();
      outbox.stop();
    },
  };
}
