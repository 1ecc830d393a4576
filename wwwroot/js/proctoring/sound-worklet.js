// Runs in the browser's audio thread: resamples the microphone to 16 kHz and passes sound on only while it is audible.

export const targetRate = 16000;

/** The number of samples that are measured at once: 32 ms. */
const blockLength = 512;

/** The number of samples that are sent at once: half a second. */
const pieceLength = 8000;

/** Blocks from before the sound began are sent too, so that no word loses its beginning. */
const leadIn = 10;

/** Blocks after the last sound for which the gate stays open: speech has pauses. */
const hangOver = 31;

/** Quieter sound is never sent: about -54 dB of full scale. */
const quietest = 0.002;

/** How far above the room's own noise a sound must be. */
const aboveNoise = 2.5;

/** The estimate of the room's noise falls at once and rises slowly, so that long speech does not count as noise. */
const noiseRise = 1.0006;
const loudestNoise = 0.02;

/** Resamples to 16 kHz: a low-pass filter, so that nothing above 8 kHz folds back, then linear interpolation. */
export function createResampler(rate) {
  const step = rate / targetRate;
  const taps = step > 1 ? lowPass(0.45 / step, 33) : [1];
  const past = new Float32Array(taps.length);
  let place = 0;
  let next = 0;
  let before = 0;

  return (samples, give) => {
    for (const sample of samples) {
      past[place] = sample;
      place = (place + 1) % past.length;
      let value = 0;
      for (let tap = 0; tap < taps.length; tap++)
        value += taps[tap] * past[(place + tap) % past.length];
      // `next` is the position of the next value, counted from the sample before this one.
      while (next <= 1) {
        give(before + (value - before) * next);
        next += step;
      }
      next -= 1;
      before = value;
    }
  };
}

/** A windowed sinc (Hamming) whose sum is one; `cut` is a share of the sampling rate. */
function lowPass(cut, length) {
  const middle = (length - 1) / 2;
  const taps = Array.from({ length }, (_, index) => {
    const x = index - middle;
    const sinc = x === 0 ? 2 * cut : Math.sin(2 * Math.PI * cut * x) / (Math.PI * x);
    return sinc * (0.54 - 0.46 * Math.cos((2 * Math.PI * index) / (length - 1)));
  });
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
}

/**
 * Passes sound on while it is audible, in pieces of half a second.
 * @param {(piece: Int16Array) => void} send
 * @returns {(sample: number) => void} Takes one sample at 16 kHz, -1–1.
 */
export function createGate(send) {
  const lead = [];
  let block = new Int16Array(blockLength);
  let filled = 0;
  let energy = 0;
  let noise = quietest / aboveNoise;
  let open = 0;
  let piece = [];

  function weigh() {
    const level = Math.sqrt(energy / blockLength);
    const heard = level > Math.max(quietest, noise * aboveNoise);
    noise = Math.min(loudestNoise, level < noise ? 0.8 * noise + 0.2 * level : noise * noiseRise);
    const wasOpen = open > 0;
    open = heard ? hangOver : Math.max(0, open - 1);
    if (open > 0) {
      piece.push(...lead.splice(0), block);
    } else {
      lead.push(block);
      if (lead.length > leadIn)
        lead.shift();
    }
    if (piece.length * blockLength >= pieceLength || (wasOpen && open === 0))
      flush();
    block = new Int16Array(blockLength);
    filled = 0;
    energy = 0;
  }

  function flush() {
    if (piece.length === 0)
      return;
    const all = new Int16Array(piece.length * blockLength);
    piece.forEach((part, index) => all.set(part, index * blockLength));
    piece = [];
    send(all);
  }

  return (sample) => {
    const value = Math.max(-1, Math.min(1, sample));
    block[filled++] = Math.round(value * 32767);
    energy += value * value;
    if (filled === blockLength)
      weigh();
  };
}

/**
 * Reports once a second whether there was anything but zeros: a microphone that is switched off by hardware delivers only zeros.
 * @param {number} rate Samples a second.
 * @param {(beat: { silent: boolean }) => void} send
 * @returns {(samples: Float32Array) => void}
 */
export function createPulse(rate, send) {
  let counted = 0;
  let silent = true;
  return (samples) => {
    silent &&= samples.every((sample) => sample === 0);
    counted += samples.length;
    if (counted < rate)
      return;
    send({ silent });
    counted = 0;
    silent = true;
  };
}

// Tests import this file outside an audio thread.
if (typeof registerProcessor === 'function') {
  registerProcessor('proctoring-sound', class extends AudioWorkletProcessor {
    constructor() {
      super();
      this.resample = createResampler(sampleRate);
      this.gate = createGate((piece) => this.port.postMessage(piece, [piece.buffer]));
      this.pulse = createPulse(sampleRate, (beat) => this.port.postMessage(beat));
    }

    process([input]) {
      if (input.length > 0) {
        this.pulse(input[0]);
        this.resample(input[0], this.gate);
      }
      return true;
    }
  });
}
