// Chooses the page's transport to the server. WebSockets without negotiation need no affinity behind a load balancer, so they come first.
// Some proxies, schools and security programs block them; then the page uses long polling.

import { browserClock, within } from '../../sdk/retry.js';

const answerWithin = 4000;

const openSocket = (address) => new WebSocket(address);

/** Returns whether a WebSocket to the server opens. */
export async function socketOpens(address, { open = openSocket, clock = browserClock } = {}) {
  let socket = null;
  try {
    socket = open(address.replace(/^http/, 'ws'));
    await within(new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error('refused'));
      socket.onclose = () => reject(new Error('closed'));
    }), answerWithin, 'Opening a WebSocket', clock);
    return true;
  } catch {
    // A refusal is an answer here: the caller tries the next transport.
    return false;
  } finally {
    socket?.close();
  }
}

/**
 * Returns whether the server answers a negotiation and offers long polling.
 * @returns {Promise<boolean|'busy'>} 'busy' if the server answers but accepts no further connection now.
 */
export async function pollingWorks(address, { request = fetch, clock = browserClock } = {}) {
  try {
    const negotiation = request(`${address}/negotiate?negotiateVersion=1`, { method: 'POST', cache: 'no-store' });
    const answer = await within(negotiation, answerWithin, 'Negotiating', clock);
    if (answer.status === 503)
      return 'busy';
    if (!answer.ok)
      return false;
    const { availableTransports = [] } = await within(answer.json(), answerWithin, 'Negotiating', clock);
    return availableTransports.some(({ transport }) => transport === 'LongPolling');
  } catch {
    // As above.
    return false;
  }
}

/**
 * @returns {Promise<'websocket'|'polling'>} Rejects if neither works now; the error's `reason` is 'busy' if the server is full.
 */
export async function chooseTransport(address, { socket = socketOpens, polling = pollingWorks } = {}) {
  if (await socket(address))
    return 'websocket';
  const answer = await polling(address);
  if (answer === 'busy')
    throw Object.assign(new Error('The server accepts no further connection now.'), { reason: 'busy' });
  if (answer)
    return 'polling';
  throw new Error('Neither WebSockets nor long polling reach the server.');
}
