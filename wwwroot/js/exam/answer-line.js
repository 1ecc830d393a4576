// Sends answers to the server by plain requests, so that they need no circuit, and reads those that the server has.

import { uplink } from '../proctoring/uplink.js';

/** The server acknowledges an answer within this time, if its sender does not allow more, in milliseconds. */
const patience = 5000;

/** All answers with long texts take longer. */
const readPatience = 30_000;

/** A file takes longer, by its size. */
const uploadPatience = 120_000;

/** The slowest line for a file, in bytes per millisecond: 128 kbit/s. */
const slowestUpload = 16;

/** A file waits this long for the proof of its beginning: less than the three seconds that the server grants after the deadline. */
const proofWithin = 1500;

/** Whether the server would give the same answer again. */
const isFinal = (status) => status >= 400 && status < 500 && status !== 408 && status !== 429;

/** A text that the server can store: without half an emoji, which some keyboards leave, and without the character NUL. */
const wellFormed = (text) => text.toWellFormed?.() ?? text;
const storable = (_, value) => (typeof value === 'string' ? wellFormed(value).replaceAll('\0', '') : value);

/** A request that outlives its page has 64 kB for all of them; a character has up to three bytes. */
const outlives = (body) => body.length < 20000;

/** The SHA-256 of a file in hexadecimal digits. Null on a page without https. */
async function hashOf(file) {
  if (!globalThis.crypto?.subtle || !file.arrayBuffer)
    return null;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * @param {string} address The address of the session's answers.
 * @param {string} right The right to the session, as a bearer token.
 * @param {object} [options]
 * @param {typeof fetch} [options.request] For files and reading.
 * @param {typeof fetch} [options.post] For answers.
 */
export function createAnswerLine(address, right, { request = fetch, post = request } = {}) {
  const files = address.replace(/answers$/, 'files');
  const headers = { Authorization: `Bearer ${right}`, 'Content-Type': 'application/json' };
  /** For each file the server's proof that its upload began: it counts if it is sent again after the deadline. */
  const proofs = new WeakMap();

  async function proofOf(question, file) {
    try {
      const sha256 = proofs.has(file) ? null : await hashOf(file);
      if (sha256 !== null) {
        const answer = await request(`${files}/begun?question=${question}&sha256=${sha256}`, {
          method: 'POST', headers: { Authorization: headers.Authorization }, cache: 'no-store', signal: AbortSignal.timeout(patience),
        });
        if (answer.ok)
          proofs.set(file, (await answer.json()).begun);
      }
    } catch (error) {
      // The upload itself follows, and counts from its own beginning.
      console.debug(`The server did not confirm that an upload began: ${error.message}`);
    }
    return proofs.get(file) ?? null;
  }

  /** The proof, if it comes soon. A later one is for the next attempt: waiting for it could miss the deadline. */
  async function earlyProofOf(question, file) {
    let timer = 0;
    const late = new Promise((passed) => {
      timer = setTimeout(passed, proofWithin, null);
    });
    const proof = await Promise.race([proofOf(question, file), late]);
    clearTimeout(timer);
    return proof;
  }

  async function ask(send, options, milliseconds) {
    const answer = await send(address, { ...options, headers, cache: 'no-store', signal: AbortSignal.timeout(milliseconds) });
    if (!answer.ok)
      throw new Error(`the server answered ${answer.status}`);
    return answer.json();
  }

  return {
    /** Resolves with the outcome: stored, older, closed or unknown. Rejects if the server did not store it. */
    async send(question, value, at, milliseconds = patience) {
      const body = JSON.stringify({ question, choice: value, at }, storable);
      // No picture begins meanwhile, and no piece of one.
      const options = { method: 'POST', body, keepalive: outlives(body) };
      const { outcome } = await uplink.first(() => uplink.trip(() => ask(post, options, milliseconds)));
      return outcome;
    },
    /** Stores a file as the answer to a question; resolves with the response that names it. */
    async upload(question, file) {
      const limit = uploadPatience + Math.ceil((file.size ?? 0) / slowestUpload);
      const proof = await earlyProofOf(question, file);
      const answer = await request(`${files}?question=${question}&name=${encodeURIComponent(wellFormed(file.name))}`, {
        method: 'POST', body: file,
        headers: {
          Authorization: headers.Authorization, 'Content-Type': 'application/octet-stream', ...(proof ? { 'Upload-Begun': proof } : {}),
        },
        cache: 'no-store', signal: AbortSignal.timeout(limit),
      });
      if (!answer.ok)
        throw Object.assign(new Error(`the server answered ${answer.status}`), { refused: isFinal(answer.status) });
      return answer.json();
    },
    /** The content of a picture of the exam. */
    async picture(file) {
      const answer = await request(`${files}/${file}`, { headers: { Authorization: headers.Authorization }, signal: AbortSignal.timeout(uploadPatience) });
      if (!answer.ok)
        throw new Error(`the server answered ${answer.status}`);
      return answer.blob();
    },
    /** The choices that the server has, by question id, and the time from which this page's next choice counts as newer. */
    async read() {
      const { answers, at } = await ask(request, { method: 'GET' }, readPatience);
      return { answers, at };
    },
  };
}
