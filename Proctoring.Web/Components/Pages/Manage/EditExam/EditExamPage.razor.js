// Keeps unsaved changes in this browser, so that neither a lost connection nor a closed tab loses them.
const keyOf = (id) => `exam-draft-${id}`;

export function keep(id, text) {
  try {
    localStorage.setItem(keyOf(id), text);
    return true;
  } catch {
    // The storage is full or switched off; the page says so.
    return false;
  }
}

// A stream, because a message from the browser has a limit. It is never empty: the server would wait for an empty one.
export function find(id) {
  let text = "";
  try {
    text = localStorage.getItem(keyOf(id)) ?? "";
  } catch {
    // Nothing was kept.
  }
  return new TextEncoder().encode(`${text} `);
}

export function forget(id) {
  try {
    localStorage.removeItem(keyOf(id));
  } catch {
    // Nothing was kept.
  }
}
