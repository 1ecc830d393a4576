import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createScreen } from '../../wwwroot/js/proctoring/screen.js';
import { differs, sendScreens } from '../../wwwroot/js/proctoring/screen-pictures.js';
import { createUplink } from '../../wwwroot/js/proctoring/uplink.js';
import { createDeferred, createFakeClock } from './fake-clock.mjs';

const quiet = { warn() {}, debug() {} };

function streamOf(displaySurface) {
  const track = Object.assign(new EventTarget(), {
    stopped: false,
    stop() {
      this.stopped = true;
    },
    getSettings: () => ({ displaySurface }),
  });
  return { track, getTracks: () => [track], getVideoTracks: () => [track] };
}

function create(choices, page = {}) {
  const world = { states: [], asked: [] };
  world.screen = createScreen({
    page,
    log: quiet,
    play: (stream) => ({ srcObject: stream }),
    devices: choices === undefined ? {} : {
      async getDisplayMedia(options) {
        world.asked.push(options);
        const choice = choices.shift();
        if (choice instanceof Error)
          throw choice;
        return choice;
      },
    },
  });
  world.screen.onChange((state) => world.states.push(state));
  return world;
}

test('a whole monitor is shared, and its end is noticed', async () => {
  const monitor = streamOf('monitor');
  const { screen, states, asked } = create([monitor]);
  assert.equal(screen.state(), 'off');
  assert.equal(await screen.share(), 'whole');
  assert.equal(screen.video().srcObject, monitor);
  assert.equal(asked[0].video.displaySurface, 'monitor');
  monitor.track.dispatchEvent(new Event('ended'));
  assert.deepEqual(states, ['whole', 'ended']);
  assert.equal(screen.video(), null);
});

test('a window is not looked at, and a second choice is possible', async () => {
  const [part, monitor] = [streamOf('window'), streamOf('monitor')];
  const { screen, states } = create([part, monitor]);
  assert.equal(await screen.share(), 'part');
  assert.ok(part.track.stopped);
  assert.equal(screen.video(), null);
  await screen.share();
  assert.deepEqual(states, ['part', 'whole']);
});

test('a browser that does not say what is shared is not accused', async () => {
  const { screen } = create([streamOf(undefined)]);
  assert.equal(await screen.share(), 'unverified');
  assert.ok(screen.video());
});

test('a refusal leaves a running share alone', async () => {
  const refusal = Object.assign(new Error('no'), { name: 'NotAllowedError' });
  const monitor = streamOf('monitor');
  const { screen, states } = create([refusal, monitor, refusal]);
  await screen.share();
  await screen.share();
  await screen.share();
  assert.deepEqual(states, ['declined', 'whole']);
  assert.ok(!monitor.track.stopped);
});

test('the end of a replaced share changes nothing', async () => {
  const [first, second] = [streamOf('monitor'), streamOf('monitor')];
  const { screen, states } = create([first, second]);
  await screen.share();
  await screen.share();
  assert.ok(first.track.stopped);
  first.track.dispatchEvent(new Event('ended'));
  assert.deepEqual(states, ['whole']);
  screen.stop();
  assert.ok(second.track.stopped);
});

test('a phone and a frame without the right cannot share', async () => {
  const phone = create(undefined);
  assert.equal(phone.screen.state(), 'unavailable');
  assert.equal(await phone.screen.share(), 'unavailable');
  const frame = create([], { featurePolicy: { allowsFeature: () => false } });
  assert.equal(await frame.screen.share(), 'unavailable');
  assert.deepEqual(frame.asked, []);
});

/** Sends over a line of `speed` bytes per millisecond, which is known before the first picture. */
function send({ every = 0, answers = [], ready = () => true, bytes = () => 1000, speed = Infinity, prepared, shared = true } = {}) {
  const clock = createFakeClock();
  const line = createUplink(() => speed, clock.now);
  const world = { clock, line, sent: [], picture: [0, 0, 0], qualities: [], dropped: [] };
  world.sending = sendScreens({
    screen: { video: () => shared && ({ readyState: 4, videoWidth: 3200, videoHeight: 1800 }) },
    capture: {
      async encode(video, size) {
        await prepared;
        world.qualities.push(size);
        return new Uint8Array(bytes(size.quality));
      },
    },
    every, ready,
    wait: (milliseconds) => new Promise((resolve) => clock.setTimeout(resolve, milliseconds)),
    send: async (jpeg) => {
      world.sent.push({ at: clock.now(), bytes: jpeg.length });
      if (speed < Infinity)
        await new Promise((resolve) => clock.setTimeout(resolve, jpeg.length / speed));
      return answers.shift() ?? null;
    },
    limits: () => ({ MaximumBytes: 5000 }),
    dropped: (pictures) => world.dropped.push({ at: clock.now(), pictures }),
    line,
    copy: () => [...world.picture],
    now: clock.now,
    log: quiet,
  });
  return world;
}

test('at an interval, a picture is sent only if the screen has changed', async () => {
  const world = send({ every: 10 });
  await world.clock.advance(35_000);
  assert.equal(world.sent.length, 1);
  world.picture = [0, 90, 0];
  await world.clock.advance(20_000);
  assert.equal(world.sent.length, 2);
  assert.ok(world.sent[1].at - world.sent[0].at >= 10_000);
  assert.deepEqual(world.qualities[0], { width: 1600, height: 900, quality: 0.7 });
  world.sending.stop();
  world.picture = [0, 0, 0];
  await world.clock.advance(60_000);
  assert.equal(world.sent.length, 2);
});

