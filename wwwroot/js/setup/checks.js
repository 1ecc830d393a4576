// The checks that need no permission: browser, connection, clock, displays, full screen, storage.

import { checkBrowser } from '../proctoring/browser-check.js';
import { createCapture } from '../proctoring/capture.js';
import { watchDisplays } from '../proctoring/displays.js';
import { buildHub } from '../proctoring/hub.js';
import { within } from '../proctoring/retry.js';
import { uplink } from '../proctoring/uplink.js';
import { browserName } from './browser-name.js';
import { call } from './requests.js';

/** Enough to measure a slow line: it takes half a second at 512 kbit/s, in which the candidate's clicks wait. A faster line needs more for
 *  a useful time. */
const fewBytes = 32 * 1024;
const manyBytes = 256 * 1024;

/** A line that takes longer for the few bytes is measured by them alone. */
const fastWithin = 200;

/** How often the line is measured if something more important interrupts, and how long each attempt waits for it, in milliseconds. */
const mostUploads = 3;
const clearWithin = 10_000;

const webSocketWithin = 8000;

const storageWithin = 5000;

async function measureLine(key) {
  // The first request opens the connection.
  await call('line', key);
  const rounds = [];
  for (let round = 0; round < 4; round++) {
    const sent = performance.now();
    const { now } = await call('line', key);
    const took = performance.now() - sent;
    rounds.push({ took, offset: now + took / 2 - Date.now() });
  }
  const best = rounds.reduce((one, other) => (other.took < one.took ? other : one));
  let bytes = fewBytes;
  let took = await upload(key, bytes);
  if (took <= fastWithin)
    took = await upload(key, bytes = manyBytes);
  const seconds = Math.max(0.001, (took - best.took) / 1000);
  return { latencyMs: Math.round(best.took), uploadKbits: Math.round(bytes * 8 / 1000 / seconds), clockOffsetMs: Math.round(best.offset) };
}

/** Sends bytes while nothing else uses the line. Returns the milliseconds; null if something more important needs it. */
const uploadAlone = (key, bytes) => uplink.alone(async (stop) => {
  const began = performance.now();
  try {
    await call('line', key, bytes, { stop });
  } catch (error) {
    if (stop.aborted)
      return null;
    throw error;
  }
  return performance.now() - began;
});

/** Sends random bytes, which no proxy can compress. Returns the milliseconds. Begins again if something more important needed the line:
 *  a candidate who takes the photo meanwhile must not read that the connection is bad. */
async function upload(key, count) {
  const bytes = new Uint8Array(count);
  for (let at = 0; at < bytes.length; at += 65_536)
    crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  for (let attempt = 0; attempt < mostUploads; attempt++) {
    await uplink.clear(clearWithin);
    // The camera's guidance would halve the result. The candidate's photo is more important than the result.
    const took = await uploadAlone(key, bytes);
    if (took !== null) {
      uplink.took(count, took);
      return took;
    }
  }
  throw new Error('the line is in use');
}

async function webSocketWorks() {
  let hub = null;
  try {
    hub = await buildHub('websocket');
    let timer = 0;
    await Promise.race([hub.start(), new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error('no answer in time')), webSocketWithin);
    })]);
    clearTimeout(timer);
    return true;
  } catch (error) {
    console.warn(`A WebSocket could not be opened: ${error.message}`);
    return false;
  } finally {
    hub?.stop().catch(() => { /* It never ran. */ });
  }
}

/** Whether answers can be kept in this browser. */
async function storageWorks() {
  try {
    localStorage.setItem('proctoring.check', '1');
    localStorage.removeItem('proctoring.check');
    await within(new Promise((resolve, reject) => {
      const opening = indexedDB.open('proctoring.check');
      opening.onsuccess = () => {
        opening.result.close();
        indexedDB.deleteDatabase('proctoring.check');
        resolve();
      };
      opening.onerror = () => reject(opening.error);
    }), storageWithin, 'Opening the storage');
    return true;
  } catch (error) {
    console.warn(`The browser stores nothing: ${error.message}`);
    return false;
  }
}

/** Runs all checks. Values that could not be measured are null. */
export async function run(key) {
  const capture = createCapture();
  const displays = watchDisplays(() => {});
  try {
    const [missing, line, webSocket, storage] = await Promise.all([
      checkBrowser(capture),
      measureLine(key).catch((error) => {
        console.warn(`The connection could not be measured: ${error.message}`);
        return { latencyMs: null, uploadKbits: null, clockOffsetMs: null };
      }),
      webSocketWorks(),
      storageWorks(),
    ]);
    const { name, version } = browserName(navigator);
    return {
      browser: name, version, missing, ...line, webSocket, storage,
      secondDisplay: displays.extended(), fullscreen: document.fullscreenEnabled === true,
    };
  } finally {
    capture.stop();
    displays.stop();
  }
}

/** Copies text. False if the browser forbids it. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
