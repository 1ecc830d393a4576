// Draws the formulas of an exam's texts with KaTeX. The library, its style sheet and its fonts are loaded only if there are formulas.

const [script, style] = ['lib/katex/katex.min.js', 'lib/katex/katex.min.css'];

/** A longer formula stays as source. */
const longest = 5000;

/** An exam's author is not trusted: no links, no huge boxes, no macros that expand without end. The MathML is for screen readers. */
export const options = { output: 'htmlAndMathml', throwOnError: true, trust: false, strict: 'ignore', maxSize: 20, maxExpand: 200 };

/** What the server's HTML contains for each formula. */
const mark = 'class="math"';

/** Whether HTML has formulas. */
export const hasFormulas = (html) => html.includes(mark);

/** The formula in the delimiters of the server's HTML, and whether it stands in a line of its own. */
export function sourceOf(text) {
  const source = text.trim();
  const display = source.startsWith('\\[');
  return { source: source.replace(/^\\[([]/, '').replace(/\\[)\]]$/, '').trim(), display };
}

let loading = null;

function addressOf(path) {
  const address = new URL(path, document.baseURI).href;
  return import.meta.resolve?.(address) ?? address;
}

/** Adds an element to the head and waits for it. One that failed is removed. */
function add(element) {
  return new Promise((resolve, reject) => {
    element.onload = resolve;
    element.onerror = () => {
      element.remove();
      reject(new Error(`${element.src ?? element.href} could not be loaded`));
    };
    document.head.append(element);
  });
}

/** All fonts, so that a later question has its own without a connection. */
const loadFonts = () =>
  Promise.allSettled([...document.fonts].filter((font) => font.family.replaceAll('"', '').startsWith('KaTeX')).map((font) => font.load()));

/** Loads what formulas need, once. After a failure the next call tries again. */
export function prepare() {
  loading ??= Promise.all([
    add(Object.assign(document.createElement('script'), { src: addressOf(script) })),
    add(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: addressOf(style) })).then(loadFonts),
  ]).catch((error) => {
    loading = null;
    throw error;
  });
  return loading;
}

function drawOne(place) {
  const written = place.textContent;
  const { source, display } = sourceOf(written);
  place.dataset.drawn = 'source';
  if (source.length > longest)
    return;
  try {
    globalThis.katex.render(source, place, { ...options, displayMode: display });
    place.dataset.drawn = 'formula';
  } catch (error) {
    // The candidate reads the source; the author sees the mistake in the preview.
    place.textContent = written;
    place.title = error.message;
  }
}

/**
 * Draws the formulas of an element that are not drawn yet. Without the library, their source stays readable.
 * @param {Element} root
 */
export async function draw(root) {
  const places = [...(root?.querySelectorAll('.math:not([data-drawn])') ?? [])];
  if (places.length === 0)
    return;
  if (!globalThis.katex) {
    try {
      await prepare();
    } catch (error) {
      console.warn(`Formulas are shown as source: ${error.message}`);
      return;
    }
  }
  places.filter((place) => !place.dataset.drawn).forEach(drawOne);
}
