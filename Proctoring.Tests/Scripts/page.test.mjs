import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkBrowser, missingFeatures } from '../../wwwroot/js/proctoring/browser-check.js';
import { watchPage } from '../../wwwroot/js/proctoring/page-state.js';
import { createBackoff, createPause } from '../../wwwroot/js/proctoring/retry.js';
import { circuit } from '../../wwwroot/js/circuit/circuit-state.js';
import { createNotifier } from '../../wwwroot/js/proctoring/notifier.js';
import { keepAwake } from '../../wwwroot/js/proctoring/wake-lock.js';
import { zone } from '../../wwwroot/js/viewer.js';
import { createDeferred, createFakeClock } from './fake-clock.mjs';

const quiet = { warn() {}, debug() {} };

function watch() {
  const clock = createFakeClock();
  const page = Object.assign(new EventTarget(), { hidden: false, fullscreenElement: null, focused: true, hasFocus: () => page.focused });
  const world = { clock, page, view: new EventTarget(), reports: [], microphone: 'on', asking: null, touch: false };
  world.watching = watchPage({
    page, view: world.view, now: clock.now, size: () => null, asking: () => world.asking, touch: () => world.touch,
    displays: () => ({ extended: () => false, stop() {} }),
    cameraRunning: () => true, camera: () => ({ label: 'x'.repeat(300), id: 'id' }), microphone: () => world.microphone,
    every: (milliseconds, work) => {
      let timer = clock.setTimeout(function again() {
        work();
        timer = clock.setTimeout(again, milliseconds);
      }, milliseconds);
      return () => clock.clearTimeout(timer);
    },
    report: (state, heartbeat) => world.reports.push({ at: clock.now(), state, heartbeat }),
  });
  return world;
}

test('the page reports its whole state at least every five seconds', async () => {
  const { clock, watching, reports } = watch();
  watching.check();
  await clock.advance(60_000);
  const gaps = reports.slice(1).map((report, index) => report.at - reports[index].at);
  assert.ok(Math.max(...gaps) <= 5000, `a gap of ${Math.max(...gaps)} ms`);
  assert.ok(reports.length <= 16, `${reports.length} reports in a minute`);
  assert.ok(reports.slice(1).every((report) => report.heartbeat));
  assert.equal(reports[0].state.CameraLabel.length, 200);
  watching.stop();
  await clock.advance(60_000);
  assert.equal(reports.at(-1).at, 60_000);
});

test('a change is reported at once and is no heartbeat', async () => {
  const { clock, watching, reports, page } = watch();
  watching.check();
  await clock.advance(1500);
  page.hidden = true;
  page.dispatchEvent(new Event('visibilitychange'));
  assert.deepEqual([reports.at(-1).at, reports.at(-1).heartbeat, reports.at(-1).state.TabHidden], [1500, false, true]);
  watching.stop();
});

test('a page that closes reports nothing more, and one that the browser kept and shows again continues', async () => {
  const { clock, watching, reports, page, view } = watch();
  watching.check();
  view.dispatchEvent(new Event('pagehide'));
  page.hidden = true;
  page.dispatchEvent(new Event('visibilitychange'));
  await clock.advance(20_000);
  assert.equal(reports.length, 1);
  page.hidden = false;
  view.dispatchEvent(new Event('pageshow'));
  assert.deepEqual([reports.length, reports[1].at, reports[1].state.TabHidden], [2, 20_000, false]);
  await clock.advance(10_000);
  assert.ok(reports.length > 3);
  watching.stop();
});

/** An event on an element that matches a selector. */
const eventOn = (selector, type) => Object.assign(new Event(type), { composedPath: () => [{ matches: (asked) => asked === selector }] });

/** The page's tab, focus and full screen, as last reported. */
const lastSeen = ({ reports }) => [reports.at(-1).state.TabHidden, reports.at(-1).state.WindowFocused, reports.at(-1).state.Fullscreen];

