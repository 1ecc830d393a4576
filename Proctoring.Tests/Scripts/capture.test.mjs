import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCapture, grabPicture } from '../../wwwroot/js/proctoring/capture.js';
import { createFakeClock } from './fake-clock.mjs';

const quiet = { warn() {}, debug() {} };
const video = { readyState: 4, videoWidth: 1280, videoHeight: 960 };

/** A capture whose workers answer as `behave` decides: bytes, an error, or nothing at all. */
function create(behave, onPage = async () => new Uint8Array([2])) {
  const clock = createFakeClock();
  const world = { clock, workers: [], requests: [], paths: [], pages: 0 };
  world.capture = createCapture({
    clock, random: () => 0.5, log: quiet,
    grab: async () => ({ close() {} }),
    start: () => {
      const worker = {
        terminated: false,
        terminate() {
          worker.terminated = true;
        },
        postMessage(message) {
          world.requests.push(message);
          behave(worker, message, world.requests.length);
        },
      };
      world.workers.push(worker);
      return worker;
    },
    onPage: async (...call) => {
      world.pages++;
      return onPage(...call);
    },
    changed: (path, reason) => world.paths.push([path, reason]),
  });
  /** Takes a picture while time passes. */
  world.take = async (within = 10_000) => {
    const taking = world.capture.take(video).then((bytes) => bytes && bytes[0], (error) => error);
    await clock.advance(within);
    return taking;
  };
  return world;
}

const answer = (worker, message) => queueMicrotask(() => worker.onmessage({ data: { id: message.id, bytes: new Uint8Array([1]) } }));
const fail = (error) => (worker, message) => queueMicrotask(() => worker.onmessage({ data: { id: message.id, error } }));

test('pictures come from the worker, shrunk to what the server reads', async () => {
  const world = create(answer);
  assert.equal(await world.take(), 1);
  assert.deepEqual([world.requests[0].width, world.requests[0].height], [640, 480]);
  assert.equal(world.capture.path(), 'worker');
});

test('a camera that shows nothing delivers no picture', async () => {
  const world = create(answer);
  assert.equal(await world.capture.take(null), null);
  assert.equal(await world.capture.take({ readyState: 1, videoWidth: 640, videoHeight: 480 }), null);
  assert.equal(await world.capture.take({ readyState: 4, videoWidth: 0, videoHeight: 0 }), null);
});

test('one failure costs no picture and leaves the worker in use', async () => {
  const world = create((worker, message, count) => (count === 1 ? fail('drawImage failed') : answer)(worker, message));
  assert.equal(await world.take(), 2);
  assert.equal(await world.take(), 1);
  assert.deepEqual(world.paths, []);
});

test('a worker that does not answer is replaced by the page', async () => {
  const world = create(() => {});
  assert.equal(await world.take(), 2);
  assert.equal(await world.take(), 2);
  assert.equal(world.paths[0][0], 'page');
  assert.match(world.paths[0][1], /took longer/);
  assert.equal(world.workers[0].terminated, true);
});

test('a browser without OffscreenCanvas uses the page at once and for good', async () => {
  const world = create(fail('OffscreenCanvas is missing'));
  assert.equal(await world.take(), 2);
  assert.deepEqual(world.paths, [['page', 'OffscreenCanvas is missing']]);
  await world.clock.advance(3_600_000);
  assert.equal(await world.take(), 2);
  assert.equal(world.workers.length, 1);
});

test('a worker that dies rejects pending requests', async () => {
  const world = create((worker) => queueMicrotask(() => worker.onerror({ message: 'the graphics process is gone' })));
  assert.equal(await world.take(100), 2);
  assert.equal(await world.take(100), 2);
  assert.deepEqual(world.paths, [['page', 'the graphics process is gone']]);
});

