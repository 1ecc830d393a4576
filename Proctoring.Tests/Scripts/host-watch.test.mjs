import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { watchHost } from '../../wwwroot/sdk/host-watch.js';
import { createFakeClock } from './fake-clock.mjs';

const real = {};
let clock = null;
let page = null;
let view = null;
let touch = false;

/** A page of a host with its window, and a clock for both. */
beforeEach(() => {
  clock = createFakeClock();
  touch = false;
  page = Object.assign(new EventTarget(), {
    hidden: false, focused: true, hasFocus: () => page.focused, fullscreenElement: null, adoptedStyleSheets: [],
    documentElement: { classList: { add() {}, remove() {} } },
  });
  view = new EventTarget();
  const globals = {
    document: page,
    window: view,
    matchMedia: () => ({ matches: touch }),
    addEventListener: view.addEventListener.bind(view),
    CSSStyleSheet: class {
      replaceSync() {}
    },
    setTimeout: clock.setTimeout,
    clearTimeout: clock.clearTimeout,
  };
  for (const [name, value] of Object.entries(globals)) {
    real[name] = globalThis[name];
    globalThis[name] = value;
  }
  performance.now = clock.now;
});

afterEach(() => {
  Object.assign(globalThis, real);
  delete performance.now;
});

const eventOn = (selector, type) => Object.assign(new Event(type), { composedPath: () => [{ matches: (asked) => asked === selector }] });

function watch() {
  const reports = [];
  const stop = watchHost((type) => reports.push(type));
  return { reports, stop };
}

function lose() {
  page.focused = false;
  view.dispatchEvent(new Event('blur'));
}

test('a dialog for a file is no lost focus, and one that stays open for a minute explains nothing more', async () => {
  const { reports, stop } = watch();
  page.dispatchEvent(eventOn('input[type=file]', 'click'));
  lose();
  await clock.advance(50_000);
  assert.deepEqual(reports, []);
  await clock.advance(15_000);
  assert.deepEqual(reports, ['window_blur']);
  await clock.advance(60_000);
  assert.deepEqual(reports, ['window_blur']);
  stop();
});

test('a dialog for a file whose focus does not come back to the page has ended', async () => {
  const { reports, stop } = watch();
  page.dispatchEvent(eventOn('input[type=file]', 'click'));
  lose();
  await clock.advance(5000);
  page.dispatchEvent(eventOn('input[type=file]', 'change'));
  await clock.advance(5000);
  assert.deepEqual(reports, ['window_blur']);
  stop();
});

test('a dialog covers the page of a phone for a minute at most', async () => {
  touch = true;
  const { reports, stop } = watch();
  page.dispatchEvent(eventOn('input[type=file]', 'click'));
  page.hidden = true;
  page.dispatchEvent(new Event('visibilitychange'));
  await clock.advance(50_000);
  assert.deepEqual(reports, []);
  await clock.advance(15_000);
  assert.deepEqual(reports, ['tab_switch']);
  stop();
});

test('full screen that a dialog ended comes back with the next click, and leaving it is reported', async () => {
  const root = {
    isConnected: true,
    async requestFullscreen() {
      page.fullscreenElement = root;
      page.dispatchEvent(new Event('fullscreenchange'));
    },
  };
  const leave = () => {
    page.fullscreenElement = null;
    page.dispatchEvent(new Event('fullscreenchange'));
  };
  page.fullscreenElement = root;
  const { reports, stop } = watch();
  page.dispatchEvent(eventOn('input[type=file]', 'click'));
  leave();
  page.dispatchEvent(eventOn('input[type=file]', 'cancel'));
  await clock.advance(5000);
  page.dispatchEvent(eventOn('button', 'click'));
  await clock.settle();
  assert.deepEqual([page.fullscreenElement, reports], [root, []]);
  leave();
  assert.deepEqual(reports, ['fullscreen_exit']);
  stop();
});
