/** The keys of the browser's storage that begin with a prefix; none if the storage is switched off. */
export function keys(prefix) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}
