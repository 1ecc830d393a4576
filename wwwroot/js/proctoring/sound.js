// Listens to the microphone while the exam runs, and sends what is to be heard: one piece in flight. Nothing is kept for later: what
// can't be sent now is dropped, because the server takes sound for what is heard at that moment.

const mostWaiting = 6;

/**
 * Listens until stop() is called.
 * @param {object} options
 * @param {() => MediaStreamTrack|null} options.track The microphone's; null while there is none.
 * @param {() => boolean} options.ready Whether there is a joined connection.
 * @param {(pcm: Uint8Array, number: number) => Promise<object>} options.send
 * @param {() => void} options.changed Called when listening begins or ends.
 */
export function listen({ track, ready, send, changed }) {
  const waiting = [];
  let context = null;
  let listener = null;
  let source = null;
  let current = null;
  let sending = false;
  let number = 0;
  let stopped = false;

  async function flush() {
    if (sending)
      return;
    sending = true;
    try {
      while (waiting.length > 0 && ready() && !stopped)
        await send(waiting.shift(), ++number);
    } catch {
      // The connection broke with a piece in flight.
    } finally {
      sending = false;
      if (!ready())
        waiting.length = 0;
    }
  }

  function take({ data }) {
    if (!ready())
      return;
    if (waiting.length >= mostWaiting)
      waiting.shift();
    waiting.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    flush();
  }

  async function open() {
    if (context)
      return;
    const made = new AudioContext();
    context = made;
    made.addEventListener('statechange', changed);
    await made.audioWorklet.addModule(new URL('./sound-worklet.js', import.meta.url));
    if (stopped)
      return;
    const node = new AudioWorkletNode(made, 'proctoring-sound', { channelCount: 1, channelCountMode: 'explicit' });
    node.port.onmessage = take;
    // It gives silence; connected, because some browsers run only what leads to the loudspeaker.
    node.connect(made.destination);
    listener = node;
  }

  async function check() {
    const wanted = track();
    if (stopped || wanted === current)
      return;
    current = wanted;
    source?.disconnect();
    source = null;
    if (wanted) {
      await open();
      if (stopped || current !== wanted || !listener)
        return;
      source = context.createMediaStreamSource(new MediaStream([wanted]));
      source.connect(listener);
      wake();
    }
    changed();
  }

  // Browsers may let sound begin only after a click or a key.
  function wake() {
    if (context?.state === 'suspended')
      context.resume().catch(() => {});
  }

  const gestures = new AbortController();
  for (const type of ['pointerdown', 'keydown'])
    addEventListener(type, wake, { capture: true, passive: true, signal: gestures.signal });
  check().catch(() => {});

  return {
    /** Looks whether the microphone is another one now. */
    check: () => check().catch(() => {}),
    /** Whether sound is listened to now. */
    running: () => !!source && context.state === 'running' && current.readyState === 'live' && !current.muted,
    stop() {
      stopped = true;
      gestures.abort();
      source?.disconnect();
      context?.close().catch(() => {});
    },
  };
}