test('at flags, nothing is sent without one, and one picture answers each, changed or not', async () => {
  const world = send();
  await world.clock.advance(60_000);
  assert.equal(world.sent.length, 0);
  world.sending.flag();
  await world.clock.advance(3000);
  world.sending.flag();
  world.sending.flag();
  await world.clock.advance(20_000);
  assert.equal(world.sent.length, 2);
  world.sending.stop();
});

test('the server can ask for patience, and a flag that is too old is given up', async () => {
  let online = true;
  const world = send({ answers: ['too_often'], ready: () => online });
  world.sending.flag();
  await world.clock.advance(3000);
  assert.equal(world.sent.length, 2);
  online = false;
  world.sending.flag();
  await world.clock.advance(30_000);
  online = true;
  await world.clock.advance(10_000);
  assert.equal(world.sent.length, 2);
  world.sending.stop();
});

test('a picture that is too large is encoded again with less quality', async () => {
  const world = send({ bytes: (quality) => (quality > 0.6 ? 9000 : 4000) });
  world.sending.flag();
  await world.clock.advance(2000);
  assert.deepEqual(world.sent.map((one) => one.bytes), [4000]);
  world.sending.stop();
});

test('on a slow line a picture is made small enough to take a second and a half', async () => {
  const world = send({ bytes: (quality) => quality * 5000, speed: 1 });
  world.sending.flag();
  await world.clock.advance(4000);
  assert.deepEqual(world.sent.map((one) => one.bytes), [1500]);
  assert.deepEqual(world.dropped, []);
  world.sending.stop();
});

test('a picture that the line cannot carry is not sent, and is counted once its moment has passed', async () => {
  const world = send({ speed: 0.1 });
  world.sending.flag();
  await world.clock.advance(10_000);
  world.sending.flag();
  await world.clock.advance(50_000);
  assert.deepEqual(world.sent, []);
  assert.deepEqual(world.dropped.map((one) => one.pictures), [1, 1]);
  assert.ok(world.dropped[0].at > 25_000 && world.dropped[1].at > 35_000);
  world.sending.stop();
  assert.equal(world.dropped.length, 2);
});

test('a picture of an interval that the line cannot carry is counted at each interval', async () => {
  const world = send({ every: 10, speed: 0.1 });
  await world.clock.advance(31_500);
  assert.deepEqual(world.sent, []);
  assert.deepEqual(world.dropped.map((one) => one.pictures), [1, 1, 1, 1]);
  world.sending.stop();
});

test('a flag that still waits for the line when monitoring ends is counted', async () => {
  const world = send({ speed: 0.1 });
  world.sending.flag();
  await world.clock.advance(3000);
  world.sending.stop();
  assert.deepEqual(world.dropped.map((one) => one.pictures), [1]);
});

test('after a picture the line rests, so that frames use more than half of it', async () => {
  const world = send({ bytes: (quality) => quality * 1000, speed: 0.5 });
  for (let second = 0; second < 40; second++) {
    world.sending.flag();
    await world.clock.advance(1000);
  }
  assert.ok(world.sent.length >= 8, String(world.sent.length));
  // Each takes 1.4 s.
  world.sent.slice(1).forEach((one, index) => assert.ok(one.at - world.sent[index].at >= 3500));
  assert.deepEqual(world.dropped, []);
  world.sending.stop();
});

test('a picture waits for an answer and ends its own preparation for one', async () => {
  const world = send();
  const answer = createDeferred();
  const stored = world.line.first(() => answer.promise);
  world.sending.flag();
  await world.clock.advance(5000);
  assert.deepEqual(world.sent, []);
  answer.resolve('stored');
  await stored;
  await world.clock.advance(1000);
  assert.equal(world.sent.length, 1);
  assert.deepEqual(world.dropped, []);
  world.sending.stop();
});

test('a picture that is being prepared gives way to an answer, and is sent after it', async () => {
  const prepared = createDeferred();
  const world = send({ prepared: prepared.promise });
  const answer = createDeferred();
  world.sending.flag();
  await world.clock.advance(1000);
  const stored = world.line.first(() => answer.promise);
  prepared.resolve();
  await world.clock.advance(3000);
  assert.deepEqual(world.sent, []);
  answer.resolve('stored');
  await stored;
  await world.clock.advance(1000);
  assert.equal(world.sent.length, 1);
  world.sending.stop();
});

for (const refusal of ['not_joined', 'not_running', 'other_window'])
  test(`a flag's picture is sent again after "${refusal}", as while the session moves to another server`, async () => {
    const world = send({ answers: [refusal, refusal] });
    world.sending.flag();
    await world.clock.advance(10_000);
    assert.equal(world.sent.length, 3);
    assert.deepEqual(world.dropped, []);
    world.sending.stop();
  });

test('a flag whose picture the server never accepts is counted', async () => {
  const world = send({ answers: Array(60).fill('too_often') });
  world.sending.flag();
  await world.clock.advance(30_000);
  assert.deepEqual(world.dropped.map((one) => one.pictures), [1]);
  world.sending.stop();
});

test('a flag of the last second is counted when monitoring ends, unless nothing is shared', async () => {
  const world = send();
  world.sending.flag();
  world.sending.stop();
  assert.deepEqual(world.dropped.map((one) => one.pictures), [1]);
  const unshared = send({ shared: false });
  unshared.sending.flag();
  unshared.sending.stop();
  assert.deepEqual(unshared.dropped, []);
});

test('small noise is no change', () => {
  assert.ok(!differs([10, 20], [13, 17]));
  assert.ok(differs([10, 20], [10, 29]));
  assert.ok(differs([10], null));
});
