// Listens to the microphone while the exam runs and sends audible sound: one piece in flight. Sound that cannot be sent now is dropped and
// counted, because the server dates it by its arrival. If listening fails, it restarts with a new audio context.

import { browserClock, createBackoff } from './retry.js';

const mostWaiting = 6;

/** The worklet reports once a second. Without a report for this long, listening has failed. */
const beatWithin = 4000;

/** Only zeros for this long: the microphone is switched off by hardware, or another program uses it. */
const silentAfter = 5000;

/** The interval between two checks of the state. */
const lookEvery = 1000;

/** Firefox refuses a microphone whose rate differs from the context's, and does not always report the microphone's rate. */
const usualRates = [undefined, 48_000, 44_100, 16_000, 8000];

/** The rates to try, the device's own first. */
export function ratesFor(track) {
  const own = track.getSettings?.().sampleRate;
  return own ? [own, ...usualRates.filter((rate) => rate !== own)] : usualRates;
}

/** Opens audio for a track. Rejects with the last error if no rate works. */
async function openAudio(track, makeContext) {
  let failure = null;
  for (const rate of ratesFor(track)) {
    let context = null;
    try {
      context = makeContext(rate ? { sampleRate: rate } : {});
      const source = context.createMediaStreamSource(new MediaStream([track]));
      // The import map has the address that the browser has stored.
      await context.audioWorklet.addModule(import.meta.resolve?.('./sound-worklet.js') ?? new URL('./sound-worklet.js', import.meta.url));
      const node = new AudioWorkletNode(context, 'proctoring-sound', { channelCount: 1, channelCountMode: 'explicit' });
      source.connect(node);
      // The node's output is silence. It is connected because some browsers run only nodes that lead to the loudspeaker.
      node.connect(context.destination);
      return { context, node, source };
    } catch (error) {
      failure = error;
      context?.close().catch(() => {
        // It never ran; the browser collects it.
      });
    }
  }
  throw failure;
}

/**
 * Listens until stop() is called.
 * @param {object} options
 * @param {() => MediaStreamTrack|null} options.track The microphone's track. Null while there is none.
 * @param {() => boolean} options.ready Whether there is a joined connection.
 * @param {(pcm: Uint8Array, number: number) => Promise<object>} options.send
 * @param {(state: string|null) => void} options.changed Called with the state after each change.
 * @param {(pieces: number) => void} [options.dropped] Called with the number of pieces that were recorded and could not be sent. Sound
 *   recorded without a connection does not count: the server knows that nothing could arrive.
 */
