import assert from 'node:assert/strict';
import { test } from 'node:test';

import { browserName } from '../../wwwroot/js/setup/browser-name.js';
import { levelOf } from '../../wwwroot/js/setup/sound-level.js';

const agents = {
  'Google Chrome 131': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  'Microsoft Edge 131': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0',
  'Firefox 133': 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0',
  'Safari 18': 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
  'Google Chrome 130': 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/130.0.6723.90 Mobile/15E148 Safari/604.1',
};

for (const [expected, userAgent] of Object.entries(agents)) {
  test(`${expected} is recognised by its user agent`, () => {
    const { name, version } = browserName({ userAgent });
    assert.equal(`${name} ${version}`, expected);
  });
}

test('client hints come before the user agent, and an unknown browser has no name', () => {
  const brands = [{ brand: 'Not:A-Brand', version: '24' }, { brand: 'Chromium', version: '140' }, { brand: 'Microsoft Edge', version: '140' }];
  assert.deepEqual(browserName({ userAgentData: { brands }, userAgent: agents['Firefox 133'] }), { name: 'Microsoft Edge', version: 140 });
  assert.deepEqual(browserName({ userAgent: 'curl/8' }), { name: null, version: null });
});

test('silence has no level, speech has one, and the loudest sound is full', () => {
  assert.equal(levelOf(new Uint8Array(64).fill(128)), 0);
  const speech = levelOf(Uint8Array.from({ length: 64 }, (_, at) => (at % 2 ? 138 : 118)));
  assert.ok(speech > 0.2 && speech < 0.5, `${speech}`);
  assert.equal(levelOf(Uint8Array.from({ length: 64 }, (_, at) => (at % 2 ? 255 : 0))), 1);
});
