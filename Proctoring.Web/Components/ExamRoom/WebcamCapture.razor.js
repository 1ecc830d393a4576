// The page's one camera: opened once, shown wherever a WebcamCapture is, watched until it is closed.

import { createTeller } from '../../js/proctoring/teller.js';

/** The permission prompt may be overlooked; then we say where it is. */
const patience = 30_000;

const viewers = new Map();
const listeners = new Set();
let stream = null;
let state = { status: 'off', failure: null, deviceId: null, devices: [] };
let attempt = 0;

/** Whether the camera gives pictures now; null while it has not been asked or has not answered. */
export function running() {
  return state.status === 'off' || state.status === 'asking' ? null : state.status === 'live';
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

/** Whether the browser would give the camera without asking. */
export async function allowed() {
  try {
    return (await navigator.permissions.query({ name: 'camera' })).state === 'granted';
  } catch {
    return false;
  }
}

/** Switches the camera off. */
export function close() {
  attempt++;
  stopTracks();
  change({ status: 'off', failure: null });
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
    const got = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: {
        width: { ideal: 640 },
        height: { ideal: 480 },
        frameRate: { ideal: 15, max: 30 },
        ...(deviceId ? { deviceId: { exact: deviceId } } : { facingMode: 'user' }),
      },
    });
    if (mine !== attempt) {
      got.getTracks().forEach((track) => track.stop());
      return;
    }
    take(got);
  } catch (error) {
    if (mine === attempt)
      change({ status: 'failed', failure: failureOf(error) });
  } finally {
    clearTimeout(timer);
  }
  await list();
}

function take(got) {
  stream = got;
  const [track] = got.getVideoTracks();
  const current = () => stream === got;
  track.addEventListener('ended', () => current() && change({ status: 'ended' }));
  track.addEventListener('mute', () => current() && change({ status: 'muted' }));
  track.addEventListener('unmute', () => current() && change({ status: 'live' }));
  viewers.forEach((_, element) => show(element));
  change({ status: track.muted ? 'muted' : 'live', failure: null, deviceId: track.getSettings().deviceId ?? null });
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