export function listen({
  track, ready, send, changed, dropped = () => {}, makeContext = (options) => new AudioContext(options), open = openAudio,
  clock = browserClock, random = Math.random, log = console,
}) {
  const backoff = createBackoff({ first: 1000, longest: 30_000, random });
  const waiting = [];
  let audio = null;
  let current = null;
  let opening = false;
  let failed = false;
  let openAt = 0;
  let beatAt = 0;
  let soundAt = 0;
  let reported = null;
  let sending = false;
  let number = 0;
  let stopped = false;

  /** 'on', 'silent' or 'failed'; null while there is no microphone or it is being opened. */
  function stateNow() {
    if (!current || stopped)
      return null;
    if (failed)
      return 'failed';
    if (!audio)
      return null;
    if (audio.context.state !== 'running' || clock.now() - beatAt > beatWithin)
      return 'failed';
    return clock.now() - soundAt >= silentAfter ? 'silent' : 'on';
  }

  function reportChange() {
    const state = stateNow();
    if (state === reported)
      return;
    reported = state;
    changed(state);
  }

  function drop(pieces, reason) {
    log.warn(`${pieces} pieces of sound were dropped: ${reason}`);
    dropped(pieces);
  }

  async function flush() {
    if (sending)
      return;
    sending = true;
    try {
      while (waiting.length > 0 && ready() && !stopped)
        await send(waiting.shift(), ++number);
    } catch (error) {
      // The piece would be outdated once the connection is back.
      drop(1, error.message);
    } finally {
      sending = false;
      if (waiting.length > 0 && !ready())
        drop(waiting.splice(0).length, 'the connection is lost');
    }
  }

  function take({ data }) {
    if (typeof data.silent === 'boolean') {
      beatAt = clock.now();
      if (!data.silent)
        soundAt = beatAt;
      reportChange();
      return;
    }
    if (!ready())
      return;
    if (waiting.length >= mostWaiting) {
      waiting.shift();
      drop(1, 'the connection is too slow');
    }
    waiting.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    flush();
  }

  function close() {
    if (!audio)
      return;
    const { context, node, source } = audio;
    audio = null;
    node.port.onmessage = null;
    source.disconnect();
    node.disconnect();
    context.close().catch((error) => log.debug?.(`An audio context did not close: ${error.message}`));
  }

  /** Closes the audio and opens it again after a pause. */
  function fail(reason) {
    log.warn(`Listening to the microphone failed: ${reason}`);
    close();
    failed = true;
    openAt = clock.now() + backoff.next();
    reportChange();
  }

  async function start(wanted) {
    opening = true;
    try {
      const made = await open(wanted, makeContext);
      if (stopped || current !== wanted) {
        audio = made;
        close();
        return;
      }
      audio = made;
      made.node.port.onmessage = take;
      made.node.onprocessorerror = () => audio === made && fail('the audio worklet failed');
      made.context.onstatechange = () => {
        if (audio !== made)
          return;
        wake();
        reportChange();
      };
      [failed, beatAt, soundAt] = [false, clock.now(), clock.now()];
      wake();
    } catch (error) {
      if (current === wanted && !stopped)
        fail(`${error.name}: ${error.message}`);
    } finally {
      opening = false;
      reportChange();
    }
  }

  /** Browsers may start audio only after a click, and iOS interrupts it for a call. */
  function wake() {
    const context = audio?.context;
    if (!context || context.state === 'running' || context.state === 'closed')
      return;
    // No beat can arrive while it is suspended.
    context.resume().then(() => {
      beatAt = clock.now();
      reportChange();
    }, (error) => log.debug?.(`Audio may not start yet: ${error.message}`));
  }

  function check() {
    const wanted = track();
    if (wanted !== current) {
      close();
      current = wanted;
      failed = false;
      openAt = 0;
      backoff.reset();
    }
    if (wanted && audio) {
      if (audio.context.state === 'closed')
        fail('the audio context was closed');
      else if (audio.context.state !== 'running')
        wake();
      else if (wanted.readyState === 'live' && !wanted.muted && clock.now() - beatAt > beatWithin)
        fail('the audio worklet is silent');
      else if (clock.now() - beatAt < beatWithin)
        backoff.reset();
    }
    if (wanted && !audio && !opening && !stopped && clock.now() >= openAt)
      start(wanted);
    reportChange();
  }

  let timer = 0;
  function look() {
    check();
    timer = clock.setTimeout(look, lookEvery);
  }

  const gestures = new AbortController();
  for (const type of ['pointerdown', 'keydown'])
    globalThis.addEventListener?.(type, wake, { capture: true, passive: true, signal: gestures.signal });
  look();

  return {
    /** The microphone may be a different one now. */
    check,
    wake,
    state: stateNow,
    stop() {
      stopped = true;
      clock.clearTimeout(timer);
      gestures.abort();
      close();
      if (waiting.length > 0)
        drop(waiting.splice(0).length, 'monitoring stops');
    },
  };
}

/**
 * The microphone's state in the server's terms.
 * @param {string} microphone The camera module's state: 'off', 'live', 'muted', 'ended', or why there is none.
 * @param {string|null} listening The state from listen().
 * @returns {'on'|'off'|'muted'|'unplugged'|'silent'|'failed'|null} Null if unknown.
 */
export function microphoneState(microphone, listening) {
  switch (microphone) {
    case 'live':
      return listening;
    case 'muted':
      return 'muted';
    case 'ended':
      return 'unplugged';
    default:
      return 'off';
  }
}
