/** The name and version for support; the names of Client Hints first, because they are exact. */
export function browserName(navigator) {
  const brands = navigator.userAgentData?.brands ?? [];
  const known = ['Microsoft Edge', 'Opera', 'Google Chrome', 'Chromium'].map((name) => brands.find(({ brand }) => brand === name));
  const hint = known.find(Boolean);
  if (hint)
    return { name: hint.brand, version: Number(hint.version) || null };
  const agent = navigator.userAgent ?? '';
  const patterns = [['Microsoft Edge', /Edg(?:A|iOS)?\/(\d+)/], ['Firefox', /(?:Firefox|FxiOS)\/(\d+)/], ['Google Chrome', /(?:Chrome|CriOS)\/(\d+)/],
    ['Safari', /Version\/(\d+).*Safari/]];
  for (const [name, pattern] of patterns) {
    const match = pattern.exec(agent);
    if (match)
      return { name, version: Number(match[1]) };
  }
  return { name: null, version: null };
}
