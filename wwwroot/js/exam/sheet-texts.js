// The texts of the sheet, which the server sends with the questions in the language of the page.

/**
 * @param {Record<string, string>} texts
 * @param {string} language A code such as "ar".
 * @returns {(key: string, ...values: (string|number)[]) => string} Values replace {0}, {1}. A key with plural forms chooses the form by
 * its first value.
 */
export function createTexts(texts, language) {
  const rules = new Intl.PluralRules(language);
  const find = (key, count) => texts[key] ?? texts[`${key}_${rules.select(Number(count))}`] ?? texts[`${key}_other`] ?? key;
  return (key, ...values) => find(key, values[0]).replace(/\{(\d)\}/g, (_, place) => values[place]);
}