for (const end of ['change', 'cancel', 'focus']) {
  test(`choosing a file is no other window and no left full screen, until "${end}"`, async () => {
    const world = watch();
    const { clock, page, view, watching } = world;
    page.fullscreenElement = {};
    watching.check();
    assert.deepEqual(lastSeen(world), [false, true, true]);
    page.dispatchEvent(eventOn('input[type=file]', 'click'));
    [page.focused, page.fullscreenElement] = [false, null];
    view.dispatchEvent(new Event('blur'));
    await clock.advance(20_000);
    assert.deepEqual(lastSeen(world), [false, null, null]);
    if (end === 'focus')
      view.dispatchEvent(new Event('focus'));
    else
      page.dispatchEvent(eventOn('input[type=file]', end));
    await clock.advance(1000);
    // Still false: now the candidate is in another window.
    assert.deepEqual(lastSeen(world), [false, false, null]);
    watching.stop();
  });
}

test('a file dialog covers the page of a phone, and explains nothing for longer than a minute', async () => {
  const world = watch();
  const { clock, page, view, watching } = world;
  watching.check();
  page.dispatchEvent(eventOn('input[type=radio]', 'click'));
  [page.hidden, page.focused] = [true, false];
  view.dispatchEvent(new Event('blur'));
  assert.deepEqual(lastSeen(world), [true, false, null]);
  page.dispatchEvent(eventOn('input[type=file]', 'click'));
  await clock.advance(1000);
  // A computer's dialog leaves the page visible.
  assert.deepEqual(lastSeen(world), [true, null, null]);
  world.touch = true;
  await clock.advance(1000);
  assert.deepEqual(lastSeen(world), [null, null, null]);
  await clock.advance(60_000);
  assert.deepEqual(lastSeen(world), [true, false, null]);
  watching.stop();
});

test('a question of the browser itself is no other window', async () => {
  const world = watch();
  world.watching.check();
  [world.page.focused, world.asking] = [false, 'camera'];
  world.view.dispatchEvent(new Event('blur'));
  assert.deepEqual(lastSeen(world), [false, null, null]);
  world.asking = null;
  await world.clock.advance(1000);
  assert.deepEqual(lastSeen(world), [false, false, null]);
  world.watching.stop();
});

test('an open dialog is reported while the page does not have the keyboard, and explains nothing for longer than a minute', async () => {
  const world = watch();
  const { clock, page, view, watching } = world;
  const seen = () => [world.reports.at(-1).state.Dialog, world.reports.at(-1).state.WindowFocused];
  watching.check();
  page.dispatchEvent(eventOn('input[type=file]', 'click'));
  watching.check();
  assert.deepEqual(seen(), [null, null]);
  page.focused = false;
  view.dispatchEvent(new Event('blur'));
  assert.deepEqual(seen(), ['file', null]);
  await clock.advance(61_000);
  assert.deepEqual(seen(), [null, false]);
  world.asking = 'screen';
  await clock.advance(1000);
  assert.deepEqual(seen(), ['screen', null]);
  await clock.advance(61_000);
  assert.deepEqual(seen(), [null, false]);
  // The camera is a gap of its own.
  world.asking = 'camera';
  await clock.advance(1000);
  assert.deepEqual(seen(), [null, null]);
  watching.stop();
});

test('a click that opens no dialog explains nothing for long', async () => {
  const world = watch();
  const { clock, page, view, watching } = world;
  watching.check();
  page.dispatchEvent(eventOn('input[type=file]', 'click'));
  await clock.advance(11_000);
  page.focused = false;
  view.dispatchEvent(new Event('blur'));
  assert.equal(world.reports.at(-1).state.WindowFocused, false);
  watching.stop();
});

/** A page in full screen, which a dialog ends, and whose browser grants or refuses a return. */
function fullscreenWorld(request) {
  const world = watch();
  const { page, view, watching } = world;
  const root = { isConnected: true, requestFullscreen: () => request(world, root) };
  page.fullscreenElement = root;
  watching.check();
  page.dispatchEvent(eventOn('input[type=file]', 'click'));
  [page.focused, page.fullscreenElement] = [false, null];
  page.dispatchEvent(new Event('fullscreenchange'));
  page.dispatchEvent(eventOn('input[type=file]', 'change'));
  page.focused = true;
  view.dispatchEvent(new Event('focus'));
  return world;
}

