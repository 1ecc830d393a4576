import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { hasFormulas, options, sourceOf } from '../../wwwroot/js/exam/formulas.js';

// The package is of type "module", and the library is a classic script.
const module = { exports: {} };
const { readFileSync } = createRequire(import.meta.url)('node:fs');
const library = readFileSync(new URL('../../wwwroot/lib/katex/katex.min.js', import.meta.url), 'utf8');
new Function('module', 'exports', library)(module, module.exports);
const katex = module.exports.default ?? module.exports;

const html = (source, display = false) => katex.renderToString(source, { ...options, displayMode: display });

test('the source stands between the delimiters of the server', () => {
  assert.deepEqual(sourceOf('\\(x^2\\)'), { source: 'x^2', display: false });
  assert.deepEqual(sourceOf('\n\\[\n\\frac{1}{2}\n\\]\n'), { source: '\\frac{1}{2}', display: true });
  // A formula that ends with a parenthesis of its own.
  assert.deepEqual(sourceOf('\\(\\left(x\\right)\\)'), { source: '\\left(x\\right)', display: false });
  assert.equal(hasFormulas('<span class="math">\\(x\\)</span>'), true);
  assert.equal(hasFormulas('<p>$5 and $10</p>'), false);
});

test('a formula has MathML for screen readers, and its picture is hidden from them', () => {
  const drawn = html('\\frac{a}{b}');
  assert.match(drawn, /<math xmlns="http:\/\/www\.w3\.org\/1998\/Math\/MathML">/);
  assert.match(drawn, /<mfrac>/);
  assert.match(drawn, /class="katex-html" aria-hidden="true"/);
});

test('a formula opens no address, and it is neither huge nor endless', () => {
  for (const source of ['\\href{javascript:alert(1)}{x}', '\\url{https://a.example}', '\\includegraphics{https://a.example/x.png}', '\\htmlId{a}{x}'])
    assert.doesNotMatch(html(source), /<a |<img |href=|src=|id="a"/, source);
  assert.doesNotMatch(html('\\rule{500em}{500em}'), /(width|height)[:="]+500em/);
  assert.throws(() => html('\\def\\a{\\a\\a}\\a'), /Too many expansions/);
  assert.throws(() => html('\\frac{1}'), /ParseError|Expected/);
});

test('a script in a formula is text', () => {
  assert.doesNotMatch(html('\\text{<img src=x onerror=alert(1)>}'), /<img/);
});
