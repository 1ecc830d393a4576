import { proctoringServer } from './settings.js';

const names = [
  'ready', 'exam-started', 'violation', 'warning', 'monitoring-degraded', 'pause-refused', 'exam-submitted', 'closed', 'resize',
  'unavailable',
];

const timeOf = (instant) => new Date(instant).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });

const words = {
  ready: () => 'The exam is open.',
  'exam-started': (detail) => `The exam runs until ${timeOf(detail.ends_at)}.`,
  violation: (detail) => (detail.state === 'began' ? `Noticed: ${detail.title}` : null),
  'monitoring-degraded': (detail) => (detail.going_on ? `Monitoring is interrupted: ${detail.reason}` : 'Monitoring continues.'),
  'pause-refused': () => 'A break is not allowed in this exam. Monitoring continues.',
  'exam-submitted': (detail) => `Submitted: ${detail.score} %.`,
  closed: () => 'The exam is closed.',
  unavailable: () => 'Proctoring is not available.',
};

/** The exam of this tab: a reloaded page resumes it. */
const keyOf = (mode) => `host.exam.${mode}`;

async function startExam(mode, exam) {
  const before = JSON.parse(sessionStorage.getItem(keyOf(mode)) ?? 'null');
  if (before)
    return before;
  const answer = await fetch('exams/start', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ student_id: 'user_2abc', name: 'Ada Example', mode, ...exam }),
  });
  const started = await answer.json();
  if (!answer.ok)
    throw new Error(started.error);
  sessionStorage.setItem(keyOf(mode), JSON.stringify(started));
  return started;
}

/** Embeds the proctored exam, or shows the standard quiz if proctoring is not available. */
export async function embed({ mode, unavailable = () => {}, ...asked }) {
  const place = document.getElementById('place');
  const state = document.getElementById('state');
  const fallBack = (reason) => {
    console.warn(reason);
    state.textContent = words.unavailable();
    place.replaceChildren(document.getElementById('standard').content.cloneNode(true));
    sessionStorage.removeItem(keyOf(mode));
    unavailable();
  };
  try {
    const { settled } = await import(`${proctoringServer}/sdk/proctoring.js`);
    const exam = await startExam(mode, asked);
    const proctored = document.createElement('exam-proctoring');
    const attributes = {
      server: proctoringServer, mode, 'embed-url': exam.embed_url, 'session-token': exam.session_token, 'exam-id': exam.exam_id,
    };
    Object.entries(attributes).forEach(([name, value]) => proctored.setAttribute(name, value));
    for (const name of names) {
      proctored.addEventListener(name, ({ detail }) => {
        (globalThis.heard ??= []).push({ name, detail });
        state.textContent = words[name]?.(detail) ?? state.textContent;
      });
    }
    proctored.addEventListener('unavailable', ({ detail }) => fallBack(detail.reason));
    proctored.addEventListener('exam-submitted', () => sessionStorage.removeItem(keyOf(mode)));
    place.replaceChildren(proctored);
    return { proctored, exam, settled };
  } catch (error) {
    fallBack(error.message);
    return { proctored: null, exam: null, settled: async () => true };
  }
}
