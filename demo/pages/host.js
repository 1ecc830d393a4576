import { proctoringServer } from './settings.js';

const names = ['ready', 'exam-started', 'violation', 'warning', 'monitoring-degraded', 'pause-refused', 'exam-submitted', 'closed', 'resize', 'unavailable'];

const words = {
  ready: () => 'The exam is open.',
  'exam-started': (detail) => `The exam runs until ${new Date(detail.ends_at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}.`,
  violation: (detail) => (detail.state === 'began' ? `Noticed: ${detail.title}` : null),
  'monitoring-degraded': (detail) => (detail.going_on ? `Monitoring is interrupted: ${detail.reason}` : 'Monitoring goes on.'),
  'pause-refused': () => 'A break is not allowed in this exam. Monitoring goes on.',
  'exam-submitted': (detail) => `Handed in: ${detail.score} %.`,
  closed: () => 'The exam is closed.',
  unavailable: () => 'Proctoring is not available.',
};

/** Which exam this tab sits: a page that is loaded again goes on with it. */
const kept = (mode) => `host.exam.${mode}`;

async function startExam(mode, exam) {
  const before = JSON.parse(sessionStorage.getItem(kept(mode)) ?? 'null');
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
  sessionStorage.setItem(kept(mode), JSON.stringify(started));
  return started;
}

/** Puts the proctored exam into the page, or what stands in for it where proctoring is not available. */
export async function embed({ mode, unavailable = () => {}, ...asked }) {
  const place = document.getElementById('place');
  const state = document.getElementById('state');
  const fallBack = (reason) => {
    console.warn(reason);
    state.textContent = words.unavailable();
    place.replaceChildren(document.getElementById('standard').content.cloneNode(true));
    sessionStorage.removeItem(kept(mode));
    unavailable();
  };
  try {
    const { settled } = await import(`${proctoringServer}/sdk/proctoring.js`);
    const exam = await startExam(mode, asked);
    const proctored = document.createElement('exam-proctoring');
    const attributes = { server: proctoringServer, mode, 'embed-url': exam.embed_url, 'session-token': exam.session_token, 'exam-id': exam.exam_id };
    Object.entries(attributes).forEach(([name, value]) => proctored.setAttribute(name, value));
    for (const name of names) {
      proctored.addEventListener(name, ({ detail }) => {
        (globalThis.heard ??= []).push({ name, detail });
        state.textContent = words[name]?.(detail) ?? state.textContent;
      });
    }
    proctored.addEventListener('unavailable', ({ detail }) => fallBack(detail.reason));
    proctored.addEventListener('exam-submitted', () => sessionStorage.removeItem(kept(mode)));
    place.replaceChildren(proctored);
    return { proctored, exam, settled };
  } catch (error) {
    fallBack(error.message);
    return { proctored: null, exam: null, settled: async () => true };
  }
}
