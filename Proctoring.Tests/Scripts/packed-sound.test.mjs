import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPacker } from '../../wwwroot/js/proctoring/packed-sound.js';

/** A tone that grows louder; whole numbers, so that the test of the server has the same. */
const sample = (index) => Math.round(Math.sin(index / 5) * (200 + 20 * index));

function pcmOf(count, from = 0) {
  const pcm = new Uint8Array(2 * count);
  const view = new DataView(pcm.buffer);
  for (let index = 0; index < count; index++)
    view.setInt16(2 * index, sample(from + index), true);
  return pcm;
}

test('sound becomes a quarter of its bytes, exactly those that the server unpacks (PackedSoundTests)', () => {
  const packed = createPacker()(pcmOf(32));
  assert.equal(Buffer.from(packed).toString('hex'), '00000000707715120198dbdbbcbcab9b09323745');
});

test('a piece begins where the one before it ended', () => {
  const whole = createPacker()(pcmOf(512));
  const pack = createPacker();
  const [first, second] = [pack(pcmOf(256)), pack(pcmOf(256, 256))];
  assert.deepEqual(Buffer.concat([first.subarray(4), second.subarray(4)]), Buffer.from(whole.subarray(4)));
  assert.ok(second[2] > 0);
});

test('a part of a larger buffer is packed alone', () => {
  const pcm = pcmOf(64);
  const larger = new Uint8Array(3 + pcm.length);
  larger.set(pcm, 3);
  assert.deepEqual(createPacker()(larger.subarray(3)), createPacker()(pcm));
});