test('the page returns to full screen with the first click after the dialog, and leaving it then counts', async () => {
  const world = fullscreenWorld(({ page }, root) => {
    page.fullscreenElement = root;
    page.dispatchEvent(new Event('fullscreenchange'));
    return Promise.resolve();
  });
  await world.clock.advance(90_000);
  assert.deepEqual(lastSeen(world), [false, true, null]);
  world.page.dispatchEvent(eventOn('button', 'click'));
  await world.clock.settle();
  assert.deepEqual(lastSeen(world), [false, true, true]);
  world.page.fullscreenElement = null;
  world.page.dispatchEvent(new Event('fullscreenchange'));
  assert.deepEqual(lastSeen(world), [false, true, false]);
  world.watching.stop();
});

test('a click that opens a dialog is not used for the return to full screen', async () => {
  let requests = 0;
  const world = fullscreenWorld(() => {
    requests++;
    return Promise.reject(new TypeError('refused'));
  });
  const { page } = world;
  // The button "Share screen" asks before the click reaches the page's own listener.
  world.asking = 'screen';
  page.dispatchEvent(eventOn('button', 'click'));
  world.asking = null;
  page.dispatchEvent(Object.assign(new Event('click'), { composedPath: () => [{}, { control: { type: 'file' } }] }));
  for (const key of ['Enter', ' '])
    page.dispatchEvent(Object.assign(eventOn('button', 'keydown'), { key }));
  await world.clock.settle();
  assert.equal(requests, 0);
  world.watching.stop();
});

test('full screen that the browser refuses three times counts as left', async () => {
  const world = fullscreenWorld(() => Promise.reject(new TypeError('refused')));
  const log = console.warn;
  console.warn = () => {};
  for (const expected of [null, null, false]) {
    world.page.dispatchEvent(eventOn('button', 'click'));
    await world.clock.settle();
    assert.deepEqual(lastSeen(world), [false, true, expected]);
  }
  console.warn = log;
  world.watching.stop();
});

test('the microphone is reported in the terms of the server', async () => {
  const world = watch();
  for (const [state, running] of [['on', true], ['silent', true], ['off', false], ['muted', false], ['unplugged', false], ['failed', false], [null, null]]) {
    world.microphone = state;
    world.watching.check();
    assert.equal(world.reports.at(-1).state.MicrophoneState, state);
    assert.equal(world.reports.at(-1).state.MicrophoneRunning, running);
  }
  world.watching.stop();
});

test('the screen stays on from begin to end, and again after the page was hidden', async () => {
  const page = Object.assign(new EventTarget(), { hidden: false });
  const locks = [];
  const source = {
    async request() {
      const lock = { released: false, async release() {
        lock.released = true;
      } };
      locks.push(lock);
      return lock;
    },
  };
  const end = keepAwake({ source, page, log: quiet });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  await settle();
  assert.equal(locks.length, 1);
  page.dispatchEvent(new Event('visibilitychange'));
  await settle();
  assert.equal(locks.length, 1);
  [locks[0].released, page.hidden] = [true, true];
  page.dispatchEvent(new Event('visibilitychange'));
  await settle();
  assert.equal(locks.length, 1);
  page.hidden = false;
  page.dispatchEvent(new Event('visibilitychange'));
  await settle();
  assert.equal(locks.length, 2);
  end();
  assert.equal(locks[1].released, true);
  page.dispatchEvent(new Event('visibilitychange'));
  await settle();
  assert.equal(locks.length, 2);
});

test('a browser that refuses or lacks the wake lock is asked again and never fails', async () => {
  const page = Object.assign(new EventTarget(), { hidden: false });
  let asked = 0;
  const end = keepAwake({ page, log: quiet, source: { async request() {
    asked++;
    throw new Error('low battery');
  } } });
  await new Promise((resolve) => setImmediate(resolve));
  page.dispatchEvent(new Event('pointerdown'));
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(asked, 2);
  end();
  keepAwake({ page, source: undefined, log: quiet })();
});

const complete = {
  isSecureContext: true, navigator: { mediaDevices: { getUserMedia() {} } }, HTMLCanvasElement: class {
    toBlob() {}
  },
  WebSocket: class {}, fetch() {}, crypto: { getRandomValues() {} },
};

