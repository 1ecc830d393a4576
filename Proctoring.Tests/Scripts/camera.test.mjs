import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCamera } from '../../wwwroot/js/proctoring/camera.js';
import { createFakeClock } from './fake-clock.mjs';

const quiet = { warn() {}, debug() {} };

class Track extends EventTarget {
  muted = false;
  stopped = false;
  constructor(kind, id) {
    super();
    Object.assign(this, { kind, label: `${kind} ${id}`, id });
  }
  getSettings() {
    return { deviceId: this.id };
  }
  stop() {
    this.stopped = true;
  }
  say(type) {
    this.muted = type === 'mute' || (this.muted && type !== 'unmute');
    this.dispatchEvent(new Event(type));
  }
}

class Stream {
  constructor(tracks) {
    this.tracks = tracks;
  }
  getTracks() {
    return [...this.tracks];
  }
  getVideoTracks() {
    return this.tracks.filter((track) => track.kind === 'video');
  }
  getAudioTracks() {
    return this.tracks.filter((track) => track.kind === 'audio');
  }
  addTrack(track) {
    this.tracks.push(track);
  }
  removeTrack(track) {
    this.tracks = this.tracks.filter((one) => one !== track);
  }
}

const denied = (name) => Object.assign(new Error(name), { name });

/** Simulates a browser's devices. `refuse` names the error for a kind, or null. */
function create({ refuse = () => null, permission = 'granted' } = {}) {
  const clock = createFakeClock();
  const media = Object.assign(new EventTarget(), {
    asked: [], streams: [],
    devices: [{ kind: 'videoinput', deviceId: 'cam-1', label: 'Camera' }, { kind: 'audioinput', deviceId: 'mic-1', label: 'Microphone' }],
    async getUserMedia(wanted) {
      media.asked.push(wanted);
      const error = (wanted.audio && refuse('audio', media.asked.length)) || (wanted.video && refuse('video', media.asked.length));
      if (error)
        throw denied(error);
      const stream = new Stream([...(wanted.video ? [new Track('video', 'cam-1')] : []), ...(wanted.audio ? [new Track('audio', 'mic-1')] : [])]);
      media.streams.push(stream);
      return stream;
    },
    enumerateDevices: async () => media.devices,
  });
  const video = { isConnected: true, paused: true, plays: 0, currentTime: 0, frozen: false, async play() {
    video.plays++;
    video.paused = false;
  } };
  const world = { clock, media, video, visible: true, states: [] };
  world.camera = createCamera({
    media, clock, random: () => 0.5, log: quiet, visible: () => world.visible,
    permissions: { query: async () => ({ state: permission }) },
  });
  world.camera.view(video, (state) => world.states.push(state.status));
  /** Lets seconds pass while the picture moves, unless it is frozen. */
  world.pass = async (seconds) => {
    for (let second = 0; second < seconds; second++) {
      if (!video.frozen && !video.paused)
        video.currentTime++;
      await clock.advance(1000);
    }
  };
  world.track = () => media.streams.at(-1).getVideoTracks()[0];
  return world;
}

test('camera and microphone are requested at once and shown', async () => {
  const { camera, media, video, states } = create();
  await camera.open(null);
  assert.equal(media.asked.length, 1);
  assert.deepEqual(states, ['asking', 'live', 'live']);
  assert.equal(camera.state().microphone, 'live');
  assert.equal(video.srcObject, media.streams[0]);
  assert.equal(camera.video(), video);
  assert.deepEqual(camera.device(), { label: 'video cam-1', id: 'cam-1' });
});

test('a refused microphone does not prevent the exam', async () => {
  const { camera } = create({ refuse: (kind) => (kind === 'audio' ? 'NotAllowedError' : null) });
  await camera.open(null);
  assert.equal(camera.state().status, 'live');
  assert.equal(camera.state().microphone, 'denied');
});

for (const [name, failure] of [['NotAllowedError', 'denied'], ['NotFoundError', 'not_found'], ['NotReadableError', 'in_use'], ['OverconstrainedError', 'unsuitable'], ['Odd', 'other']]) {
  test(`${name} is reported as "${failure}"`, async () => {
    const { camera } = create({ refuse: () => name });
    await camera.open(null);
    assert.deepEqual([camera.state().status, camera.state().failure], ['failed', failure]);
    assert.equal(camera.running(), false);
  });
}

