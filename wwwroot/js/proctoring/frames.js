// Takes pictures of the camera and sends them, one in flight, each made when it is its turn: what arrives is never old.

const widest = 640;
const highest = 480;
const quality = 0.7;
const poorestQuality = 0.3;
const smallest = 0.2;

/** After a picture that was too large to send. */
const tryPoorer = 100;

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
    async take(video, jpegQuality = quality, shrink = 1) {
      if (!video || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.videoWidth === 0)
        return null;
      const scale = shrink * Math.min(1, widest / video.videoWidth, highest / video.videoHeight);
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
 * @param {(reason: string|null) => void} options.answered Called after each frame: why it was refused, or null.
 * @param {() => { IntervalMs: number, MaximumBytes: number }} options.limits What the server last said when it was joined.
 */
export function sendFrames({ pictures, video, ready, send, answered, limits }) {
  let running = true;
  let number = 0;
  let fine = quality;
  let shrink = 1;

  /** First poorer, then smaller. */
  function makeDo() {
    if (fine > poorestQuality)
      fine = Math.max(poorestQuality, fine - 0.1);
    else
      shrink = Math.max(smallest, shrink * 0.8);
  }

  async function one() {
    const jpeg = await pictures.take(video(), fine, shrink);
    if (!jpeg)
      return lookAgain;
    // Too large even so: then it is for the server to say no, and on record.
    if (jpeg.length > limits().MaximumBytes && shrink > smallest) {
      makeDo();
      return tryPoorer;
    }
    const answer = await send(jpeg, ++number);
    if (!running)
      return 0;
    answered(answer.Refused ?? null);
    return answer.NextDelayMs || limits().IntervalMs;
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
