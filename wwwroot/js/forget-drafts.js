// Runs after a sign-out: drafts of exams contain solutions, and the next person at this computer may be a candidate.

/** Removes the drafts of the exam editor from a storage. */
export function forgetDrafts(storage) {
  for (const key of Object.keys(storage)) {
    if (key.startsWith('exam-draft-')) storage.removeItem(key);
  }
}

try {
  if (globalThis.localStorage) forgetDrafts(globalThis.localStorage);
} catch {
  // The storage is switched off, so there is no draft.
}
