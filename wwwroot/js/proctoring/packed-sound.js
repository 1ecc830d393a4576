// Packs sound to a quarter of its bytes for a slow line (IMA ADPCM): each sample becomes four bits, the difference to its prediction in
// steps that grow and shrink with the sound. The server unpacks it.

const steps = [
  7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97, 107, 118, 130, 143, 157,
  173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796, 876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878,
  2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493, 10442, 11487, 12635, 13899, 15289,
  16818, 18500, 20350, 22385, 24623, 27086, 29794, 32767,
];

/** How the place in the steps moves after a difference of that many steps. */
const moves = [-1, -1, -1, -1, 2, 4, 6, 8];

/** A piece begins with the state of the prediction: the sample before it (16 bits, the low byte first), the place in the steps, a zero. */
const headerBytes = 4;

const within = (value, least, most) => Math.max(least, Math.min(most, value));

/** Creates a packer for the pieces of one microphone in turn. Its state goes from piece to piece, so that a piece begins as well as it ends. */
export function createPacker() {
  let predicted = 0;
  let place = 0;

  /** The four bits of the next sample. */
  function code(sample) {
    const step = steps[place];
    const negative = sample < predicted;
    let difference = Math.abs(sample - predicted);
    let bits = 0;
    let change = step >> 3;
    for (let bit = 4, part = step; bit > 0; bit >>= 1, part >>= 1) {
      if (difference < part)
        continue;
      bits |= bit;
      difference -= part;
      change += part;
    }
    predicted = within(predicted + (negative ? -change : change), -32768, 32767);
    place = within(place + moves[bits], 0, steps.length - 1);
    return negative ? bits | 8 : bits;
  }

  /**
   * @param {Uint8Array} pcm Samples of 16 bits, the low byte first; an even number of them.
   * @returns {Uint8Array}
   */
  return (pcm) => {
    const samples = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength);
    const packed = new Uint8Array(headerBytes + pcm.byteLength / 4);
    new DataView(packed.buffer).setInt16(0, predicted, true);
    packed[2] = place;
    for (let index = 0; index < pcm.byteLength / 4; index++) {
      const first = code(samples.getInt16(4 * index, true));
      packed[headerBytes + index] = first | code(samples.getInt16(4 * index + 2, true)) << 4;
    }
    return packed;
  };
}
