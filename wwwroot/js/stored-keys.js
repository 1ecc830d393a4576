/** The keys of the browser's storage that begin with a prefix. */
export const keys = (prefix) => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
