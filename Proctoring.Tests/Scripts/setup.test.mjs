import assert from 'node:assert/strict';
import { test } from 'node:test';

import { browserName } from '../../wwwroot/js/setup/browser-name.js';
import { openMeter, recordTrack } from '../../wwwroot/js/setup/microphone.js';
import { levelOf } from '../../wwwroot/js/setup/sound-level.js';
import { keys } from '../../wwwroot/js/stored-keys.js';

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

const quiet = { warn() {}, debug() {} };

globalThis.MediaStream ??= class {
  constructor(tracks) {
    this.tracks = tracks;
  }
};

/** A context that accepts a microphone of one rate only, as Firefox does. */
const contextOf = (rate, closed) => (options) => ({
  createAnalyser: () => ({}),
  createMediaStreamSource() {
    if (options.sampleRate !== rate)
      throw new Error('another rate');
    return { connect() {} };
  },
  resume: async () => {},
  close: async () => void closed.push(options.sampleRate),
});

test('the level is shown in the rate of the microphone, which not every browser reports', () => {
  const closed = [];
  assert.ok(openMeter({}, { make: contextOf(44_100, closed), log: quiet }));
  assert.deepEqual(closed, [undefined, 48_000]);
  assert.ok(openMeter({ getSettings: () => ({ sampleRate: 32_000 }) }, { make: contextOf(32_000, []), log: quiet }));
});

test('a browser without audio shows no level, and the check goes on', () => {
  const refuse = () => {
    throw new Error('no audio device');
  };
  assert.equal(openMeter({}, { make: refuse, log: quiet }), null);
});

/** A recorder that `act` drives when it starts. */
function recorderOf(act) {
  const recorder = { state: 'inactive', mimeType: 'audio/webm', start() {
    recorder.state = 'recording';
    act(recorder);
  }, stop() {
    if (recorder.state === 'inactive')
      throw new Error('InvalidStateError');
    recorder.end();
  }, end() {
    recorder.state = 'inactive';
    recorder.ondataavailable({ data: new Blob(['sound']) });
    recorder.onstop();
  } };
  return () => recorder;
}

test('a recording ends after its time, or when the microphone is unplugged', async () => {
  assert.equal((await recordTrack({}, { make: recorderOf(() => {}), time: 5, log: quiet })).size, 5);
  assert.equal((await recordTrack({}, { make: recorderOf((recorder) => recorder.end()), time: 60_000, log: quiet })).size, 5);
});

test('a browser that cannot record says so', async () => {
  const cannot = [
    () => {
      throw new Error('NotSupportedError');
    },
    recorderOf(() => {
      throw new Error('the track has ended');
    }),
    recorderOf((recorder) => recorder.onerror({ error: new Error('no encoder') })),
  ];
  for (const make of cannot)
    assert.equal(await recordTrack({}, { make, time: 5, log: quiet }), null);
});

test('a browser whose storage is switched off has no keys', () => {
  const own = Object.getOwnPropertyDescriptor(globalThis, 'localStorage');
  Object.defineProperty(globalThis, 'localStorage', { configurable: true, get() {
    throw new Error('SecurityError');
  } });
  try {
    assert.deepEqual(keys('proctoring.'), []);
  } finally {
    if (own)
      Object.defineProperty(globalThis, 'localStorage', own);
    else
      delete globalThis.localStorage;
  }
});
