import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differenceOf, drawPatches, proveCapture, suspectedSetting } from '../../wwwroot/js/proctoring/capture-proof.js';

const quiet = { warn() {} };
const browser = { userAgent: 'Chrome' };

/** A canvas that remembers its rectangles, and its pixels as RGBA. */
function draw() {
  const canvas = { rects: [], getContext: () => context };
  const context = { fillRect: (x, y, width, height) => canvas.rects.push([context.fillStyle, x, y, width, height]) };
  return drawPatches(canvas);
}

function pixelsOf(canvas, change = (value) => value) {
  const pixels = new Uint8ClampedArray(4 * canvas.width * canvas.height);
  for (const [style, left, top, width, height] of canvas.rects) {
    const colour = style.match(/\d+/g).map(Number);
    for (let y = top; y < top + height; y++) {
      for (let x = left; x < left + width; x++)
        colour.forEach((value, channel) => { pixels[4 * (y * canvas.width + x) + channel] = change(value, x, y, channel); });
    }
  }
  return pixels;
}

const prove = (change) => {
  const canvas = draw();
  return proveCapture({ encode: async () => new Uint8Array(1) }, { draw: () => canvas, read: async () => pixelsOf(canvas, change), browser, log: quiet });
};

test('an unchanged picture passes, also after JPEG and slight noise', async () => {
  assert.equal(differenceOf(pixelsOf(draw())), 0);
  assert.equal(await prove((value) => value), null);
  assert.equal(await prove((value) => value + 10), null);
  assert.equal(await prove((value, x, y) => value + ((x * 7 + y * 13) % 5) - 2), null);
});

test('a replaced, uniform or inverted picture does not pass', async () => {
  let seed = 1;
  const random = () => (seed = (seed * 16807) % 2147483647) % 256;
  for (const change of [() => 255, () => 0, random, (value) => 255 - value, (value, x, y, channel) => (channel === 1 ? 0 : value)])
    assert.equal(await prove(change), suspectedSetting(browser));
});

test('a picture that cannot be encoded is reported as such', async () => {
  const encode = async () => {
    throw new Error('no');
  };
  assert.equal(await proveCapture({ encode }, { draw, browser, log: quiet }), 'no_capture');
});

test('bytes that are not a picture do not pass', async () => {
  const read = async () => {
    throw new Error('not a JPEG');
  };
  assert.notEqual(await proveCapture({ encode: async () => new Uint8Array(3) }, { draw, read, browser, log: quiet }), null);
});

test('the setting is named by the browser', () => {
  assert.equal(suspectedSetting({ userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0' }), 'firefox_resist_fingerprinting');
  assert.equal(suspectedSetting({ userAgent: 'Chrome', brave: {} }), 'brave_shields');
  assert.equal(suspectedSetting({ userAgent: 'Chrome' }), 'canvas_protection');
});
