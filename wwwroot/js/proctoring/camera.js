// The page's one camera and the microphone that is opened with it. Every video element that asks for the camera shows it, and it is watched
// until it is closed. After an interruption (a phone call, another program) the video is played again; if the picture is frozen, the camera
// is opened again.

import { browserClock, createBackoff, createPause } from './retry.js';

/** The candidate may overlook the browser's question. After this long the page says where to find it. */
const promptPatience = 30_000;

/** The interval between two checks of the picture. */
const lookEvery = 2000;

/** After this many checks without movement, a visible picture counts as frozen. */
const stillFor = 3;

/** After this many checks with movement, a picture counts as working again. */
const steadyLooks = 10;

/** The number of automatic attempts to reopen a camera. Then the candidate is asked. */
const mostReopenings = 4;

/** Echo cancellation removes the computer's own sound, such as a screen reader. Noise suppression would remove other voices. */
const soundWanted = { channelCount: 1, echoCancellation: true, noiseSuppression: false, autoGainControl: true };

const cameraWanted = (deviceId) => ({
  width: { ideal: 640 },
  height: { ideal: 480 },
  frameRate: { ideal: 15, max: 30 },
  ...(deviceId ? { deviceId: { exact: deviceId } } : { facingMode: 'user' }),
});

const failures = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'not_found',
  DevicesNotFoundError: 'not_found',
  NotReadableError: 'in_use',
  TrackStartError: 'in_use',
  AbortError: 'in_use',
  OverconstrainedError: 'unsuitable',
};

const failureOf = (error) => failures[error.name] ?? 'other';

/**
 * @param {object} [options]
 * @param {MediaDevices} [options.media] Missing on pages that are not served securely.
 * @param {() => boolean} [options.visible] A hidden page draws no video, so its picture is not expected to move.
 */
