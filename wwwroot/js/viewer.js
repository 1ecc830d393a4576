/** The viewer's time zone by its IANA name. */
export function zone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC';
}
