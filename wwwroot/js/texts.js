// Texts of the page in its language: the server writes them into the document (ScriptIsland.razor).

const texts = Object.assign({}, ...[...document.querySelectorAll('script[data-texts]')].map((island) => JSON.parse(island.textContent)));

/** The text of a key. */
export const text = (key) => texts[key] ?? key;