test('a worker that cannot start is not an obstacle', async () => {
  const clock = createFakeClock();
  const capture = createCapture({
    clock, log: quiet, random: () => 0.5,
    start: () => {
      throw new Error('blocked by a policy');
    },
    grab: async () => ({}),
    onPage: async () => new Uint8Array([2]),
  });
  for (let index = 0; index < 3; index++)
    assert.equal((await capture.take(video))[0], 2);
  assert.equal(capture.path(), 'page');
});

test('after a while the worker is tried again, and stays in use if it works', async () => {
  let works = false;
  const world = create((worker, message) => (works ? answer : fail('lost the context'))(worker, message));
  await world.take();
  await world.take();
  assert.equal(world.capture.path(), 'page');
  const before = world.requests.length;
  assert.equal(await world.take(1000), 2);
  assert.equal(world.requests.length, before);
  works = true;
  await world.clock.advance(20_000);
  assert.equal(await world.take(), 1);
  assert.equal(world.capture.path(), 'worker');
  assert.deepEqual(world.paths.map(([path]) => path), ['page', 'worker']);
});

test('a worker that keeps failing is tried ever more rarely', async () => {
  const world = create(fail('lost the context'));
  for (let seconds = 0; seconds < 3600; seconds += 10)
    await world.take(10_000);
  assert.ok(world.requests.length < 25, `${world.requests.length} tries in an hour`);
});

test('a late answer does not count as the next picture', async () => {
  const late = [];
  const world = create((worker, message, count) => (count === 1 ? late.push([worker, message]) : answer(worker, message)));
  assert.equal(await world.take(5000), 2);
  const next = world.capture.take(video);
  late.forEach(([worker, message]) => worker.onmessage({ data: { id: message.id, bytes: new Uint8Array([9]) } }));
  await world.clock.settle();
  assert.equal((await next)[0], 1);
});

test('if both ways fail, the caller gets the error in time', async () => {
  const world = create(() => {}, () => new Promise(() => {}));
  const error = await world.take(20_000);
  assert.match(error.message, /on the page took longer/);
});

test('a photo waits for the first picture of a camera that was just switched on', async () => {
  const world = create(() => {});
  const starting = { readyState: 0, videoWidth: 0 };
  const waiting = world.capture.ready(() => starting);
  await world.clock.advance(1000);
  Object.assign(starting, video);
  await world.clock.advance(100);
  assert.equal(await waiting, true);
  const dead = world.capture.ready(() => null);
  await world.clock.advance(4000);
  assert.equal(await dead, false);
});

test('a picture goes to the worker as a frame of the video, and as a bitmap if the browser has none or turns it otherwise', async () => {
  const original = { VideoFrame: globalThis.VideoFrame, createImageBitmap: globalThis.createImageBitmap };
  const closed = [];
  try {
    globalThis.createImageBitmap = async () => 'bitmap';
    delete globalThis.VideoFrame;
    assert.equal(await grabPicture(video), 'bitmap');

    globalThis.VideoFrame = class {
      displayWidth = 1280;
      displayHeight = 960;
      close() {
        closed.push(this);
      }
    };
    assert.ok(await grabPicture(video) instanceof VideoFrame);
    assert.equal(closed.length, 0);
    // A phone held upright: its camera delivers the picture lying on its side.
    assert.equal(await grabPicture({ ...video, videoWidth: 960, videoHeight: 1280 }), 'bitmap');
    assert.equal(closed.length, 1);

    globalThis.VideoFrame = class {
      constructor() {
        throw new Error('no picture');
      }
    };
    assert.equal(await grabPicture(video), 'bitmap');
  } finally {
    Object.assign(globalThis, original);
  }
});

test('a worker that is stopped first answers the picture that is on its way to it', async () => {
  let late = null;
  const world = create((worker, message) => {
    late = () => worker.onmessage({ data: { id: message.id, bytes: new Uint8Array([1]) } });
  });
  const taking = world.capture.take(video);
  await world.clock.advance(100);
  world.capture.stop();
  assert.equal(world.workers[0].terminated, false);
  late();
  assert.equal((await taking)[0], 1);
  await world.clock.advance(0);
  assert.equal(world.workers[0].terminated, true);
});
