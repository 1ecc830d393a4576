// A short line that explains why a key or an act had no effect. The texts come from the page.

/** Long enough to be read, in milliseconds. */
const shownFor = 5000;

/**
 * @returns {(act: string) => void} Shows the text of an act for a while, if the page has one.
 */
export function createGuardNote(page = document) {
  let timer = 0;
  return (act) => {
    const note = page.querySelector('[data-guard-note]');
    const words = note?.getAttribute(`data-${act.replace('_', '-')}`);
    if (!words)
      return;
    note.textContent = words;
    clearTimeout(timer);
    timer = setTimeout(() => {
      note.textContent = '';
    }, shownFor);
  };
}