test('a complete browser lacks nothing, also without workers, OffscreenCanvas and audio', () => {
  assert.deepEqual(missingFeatures(complete), []);
});

test('a missing feature is named, and an insecure page explains the rest', async () => {
  assert.deepEqual(missingFeatures({ ...complete, navigator: {} }), ['no_camera_api']);
  assert.deepEqual(missingFeatures({ ...complete, navigator: {}, HTMLCanvasElement: undefined }), ['no_camera_api', 'no_canvas']);
  assert.deepEqual(missingFeatures({ ...complete, isSecureContext: false, navigator: {} }), ['insecure']);
  assert.deepEqual(await checkBrowser(null, { ...complete, crypto: {} }), ['no_random']);
});

test('a component receives the newest state, once, as soon as it can', async () => {
  const clock = createFakeClock();
  const heard = [];
  let online = false;
  const component = { async invokeMethodAsync(method, state) {
    if (!online)
      throw new Error('the circuit is away');
    heard.push(state);
  } };
  const notifier = createNotifier(component, 'Changed', { backoff: createBackoff({ first: 500, longest: 3000, random: () => 0.5 }), pause: createPause(clock), log: quiet });
  notifier.notify('a');
  notifier.notify('b');
  await clock.advance(5000);
  notifier.notify('c');
  online = true;
  await clock.advance(4000);
  assert.deepEqual(heard, ['c']);
  notifier.notify('d');
  await clock.settle();
  assert.deepEqual(heard, ['c', 'd']);
  notifier.stop();
});

test('a call whose answer is lost with the connection is repeated with the newest state', async () => {
  const clock = createFakeClock();
  const heard = [];
  let answers = false;
  const component = { invokeMethodAsync(method, state) {
    heard.push(state);
    return answers ? Promise.resolve() : new Promise(() => {});
  } };
  const notifier = createNotifier(component, 'Changed', { backoff: createBackoff({ first: 500, random: () => 0.5 }), clock, log: quiet });
  notifier.notify('good');
  notifier.notify('no_face');
  answers = true;
  await clock.advance(9000);
  assert.deepEqual(heard, ['good']);
  await clock.advance(2000);
  assert.deepEqual(heard, ['good', 'no_face']);
  await clock.advance(60_000);
  assert.equal(heard.length, 2);
});

test('a call over the circuit can be given up when the connection is lost', async () => {
  let lost = 0;
  circuit.set(true);
  circuit.lost().then(() => lost++);
  await null;
  assert.equal(lost, 0);
  circuit.set(false);
  await null;
  assert.equal(lost, 1);
  circuit.set(true);
  circuit.set(false);
  await null;
  assert.equal(lost, 1);
});

test('a browser that does not know its time zone, or cannot name it, reports the identifier', () => {
  const own = Intl.DateTimeFormat;
  for (const id of ['Etc/Unknown', 'Europe/Berlin']) {
    Intl.DateTimeFormat = function format(language, options) {
      if (options)
        throw new RangeError('Invalid time zone specified');
      return { resolvedOptions: () => ({ timeZone: id }) };
    };
    try {
      assert.deepEqual(zone('en'), { id, name: id });
    } finally {
      Intl.DateTimeFormat = own;
    }
  }
});

test('a page that reloads by itself first saves what only it has, and reloads once', async (context) => {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'location');
  context.after(() => before ? Object.defineProperty(globalThis, 'location', before) : delete globalThis.location);
  let reloads = 0;
  Object.defineProperty(globalThis, 'location', { value: { reload: () => reloads++ }, configurable: true });
  const saved = createDeferred();
  const forgotten = circuit.beforeReload(() => assert.fail('It was taken back.'));
  forgotten();
  circuit.beforeReload(() => saved.promise);
  circuit.beforeReload(() => Promise.reject(new Error('the server is away')));
  const reloading = circuit.reload();
  await circuit.reload();
  assert.deepEqual([reloads, circuit.reloading()], [0, true]);
  saved.resolve();
  await reloading;
  assert.equal(reloads, 1);
});
