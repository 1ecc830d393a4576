// The state of the questions in this browser: the open question, the choices, the flags for later, the review. It needs no connection and
// no page; sheet-view.js draws it.

const same = (first, second) => JSON.stringify(first) === JSON.stringify(second);

/** Whether a single choice has this choice; other types are checked by the server. */
const possible = (question, value) =>
  value === null || (question.type ?? 'single_choice') !== 'single_choice' || (value >= 0 && value < question.choices.length);

/**
 * @param {object} options
 * @param {{ id: number, number: number, type?: string, text: any, choices: any[] }[]} options.questions Without a type a single choice.
 * @param {Record<number, any>} options.choices The responses so far, by question id.
 * @param {{ question?: number, flagged?: number[] }} [options.place] Where the candidate was, from an earlier load of the page.
 * @param {(question: number, value: any, typed?: boolean, at?: number) => void} options.chosen Called with each response; null clears it.
 * Typed: another character may follow at once. At: the time of the choice, if it was earlier.
 * @param {(change: 'question'|'review'|'choice'|'flag'|'lock') => void} [options.changed] Called after each change.
 * @param {(place: { question: number, flagged: number[] }) => void} [options.moved] Called with each new place.
 */
export function createSheet({ questions, choices, place = {}, chosen, changed = () => {}, moved = () => {} }) {
  const answers = new Map(Object.entries(choices ?? {}).map(([question, value]) => [Number(question), value]));
  const flagged = new Set((place.flagged ?? []).filter((id) => questions.some((question) => question.id === id)));
  const known = questions.findIndex((question) => question.id === place.question);
  const open = questions.findIndex((question) => !answers.has(question.id));
  let current = Math.max(0, known >= 0 ? known : open);
  let reviewing = false;
  let locked = false;
  let expired = false;
  let told = null;

  const now = () => questions[current];
  const tell = (change) => {
    const here = { question: now().id, flagged: [...flagged] };
    if (!same(here, told))
      moved(told = here);
    changed(change);
  };

  return {
    questions,
    current: () => current,
    question: now,
    reviewing: () => reviewing,
    locked: () => locked || expired,
    choiceOf: (id) => answers.get(id) ?? null,
    isFlagged: (id) => flagged.has(id),
    answered: () => questions.filter((question) => answers.has(question.id)),
    unanswered: () => questions.filter((question) => !answers.has(question.id)),
    flagged: () => questions.filter((question) => flagged.has(question.id)),
    last: () => current === questions.length - 1,
    /** Chooses an answer to the open question, or clears it with null. False if it is locked, no such answer, or already chosen. */
    choose(value, typed = false) {
      const { id } = now();
      if (locked || expired || reviewing || !possible(now(), value) || same(answers.get(id) ?? null, value))
        return false;
      if (value === null)
        answers.delete(id);
      else
        answers.set(id, value);
      if (typed)
        chosen(id, value, true);
      else
        chosen(id, value);
      tell('choice');
      return true;
    },
    /** Stores an answer to any question that was chosen earlier, such as a file whose upload has ended: also in the review, and while the
     * sheet is locked. The server decides by the time of the choice whether it was in time. */
    answerTo(id, value, at) {
      if (same(answers.get(id) ?? null, value))
        return;
      answers.set(id, value);
      chosen(id, value, false, at);
      tell('choice');
    },
    flag() {
      const { id } = now();
      if (!flagged.delete(id))
        flagged.add(id);
      tell('flag');
    },
    /** Opens a question by its index. */
    go(index) {
      if (!(index >= 0 && index < questions.length))
        return;
      [current, reviewing] = [index, false];
      tell('question');
    },
    /** The next question; after the last one, the review. */
    next() {
      if (current === questions.length - 1)
        this.review();
      else
        this.go(current + 1);
    },
    previous() {
      this.go(current - 1);
    },
    review() {
      reviewing = true;
      changed('review');
    },
    /** Takes over a choice that is newer elsewhere: in another window, or on the server. */
    take(id, value) {
      if (same(answers.get(id) ?? null, value))
        return;
      if (value === null)
        answers.delete(id);
      else
        answers.set(id, value);
      changed('choice');
    },
    /** No choice is accepted when the time is up, with or without a connection. */
    expire(on) {
      if (expired === on)
        return;
      expired = on;
      changed('lock');
    },
    /** No choice is accepted while the exam is being submitted. */
    lock(on) {
      if (locked === on)
        return;
      locked = on;
      changed('lock');
    },
  };
}