export function createCamera({
  media = globalThis.navigator?.mediaDevices, permissions = globalThis.navigator?.permissions, visible = () => !document.hidden,
  clock = browserClock, random = Math.random, log = console,
} = {}) {
  const viewers = new Map();
  const listeners = new Set();
  const backoff = createBackoff({ first: 1000, longest: 20_000, random });
  const pause = createPause(clock);
  let stream = null;
  let state = { status: 'off', failure: null, deviceId: null, devices: [], microphone: 'off', listening: null, microphones: [], microphoneId: null };
  let attempt = 0;
  let reopening = false;
  /** Whether a camera may have appeared since the last attempt to open one. */
  let plugged = false;
  let lookTimer = 0;
  let lastTime = null;
  let stillLooks = 0;
  let movedLooks = 0;

  const cameraTrack = () => stream?.getVideoTracks()[0] ?? null;
  const microphoneTrack = () => stream?.getAudioTracks()[0] ?? null;
  const viewer = () => [...viewers.keys()].findLast((element) => element.isConnected) ?? null;

  function change(news) {
    const before = state;
    state = { ...state, ...news };
    if (Object.keys(news).every((name) => before[name] === state[name]))
      return;
    listeners.forEach((listener) => listener(state));
    viewers.forEach((changed) => changed(state));
  }

  async function play(element) {
    try {
      // A muted video may play without a gesture everywhere.
      await element.play?.();
    } catch (error) {
      // The next check follows in two seconds.
      log.debug?.(`The camera's picture did not play: ${error.message}`);
    }
  }

  function show(element) {
    if (element.srcObject !== stream)
      element.srcObject = stream;
    if (stream && element.paused !== false)
      play(element);
  }

  /** Returns whether the picture moves. A video that the system paused is played again. */
  function look() {
    lookTimer = clock.setTimeout(look, lookEvery);
    const element = viewer();
    if (state.status !== 'live' || !element || !visible()) {
      [lastTime, stillLooks, movedLooks] = [null, 0, 0];
      return;
    }
    if (element.paused)
      play(element);
    const still = element.currentTime === lastTime;
    lastTime = element.currentTime;
    [stillLooks, movedLooks] = still ? [stillLooks + 1, 0] : [0, movedLooks + 1];
    if (movedLooks === steadyLooks)
      backoff.reset();
    if (stillLooks < stillFor)
      return;
    stillLooks = 0;
    reopen('its picture is frozen');
  }

  function stopTracks() {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    clock.clearTimeout(lookTimer);
  }

  function follow(got) {
    const [track] = got.getVideoTracks();
    const current = () => stream === got;
    track.addEventListener('ended', () => current() && change({ status: 'ended' }));
    track.addEventListener('mute', () => current() && change({ status: 'muted' }));
    track.addEventListener('unmute', () => {
      if (!current())
        return;
      change({ status: 'live' });
      // On iOS a video stays paused or black after an interruption.
      viewers.forEach((_, element) => play(element));
    });
  }

  function followMicrophone(track) {
    const current = () => microphoneTrack() === track;
    track.addEventListener('ended', () => current() && change({ microphone: 'ended' }));
    track.addEventListener('mute', () => current() && change({ microphone: 'muted' }));
    track.addEventListener('unmute', () => current() && change({ microphone: 'live' }));
    return track.muted ? 'muted' : 'live';
  }

  function take(got, microphoneFailure) {
    stream = got;
    follow(got);
    const [track] = got.getVideoTracks();
    const voice = microphoneTrack();
    viewers.forEach((_, element) => show(element));
    change({
      status: track.muted ? 'muted' : 'live',
      failure: null,
      deviceId: track.getSettings().deviceId ?? null,
      microphone: voice ? followMicrophone(voice) : microphoneFailure ?? 'not_found',
      microphoneId: voice?.getSettings?.().deviceId ?? null,
    });
    [lastTime, stillLooks, movedLooks] = [null, 0, 0];
    clock.clearTimeout(lookTimer);
    lookTimer = clock.setTimeout(look, lookEvery);
  }

  /** Requests both at once. A missing microphone does not prevent the exam. */
  async function ask(deviceId) {
    const video = cameraWanted(deviceId);
    try {
      return { got: await media.getUserMedia({ video, audio: soundWanted }), microphoneFailure: null };
    } catch (error) {
      return { got: await media.getUserMedia({ video, audio: false }), microphoneFailure: failureOf(error) };
    }
  }

  async function list() {
    try {
      const all = await media.enumerateDevices();
      const listed = (kind) => all.filter((device) => device.kind === kind && device.deviceId)
        .map((device) => ({ id: device.deviceId, label: device.label }));
      const [devices, microphones] = [listed('videoinput'), listed('audioinput')];
      const fresh = Object.entries({ devices, microphones }).filter(([name, now]) => JSON.stringify(now) !== JSON.stringify(state[name]));
      if (fresh.length > 0)
        change(Object.fromEntries(fresh));
      return all;
    } catch (error) {
      // Without a list there is no choice. The camera works anyway.
      log.warn(`The cameras could not be listed: ${error.message}`);
      return [];
    }
  }

  async function open(deviceId) {
    if (!media?.getUserMedia) {
      change({ status: 'failed', failure: 'insecure' });
      return;
    }
    const mine = ++attempt;
    stopTracks();
    change({ status: 'asking', failure: null });
    const timer = clock.setTimeout(() => mine === attempt && change({ status: 'failed', failure: 'timeout' }), promptPatience);
    try {
      const { got, microphoneFailure } = await ask(deviceId);
      if (mine !== attempt) {
        got.getTracks().forEach((track) => track.stop());
        return;
      }
      take(got, microphoneFailure);
    } catch (error) {
      log.warn(`The camera could not be opened: ${error.name}: ${error.message}`);
      if (mine === attempt)
        change({ status: 'failed', failure: failureOf(error) });
    } finally {
      clock.clearTimeout(timer);
    }
    await list();
  }

  /** Opens the same camera again, several times with growing pauses. The candidate can do the same with a button. */
  async function reopen(reason) {
    if (reopening)
      return;
    reopening = true;
    const { deviceId } = state;
    try {
      for (let tries = 0; tries < mostReopenings; tries++) {
        log.warn(`The camera is opened again: ${reason}`);
        plugged = false;
        await open(tries < 2 ? deviceId : null);
        const mine = attempt;
        // Not at once again if the next picture is frozen too.
        await pause.wait(backoff.next());
        if (state.status !== 'failed' || state.failure === 'denied' || mine !== attempt)
          break;
      }
    } finally {
      reopening = false;
    }
    // It was plugged in during the last pause, or pulled out and plugged in again.
    if (plugged && await missing())
      await reopen('it is back');
  }

  /** Opens the microphone alone, beside a running camera: the given one, or the browser's choice. */
  async function openMicrophone(deviceId) {
    const mine = stream;
    if (!mine)
      return;
    try {
      const got = await media.getUserMedia({ audio: deviceId ? { ...soundWanted, deviceId: { exact: deviceId } } : soundWanted });
      const [track] = got.getAudioTracks();
      if (stream !== mine) {
        track.stop();
        return;
      }
      mine.getAudioTracks().forEach((old) => {
        old.stop();
        mine.removeTrack(old);
      });
      mine.addTrack(track);
      // Through another state, so that listeners see a new track even if the old one was live.
      change({ microphone: 'off' });
      change({ microphone: followMicrophone(track), microphoneId: track.getSettings?.().deviceId ?? null });
    } catch (error) {
      log.warn(`The microphone could not be opened: ${error.name}: ${error.message}`);
      if (stream === mine)
        change({ microphone: failureOf(error) });
    }
  }

  const granted = async (name) => {
    try {
      return (await permissions.query({ name })).state;
    } catch {
      // Some browsers know neither name. Then the page asks with a click.
      return 'unknown';
    }
  };

  /** Whether the camera is missing: it was unplugged, before or after the page was loaded. Without permission only a click may open it. */
  const missing = async () =>
    state.status === 'ended' || (state.status === 'failed' && state.failure === 'not_found' && await granted('camera') === 'granted');

  /** A device appeared or disappeared. A missing one is opened when it is back. */
  async function devicesChanged() {
    // The browser may answer for the devices before the change.
    plugged = state.status === 'asking';
    if (state.status === 'off' || state.status === 'asking')
      return;
    const all = await list();
    plugged = all.some((device) => device.kind === 'videoinput');
    if (plugged && await missing())
      await reopen('it is back');
    else if (['ended', 'not_found'].includes(state.microphone) && all.some((device) => device.kind === 'audioinput')
      && await granted('microphone') === 'granted')
      await openMicrophone();
  }

  media?.addEventListener?.('devicechange', devicesChanged);

  return {
    state: () => state,
    /** Whether the camera delivers pictures now. Null while it has not been requested, or has not answered. */
    running: () => (state.status === 'off' || state.status === 'asking' ? null : state.status === 'live'),
    /** The camera in use, by its name and the browser's own id. Null if there is none. */
    device() {
      const track = cameraTrack();
      return track ? { label: track.label, id: track.getSettings().deviceId ?? null } : null;
    },
    /** The microphone's track. Null if there is none. */
    microphone: microphoneTrack,
    /** The video that shows the camera. Null while it does not run or is not shown. */
    video: () => (state.status === 'live' ? viewer() : null),
    /** Calls back after each change. Returns a function that ends it. */
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Shows the camera in a video element and reports changes until the returned function is called. */
    view(element, changed) {
      viewers.set(element, changed);
      show(element);
      return () => {
        viewers.delete(element);
        element.srcObject = null;
      };
    },
    open,
    openMicrophone,
    /** The state of the microphone's analysis, for the components that show it. */
    listening: (listening) => change({ listening }),
    /** Whether the browser would open the camera without asking, and has an answer for the microphone too. */
    async allowed() {
      const [camera, microphone] = await Promise.all([granted('camera'), granted('microphone')]);
      return camera === 'granted' && (microphone === 'granted' || microphone === 'denied');
    },
    /** Checks the picture now: the page is visible again. */
    wake() {
      viewers.forEach((_, element) => show(element));
    },
    /** Switches the camera and the microphone off. */
    close() {
      attempt++;
      pause.wake();
      stopTracks();
      viewers.forEach((_, element) => {
        element.srcObject = null;
      });
      change({ status: 'off', failure: null, microphone: 'off', listening: null });
    },
  };
}