test('an insecure page reports that', async () => {
  const camera = createCamera({ media: undefined, permissions: undefined, log: quiet });
  await camera.open(null);
  assert.equal(camera.state().failure, 'insecure');
});

test('an overlooked question is reported after half a minute', async () => {
  const world = create();
  world.media.getUserMedia = () => new Promise(() => {});
  world.camera.open(null);
  await world.clock.advance(30_000);
  assert.equal(world.camera.state().failure, 'timeout');
});

test('after an interruption the picture is played again', async () => {
  const { camera, video, track, pass } = create();
  await camera.open(null);
  await pass(4);
  const plays = video.plays;
  track().say('mute');
  assert.equal(camera.state().status, 'muted');
  assert.equal(camera.running(), false);
  video.paused = true;
  track().say('unmute');
  assert.equal(camera.state().status, 'live');
  assert.ok(video.plays > plays);
  assert.equal(video.paused, false);
});

test('a video that the system paused is played again', async () => {
  const { camera, video, pass } = create();
  await camera.open(null);
  await pass(4);
  video.paused = true;
  await pass(4);
  assert.equal(video.paused, false);
});

test('a frozen picture makes the page open the camera again, once', async () => {
  const world = create();
  await world.camera.open(null);
  await world.pass(10);
  assert.equal(world.media.asked.length, 1);
  const frozen = world.track();
  world.video.frozen = true;
  await world.pass(9);
  world.video.frozen = false;
  assert.equal(world.media.asked.length, 2);
  assert.equal(frozen.stopped, true);
  assert.deepEqual(world.media.asked[1].video.deviceId, { exact: 'cam-1' });
  await world.pass(60);
  assert.equal(world.media.asked.length, 2);
  assert.equal(world.camera.state().status, 'live');
});

test('a picture that stays frozen does not reopen the camera all the time', async () => {
  const world = create();
  await world.camera.open(null);
  world.video.frozen = true;
  await world.pass(600);
  assert.ok(world.media.asked.length < 40, `${world.media.asked.length} times in ten minutes`);
  assert.ok(world.media.asked.length > 5);
});

test('a hidden page draws nothing, and its camera is not reopened', async () => {
  const world = create();
  await world.camera.open(null);
  await world.pass(4);
  world.visible = false;
  world.video.frozen = true;
  await world.pass(120);
  assert.equal(world.media.asked.length, 1);
});

test('a camera that cannot be opened again is tried with pauses, then the candidate is asked', async () => {
  let broken = false;
  const world = create({ refuse: () => (broken ? 'NotReadableError' : null) });
  await world.camera.open(null);
  await world.pass(4);
  broken = true;
  world.video.frozen = true;
  await world.pass(120);
  assert.equal(world.camera.state().status, 'failed');
  const tries = world.media.asked.length;
  assert.ok(tries <= 9, `${tries} calls`);
  await world.pass(120);
  assert.equal(world.media.asked.length, tries);
  broken = false;
  world.video.frozen = false;
  await world.camera.open(null);
  assert.equal(world.camera.state().status, 'live');
});

test('an unplugged camera is opened again when it is back', async () => {
  const world = create();
  await world.camera.open(null);
  world.track().say('ended');
  assert.equal(world.camera.state().status, 'ended');
  world.media.devices = world.media.devices.filter((device) => device.kind !== 'videoinput');
  world.media.dispatchEvent(new Event('devicechange'));
  await world.pass(5);
  assert.equal(world.camera.state().status, 'ended');
  world.media.devices.push({ kind: 'videoinput', deviceId: 'cam-1', label: 'Camera' });
  world.media.dispatchEvent(new Event('devicechange'));
  await world.pass(5);
  assert.equal(world.camera.state().status, 'live');
});

test('a camera with a loose contact is opened although it is back during the last pause of the attempts', async () => {
  let gone = false;
  const world = create({ refuse: () => (gone ? 'NotFoundError' : null) });
  const { camera, media, pass } = world;
  const [plug] = media.devices;
  const change = (devices) => {
    media.devices = devices;
    media.dispatchEvent(new Event('devicechange'));
  };
  const others = media.devices.filter((device) => device !== plug);
  await camera.open(null);
  world.track().say('ended');
  // It is listed for a moment, and cannot be opened any more.
  gone = true;
  change([plug, ...others]);
  await pass(1);
  change(others);
  await pass(9);
  const tries = media.asked.length;
  assert.equal(camera.state().failure, 'not_found');
  gone = false;
  change([plug, ...others]);
  await pass(1);
  // Each attempt asks twice; all four are over, and the last pause is not.
  assert.deepEqual([tries, media.asked.length], [9, 9]);
  await pass(10);
  assert.equal(camera.state().status, 'live');
});

