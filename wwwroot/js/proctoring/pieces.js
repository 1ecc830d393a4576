// Sends pictures in pieces on a slow line. An answer then waits for a piece that is on its way, and not for a whole picture.

import { uplink } from './uplink.js';

/** A picture that the line carries within this time, in milliseconds, is sent whole. */
const wholeWithin = 100;

/** The line carries a piece within this time, in milliseconds. */
const pieceWithin = 75;

/** Smaller pieces would cost more messages than they save. */
const smallestPiece = 2048;

/** The next piece goes after this part of the time that the last one should take, so that a line that got faster is noticed. */
const sooner = 0.9;

/** The most pieces without an answer: what the line holds during a round trip, and one more, within these bounds. */
const fewestOnTheWay = 2;
const mostOnTheWay = 6;

/** A picture waits this long for answers and signals, in milliseconds. More would be a gap of the camera. */
export const givesWayFor = 500;

/**
 * @param {object} options
 * @param {(milliseconds: number) => Promise<void>} options.wait Keeps its pace in a hidden tab.
 * @param {() => boolean} options.supported Whether the server accepts pieces.
 * @param {() => boolean} [options.stopped] Whether monitoring has ended. The rest of a picture would disturb the next one's.
 */
export function createPieces({ wait, supported, stopped = () => false, line = uplink, now = () => performance.now() }) {
  /** The calls without an answer, of all pictures. */
  const onTheWay = new Set();

  const most = () => Math.min(mostOnTheWay, Math.max(fewestOnTheWay, 1 + Math.ceil(line.latency() / pieceWithin)));

  async function room() {
    while (onTheWay.size >= most())
      await Promise.race(onTheWay);
  }

  function follow(call) {
    const answered = call.then(() => {}, () => {}).then(() => onTheWay.delete(answered));
    onTheWay.add(answered);
  }

  /** Sends the pieces. Resolves with the first refusal or the last answer, and with the time that the picture gave way to answers. */
  async function sendPieces(bytes, size, { piece, refused }) {
    const calls = [];
    let ended = false;
    let waited = 0;
    for (let offset = 0; offset < bytes.length && !stopped(); offset += size) {
      waited += await line.clear(givesWayFor - waited, wait);
      await room();
      if (ended || stopped())
        break;
      const part = bytes.subarray(offset, offset + size);
      const call = piece(part, offset);
      follow(call);
      // The rest of a picture that was refused, or whose connection broke, is not sent.
      call.then((reply) => {
        ended ||= Boolean(refused(reply));
      }, () => {
        ended = true;
      });
      calls.push(call);
      if (offset + size < bytes.length)
        await wait(sooner * part.length / line.holds(1));
    }
    const replies = await Promise.all(calls);
    return { reply: replies.find(refused) ?? replies.at(-1), waited };
  }

  return {
    /**
     * Sends a picture whole or in pieces, whichever the line needs, and notes its time.
     * @param {Uint8Array} bytes
     * @param {object} ways
     * @param {() => Promise<T>} ways.whole Sends it whole.
     * @param {(part: Uint8Array, offset: number) => Promise<T>} ways.piece Sends a piece. The answer to the last is that of the picture.
     * @param {(reply: T) => any} ways.refused Whether an answer is a refusal.
     * @template T
     */
    async send(bytes, ways) {
      if (!supported() || bytes.length <= line.holds(wholeWithin))
        return line.measure(bytes.length, ways.whole);
      const began = now();
      const size = Math.max(smallestPiece, Math.floor(line.holds(pieceWithin)));
      const { reply, waited } = await sendPieces(bytes, size, ways);
      if (!stopped() && !ways.refused(reply))
        line.took(bytes.length, now() - began - waited);
      return reply;
    },
  };
}
