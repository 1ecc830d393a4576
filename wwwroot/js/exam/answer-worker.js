// Sends answers outside the page: the page paints the choice meanwhile, and its other work does not delay the request.

/** The requests on their way, by their number. */
const requests = new Map();

onmessage = async ({ data: { id, address, options, stop } }) => {
  if (stop) {
    requests.get(id)?.abort();
    return;
  }
  const control = new AbortController();
  requests.set(id, control);
  try {
    const answer = await fetch(address, { ...options, signal: control.signal });
    postMessage({ id, ok: answer.ok, status: answer.status, body: answer.ok ? await answer.json() : null });
  } catch (error) {
    postMessage({ id, error: error.message });
  } finally {
    requests.delete(id);
  }
};