for (const [permission, status] of [['granted', 'live'], ['prompt', 'failed']]) {
  test(`a camera that is plugged in after the page was loaded is ${status} if the permission is ${permission}`, async () => {
    let missing = true;
    const world = create({ refuse: () => (missing ? 'NotFoundError' : null), permission });
    const camera = world.media.devices.shift();
    await world.camera.open(null);
    assert.equal(world.camera.state().failure, 'not_found');
    world.media.dispatchEvent(new Event('devicechange'));
    await world.pass(5);
    assert.equal(world.camera.state().status, 'failed');
    missing = false;
    world.media.devices.push(camera);
    world.media.dispatchEvent(new Event('devicechange'));
    await world.pass(5);
    assert.equal(world.camera.state().status, status);
  });
}

test('a lost microphone is opened again by the candidate, without the camera', async () => {
  let busy = true;
  const world = create({ refuse: (kind) => (kind === 'audio' && busy ? 'NotReadableError' : null) });
  await world.camera.open(null);
  assert.equal(world.camera.state().microphone, 'in_use');
  const picture = world.track();
  await world.camera.openMicrophone();
  assert.equal(world.camera.state().microphone, 'in_use');
  busy = false;
  await world.camera.openMicrophone();
  assert.equal(world.camera.state().microphone, 'live');
  assert.equal(world.camera.microphone().kind, 'audio');
  assert.equal(picture.stopped, false);
});

test('the candidate can choose a microphone', async () => {
  const world = create();
  world.media.devices.push({ kind: 'audioinput', deviceId: 'mic-2', label: 'Two' });
  await world.camera.open(null);
  assert.deepEqual(world.camera.state().microphones.map(({ label }) => label), ['Microphone', 'Two']);
  const asked = [];
  const real = world.media.getUserMedia.bind(world.media);
  world.media.getUserMedia = (wanted) => {
    asked.push(wanted);
    return real(wanted);
  };
  await world.camera.openMicrophone('mic-2');
  assert.deepEqual(asked.map(({ audio, video }) => [audio.deviceId, video]), [[{ exact: 'mic-2' }, undefined]]);
  assert.equal(world.camera.state().microphone, 'live');
});

test('a microphone that is plugged in again is opened automatically', async () => {
  const world = create();
  await world.camera.open(null);
  world.camera.microphone().say('ended');
  assert.equal(world.camera.state().microphone, 'ended');
  world.media.dispatchEvent(new Event('devicechange'));
  await world.pass(1);
  assert.equal(world.camera.state().microphone, 'live');
  assert.equal(world.media.asked.length, 2);
});

test('a muted microphone is reported, and its end too', async () => {
  const { camera } = create();
  await camera.open(null);
  camera.microphone().say('mute');
  assert.equal(camera.state().microphone, 'muted');
  camera.microphone().say('unmute');
  assert.equal(camera.state().microphone, 'live');
});

test('closing switches everything off and nothing comes back', async () => {
  const world = create();
  await world.camera.open(null);
  const tracks = world.media.streams[0].getTracks();
  world.camera.close();
  assert.ok(tracks.every((track) => track.stopped));
  world.media.dispatchEvent(new Event('devicechange'));
  await world.pass(60);
  assert.equal(world.media.asked.length, 1);
  assert.equal(world.camera.state().status, 'off');
});

test('the answer to an earlier question does not replace a later one', async () => {
  const world = create();
  const real = world.media.getUserMedia;
  let release;
  world.media.getUserMedia = async (wanted) => {
    const stream = await real(wanted);
    await new Promise((resolve) => {
      release = resolve;
    });
    return stream;
  };
  const first = world.camera.open('cam-1');
  await world.clock.settle();
  world.media.getUserMedia = real;
  await world.camera.open(null);
  release();
  await first;
  assert.equal(world.video.srcObject, world.media.streams[1]);
  assert.ok(world.media.streams[0].getTracks().every((track) => track.stopped));
});
