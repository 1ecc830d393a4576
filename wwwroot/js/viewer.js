/**
 * Returns the viewer's time zone: its IANA name, and its name in a language, such as "Central European Time". A browser may not know its
 * zone, or not be able to name it; then both are the identifier.
 */
export function zone(language) {
  const id = Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC';
  try {
    const parts = new Intl.DateTimeFormat(language, { timeZone: id, timeZoneName: 'longGeneric' }).formatToParts(new Date());
    return { id, name: parts.find((part) => part.type === 'timeZoneName')?.value ?? id };
  } catch {
    return { id, name: id };
  }
}

/** Focuses an element if the one that had the focus is gone. What was focused meanwhile keeps it. */
export function catchFocus(element) {
  if (document.activeElement === null || document.activeElement === document.body)
    element?.focus({ preventScroll: true });
}

/** Copies a text to the clipboard; false if the browser refuses. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
