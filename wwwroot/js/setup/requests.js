// Requests of the system check to its own endpoints.

const timeout = 15_000;

/** Sends bytes or an object, or reads if there is no body. Returns the answer as an object; null if it has no body. */
export async function call(path, key, body) {
  const bytes = body instanceof Uint8Array;
  const response = await fetch(new URL(`check-setup/${path}?key=${encodeURIComponent(key)}`, document.baseURI), {
    method: body === undefined ? 'GET' : 'POST',
    headers: body === undefined ? {} : { 'Content-Type': bytes ? 'application/octet-stream' : 'application/json' },
    body: body === undefined || bytes ? body : JSON.stringify(body),
    signal: AbortSignal.timeout(timeout),
    cache: 'no-store',
  });
  if (!response.ok)
    throw new Error(`${path} answered ${response.status}`);
  return response.status === 204 ? null : response.json();
}
