// Takes pictures of the camera and sends them, one in flight, each made when it is its turn: what arrives is never old.

const widest = 640;
const highest = 480;
const quality = 0.7;
const poorestQuality = 0.3;

/** After this long without a camera or a connection, look again. */
const lookAgain = 500;

/** Makes JPEGs in a worker that also keeps time. */
export function createPictures() {
  const worker = new Worker(new URL('./frame-worker.js', import.meta.url));
  const ticks = [];
  const pictures = [];
  worker.onmessage = ({ data }) => (data.tick ? ticks.shift()?.() : pictures.shift()?.(data.bytes));

  return {
    /** Resolves after so many milliseconds, in a hidden tab too. */
    wait: (milliseconds) => new Promise((resolve) => {
      ticks.push(resolve);
      worker.postMessage({ wait: Math.max(0, milliseconds) });
    }),
    /** What the video shows now, as JPEG bytes; null where it shows nothing. */
    async take(video, jpegQuality = quality) {
      if (!video || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.videoWidth === 0)
        return null;
      const scale = Math.min(1, widest / video.videoWidth, highest / video.videoHeight);
      const picture = await createImageBitmap(video);
      return new Promise((resolve) => {
        pictures.push(resolve);
        const size = { width: Math.round(video.videoWidth * scale), height: Math.round(video.videoHeight * scale) };
        worker.postMessage({ picture, ...size, quality: jpegQuality }, [picture]);
      });
    },
    stop: () => worker.terminate(),
  };
}

/**
 * Sends frames until the returned function is called.
 * @param {object} options
 * @param {ReturnType<typeof createPictures>} options.pictures
 * @param {() => HTMLVideoElement|null} options.video The video to look at; null while the camera does not run.
 * @param {() => boolean} options.ready Whether there is a joined connection.
 * @param {(jpeg: Uint8Array, number: number) => Promise<object>} options.send
 * @param {(reason: string) => void} options.refused Called when a frame was refused.
 * @param {number} options.interval Milliseconds from one frame to the next, until the server says otherwise.
 * @param {number} options.maximumBytes
 */
export function sendFrames({ pictures, video, ready, send, refused, interval, maximumBytes }) {
  let running = true;
  let number = 0;
  let fine = quality;

  async function one() {
    const jpeg = await pictures.take(video(), fine);
    if (!jpeg)
      return lookAgain;
    if (jpeg.length > maximumBytes) {
      fine = Math.max(poorestQuality, fine - 0.1);
      return 0;
    }
    const answer = await send(jpeg, ++number);
    if (answer.Refused)
      refused(answer.Refused);
    return answer.NextDelayMs || interval;
  }

  async function run() {
    while (running) {
      const began = performance.now();
      let delay = lookAgain;
      try {
        if (ready())
          delay = await one();
      } catch {
        // The connection broke with a frame in flight; the next one is newer anyway.
      }
      if (running)
        await pictures.wait(delay - (performance.now() - began));
    }
  }

  run();
  return () => {
    running = false;
  };
}
