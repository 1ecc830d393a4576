// Encodes the camera's pictures as JPEG: in a worker, or on a canvas of the page if the worker cannot. A failure of the worker costs one
// picture, never the camera. After a while the worker is started again.

import { browserClock, createBackoff, within } from './retry.js';

const widest = 640;
const highest = 480;
export const finestQuality = 0.7;

/** A picture that takes longer than this is given up. */
const answerWithin = 4000;

/** A worker with this many failures in a row is replaced by the page's canvas. */
const mostFailures = 2;

/** A camera that was just switched on shows its first picture within this time. */
const firstPictureWithin = 3000;

const showsPicture = (video) => video && video.readyState >= 2 && video.videoWidth > 0;

// The import map has the address that the browser has stored.
const startWorker = () => new Worker(import.meta.resolve?.('./frame-worker.js') ?? new URL('./frame-worker.js', import.meta.url));

/** Draws and encodes on the page. Slower than the worker, and slowed by the browser while the tab is hidden. */
export async function encodeOnPage(source, { width, height, quality }) {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext('2d', { alpha: false });
  if (!context)
    throw new Error('the page canvas has no 2D context');
  context.drawImage(source, 0, 0, width, height);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
  if (blob?.type !== 'image/jpeg')
    throw new Error(`the page canvas encoded ${blob?.type ?? 'nothing'} instead of JPEG`);
  return new Uint8Array(await blob.arrayBuffer());
}

/** Encodes in a worker. Rejects all pending requests when the worker dies. */
function createWorkerEncoder(start, clock) {
  const requests = new Map();
  let last = 0;
  let stopping = false;
  let ended = false;
  const worker = start();
  /** A worker that ends with a picture on its way to it never closes the picture. */
  const endIfIdle = () => {
    if (!stopping || ended || requests.size > 0)
      return;
    ended = true;
    worker.terminate();
  };
  const failAll = (reason) => {
    requests.forEach(({ reject }) => reject(new Error(reason)));
    requests.clear();
  };
  worker.onmessage = ({ data }) => {
    const request = requests.get(data.id);
    requests.delete(data.id);
    // The request of a late answer no longer exists.
    if (data.error)
      request?.reject(new Error(data.error));
    else
      request?.resolve(data.bytes);
  };
  worker.onerror = (event) => failAll(event.message ?? 'the worker failed');
  worker.onmessageerror = () => failAll('the worker sent an unreadable message');

  return {
    encode(picture, size) {
      if (stopping) {
        picture.close?.();
        return Promise.reject(new Error('the worker has ended'));
      }
      const id = ++last;
      const answer = new Promise((resolve, reject) => {
        requests.set(id, { resolve, reject });
        worker.postMessage({ id, picture, ...size }, [picture]);
      });
      return within(answer, answerWithin, 'A picture in the worker', clock).finally(() => {
        requests.delete(id);
        endIfIdle();
      });
    },
    stop() {
      stopping = true;
      endIfIdle();
    },
  };
}

/** The video's present picture for the worker. A VideoFrame is handed over as it is; a bitmap is converted on the page and delays it. A
 * browser that does not turn the frame of a phone's camera as it turns the video gives a bitmap. */
export function grabPicture(source) {
  if (typeof VideoFrame === 'function' && source.videoWidth > 0) {
    try {
      const frame = new VideoFrame(source);
      if (frame.displayWidth === source.videoWidth && frame.displayHeight === source.videoHeight)
        return frame;
      frame.close();
    } catch (error) {
      console.debug(`The picture is taken as a bitmap: ${error.message}`);
    }
  }
  return createImageBitmap(source);
}

/**
 * @param {object} [options]
 * @param {(path: 'worker'|'page', reason: string|null) => void} [options.changed] Called when the way of encoding changes.
 */
export function createCapture({
  start = startWorker, grab = grabPicture, onPage = encodeOnPage, clock = browserClock, random = Math.random,
  changed = () => {}, log = console,
} = {}) {
  const backoff = createBackoff({ first: 15_000, longest: 240_000, random });
  let encoder = null;
  let path = 'worker';
  let failures = 0;
  let againAt = 0;
  let stopped = false;

  function show(now, reason) {
    if (path === now)
      return;
    path = now;
    if (reason)
      log.warn(`The page now encodes the pictures: ${reason}`);
    changed(path, reason);
  }

  /** Stops using the worker for a while, or for good if the browser lacks a required feature. */
  function leaveWorker(reason) {
    encoder?.stop();
    encoder = null;
    failures = 0;
    againAt = /is missing/.test(reason) ? Infinity : clock.now() + backoff.next();
    show('page', reason);
  }

  async function inWorker(source, size) {
    encoder ??= createWorkerEncoder(start, clock);
    const picture = await within(Promise.resolve(grab(source)), answerWithin, 'Reading the camera', clock);
    const bytes = await encoder.encode(picture, size);
    failures = 0;
    backoff.reset();
    show('worker', null);
    return bytes;
  }

  /** Encodes any source of pixels as JPEG with the worker or the page. */
  async function encode(source, size) {
    if (!stopped && clock.now() >= againAt) {
      try {
        return await inWorker(source, size);
      } catch (error) {
        log.debug?.(`A picture failed in the worker: ${error.message}`);
        if (++failures >= mostFailures || path === 'page' || /is missing/.test(error.message))
          leaveWorker(error.message);
      }
    }
    return within(onPage(source, size), answerWithin, 'A picture on the page', clock);
  }

  return {
    encode,
    /** Waits for the video's first picture. False if it does not come in time. */
    async ready(find) {
      const until = clock.now() + firstPictureWithin;
      while (!showsPicture(find()) && clock.now() < until)
        await new Promise((resolve) => clock.setTimeout(resolve, 100));
      return Boolean(showsPicture(find()));
    },
    /** Returns the video's present picture as JPEG bytes. Null if it shows none. Rejects if both ways fail. */
    async take(video, quality = finestQuality, shrink = 1) {
      if (!showsPicture(video))
        return null;
      const scale = shrink * Math.min(1, widest / video.videoWidth, highest / video.videoHeight);
      return encode(video, { width: Math.round(video.videoWidth * scale), height: Math.round(video.videoHeight * scale), quality });
    },
    path: () => path,
    stop() {
      stopped = true;
      encoder?.stop();
    },
  };
}
