// Requests of the system check to its own endpoints.

const timeout = 15_000;

/**
 * Sends bytes or an object, or reads if there is no body. Returns the answer as an object; null if it has no body.
 * @param {string} path
 * @param {string} key
 * @param {Uint8Array|object} [body]
 * @param {object} [options]
 * @param {AbortSignal} [options.stop] Ends the request.
 * @param {number} [options.within] The longest time in milliseconds.
 */
export async function call(path, key, body, { stop, within = timeout } = {}) {
  const bytes = body instanceof Uint8Array;
  const limit = AbortSignal.timeout(within);
  const ended = new AbortController();
  for (const signal of stop ? [limit, stop] : [limit])
    signal.addEventListener('abort', () => ended.abort(signal.reason), { once: true });
  const response = await fetch(new URL(`check-setup/${path}?key=${encodeURIComponent(key)}`, document.baseURI), {
    method: body === undefined ? 'GET' : 'POST',
    headers: body === undefined ? {} : { 'Content-Type': bytes ? 'application/octet-stream' : 'application/json' },
    body: body === undefined || bytes ? body : JSON.stringify(body),
    signal: ended.signal,
    cache: 'no-store',
  });
  if (!response.ok)
    throw new Error(`${path} answered ${response.status}`);
  return response.status === 204 ? null : response.json();
}
