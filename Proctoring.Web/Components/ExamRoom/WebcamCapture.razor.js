// The page's one camera, and the microphone that is asked for with it: opened once, shown wherever a WebcamCapture is, watched until closed.

import { createTeller } from '../../js/proctoring/teller.js';

/** The permission prompt may be overlooked; then we say where it is. */
const patience = 30_000;

/** The computer's own sound (a screen reader, say) is taken out; other voices, which "noise suppression" would take out, are not. */
const sound = { channelCount: 1, echoCancellation: true, noiseSuppression: false, autoGainControl: true };

const viewers = new Map();
const listeners = new Set();
let stream = null;
let state = { status: 'off', failure: null, deviceId: null, devices: [], microphone: 'off' };
let attempt = 0;

/** Whether the camera gives pictures now; null while it has not been asked or has not answered. */
export function running() {
  return state.status === 'off' || state.status === 'asking' ? null : state.status === 'live';
}

/** The camera in use, by its name and the browser's own id; null where there is none. */
export function device() {
  const track = stream?.getVideoTracks()[0];
  return track ? { label: track.label, id: track.getSettings().deviceId ?? null } : null;
}

/** The microphone's track; null where there is none. */
export function microphone() {
  return stream?.getAudioTracks()[0] ?? null;
}

/** The video that shows the camera; null while it does not run or is not shown. */
export function video() {
  return running() ? [...viewers.keys()].findLast((element) => element.isConnected) ?? null : null;
}

/** Calls back after each change of the camera; returns a function that ends it. */
export function onChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Shows the camera in a video element and tells its component of changes; returns what a component needs. */
export function view(element, component) {
  const teller = createTeller(component, 'CameraChanged');
  viewers.set(element, teller);
  show(element);
  return {
    state: () => state,
    open: (deviceId) => open(deviceId),
    leave: () => {
      teller.stop();
      viewers.delete(element);
      element.srcObject = null;
    },
  };
}

/** Whether the browser would give the camera without asking, and has an answer for the microphone too. */
export async function allowed() {
  try {
    const [camera, sound] = await Promise.all(['camera', 'microphone'].map((name) => navigator.permissions.query({ name })));
    return camera.state === 'granted' && sound.state !== 'prompt';
  } catch {
    return false;
  }
}

/** Switches the camera off. */
export function close() {
  attempt++;
  stopTracks();
  change({ status: 'off', failure: null, microphone: 'off' });
}

async function open(deviceId) {
  if (!navigator.mediaDevices?.getUserMedia) {
    change({ status: 'failed', failure: 'insecure' });
    return;
  }

  const mine = ++attempt;
  stopTracks();
  change({ status: 'asking', failure: null });
  const timer = setTimeout(() => mine === attempt && change({ status: 'failed', failure: 'timeout' }), patience);
  try {
    const { got, microphone } = await ask(deviceId);
    if (mine !== attempt) {
      got.getTracks().forEach((track) => track.stop());
      return;
    }
    take(got, microphone);
  } catch (error) {
    if (mine === attempt)
      change({ status: 'failed', failure: failureOf(error) });
  } finally {
    clearTimeout(timer);
  }
  await list();
}

/** Asks for both at once; a microphone that can't be had does not keep anyone from the exam. */
async function ask(deviceId) {
  const video = {
    width: { ideal: 640 },
    height: { ideal: 480 },
    frameRate: { ideal: 15, max: 30 },
    ...(deviceId ? { deviceId: { exact: deviceId } } : { facingMode: 'user' }),
  };
  try {
    const got = await navigator.mediaDevices.getUserMedia({ video, audio: sound });
    return { got, microphone: got.getAudioTracks().length > 0 ? 'live' : 'not_found' };
  } catch (error) {
    return { got: await navigator.mediaDevices.getUserMedia({ video, audio: false }), microphone: failureOf(error) };
  }
}

function take(got, microphone) {
  stream = got;
  const [track] = got.getVideoTracks();
  const current = () => stream === got;
  track.addEventListener('ended', () => current() && change({ status: 'ended' }));
  track.addEventListener('mute', () => current() && change({ status: 'muted' }));
  track.addEventListener('unmute', () => current() && change({ status: 'live' }));
  const [voice] = got.getAudioTracks();
  voice?.addEventListener('ended', () => current() && change({ microphone: 'ended' }));
  voice?.addEventListener('mute', () => current() && change({ microphone: 'muted' }));
  voice?.addEventListener('unmute', () => current() && change({ microphone: 'live' }));
  viewers.forEach((_, element) => show(element));
  change({ microphone: voice?.muted ? 'muted' : microphone, status: track.muted ? 'muted' : 'live', failure: null, deviceId: track.getSettings().deviceId ?? null });
}

function show(element) {
  if (element.srcObject === stream)
    return;
  element.srcObject = stream;
  // Muted video may play without a gesture everywhere.
  element.play?.().catch(() => {});
}

function stopTracks() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
}

async function list() {
  try {
    const all = await navigator.mediaDevices.enumerateDevices();
    const devices = all.filter((device) => device.kind === 'videoinput' && device.deviceId)
      .map((device, index) => ({ id: device.deviceId, label: device.label || `Camera ${index + 1}` }));
    change({ devices });
  } catch {
    // Without a list there is no choice; the camera works all the same.
  }
}

function change(news) {
  state = { ...state, ...news };
  listeners.forEach((listener) => listener(state));
  viewers.forEach((teller) => teller.tell(state));
}

function failureOf(error) {
  switch (error.name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'DevicesNotFoundError':
      return 'not_found';
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return 'in_use';
    case 'OverconstrainedError':
      return 'unsuitable';
    default:
      return 'other';
  }
}

navigator.mediaDevices?.addEventListener?.('devicechange', () => stream && list());
