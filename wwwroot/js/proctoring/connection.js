// The candidate's connection to the hub: joined again after every break, for as long as the page lives.

const libraries = ['lib/signalr/signalr.min.js', 'lib/signalr/signalr-protocol-msgpack.min.js'];
const retryDelays = [0, 500, 1000, 2000];
const longestDelay = 5000;

/** A connection that broke without a word is noticed by its silence: the server says something every three seconds, and so do we, more often. */
const sayEvery = 2000;
const cutOffAfter = 10_000;

/** Runs a classic script once. */
function load(path) {
  const address = new URL(path, document.baseURI).href;
  if (document.querySelector(`script[src="${address}"]`)?.dataset.loaded)
    return Promise.resolve();
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = address;
    script.onload = () => {
      script.dataset.loaded = 'true';
      resolve();
    };
    script.onerror = () => reject(new Error(`${path} could not be loaded`));
    document.head.append(script);
  });
}

/**
 * Connects, and stays connected until close() is called.
 * @param {string} sessionId
 * @param {string} token
 * @param {(state: 'connected'|'reconnecting'|'refused', joined: object|null, tookOver: boolean) => void} changed
 */
export async function connect(sessionId, token, changed) {
  for (const path of libraries)
    await load(path);
  const { signalR } = globalThis;
  const hub = new signalR.HubConnectionBuilder()
    .withUrl(new URL('hubs/candidate', document.baseURI).href, { skipNegotiation: true, transport: signalR.HttpTransportType.WebSockets })
    .withHubProtocol(new signalR.protocols.msgpack.MessagePackHubProtocol())
    .withAutomaticReconnect({ nextRetryDelayInMilliseconds: (retry) => retryDelays[retry.previousRetryCount] ?? longestDelay })
    .configureLogging(signalR.LogLevel.Critical)
    .build();
  hub.keepAliveIntervalInMilliseconds = sayEvery;
  hub.serverTimeoutInMilliseconds = cutOffAfter;
  let closed = false;
  let joinedOnce = false;

  /** takeOver: in place of another window. A candidate may want that; a connection that comes back by itself must not. */
  async function join(takeOver) {
    const joined = await hub.invoke('Join', sessionId, token, takeOver);
    joinedOnce = true;
    changed(joined.Joined ? 'connected' : 'refused', joined, takeOver);
    return joined.Joined;
  }

  async function start() {
    for (let tries = 0; !closed; tries++) {
      try {
        await hub.start();
        await join(!joinedOnce);
        return;
      } catch {
        if (hub.state === signalR.HubConnectionState.Connected)
          await hub.stop();
        changed('reconnecting', null, false);
        await new Promise((resolve) => setTimeout(resolve, retryDelays[tries] ?? longestDelay));
      }
    }
  }

  hub.onreconnecting(() => changed('reconnecting', null, false));
  // Connected, but not let in: closed, it is all tried again.
  hub.onreconnected(() => join(false).catch(() => {
    changed('reconnecting', null, false);
    return hub.stop();
  }));
  hub.onclose(() => {
    if (!closed)
      start();
  });
  await start();

  return {
    join,
    /** Rejects while there is no connection. */
    invoke: (method, ...values) => hub.invoke(method, ...values),
    connected: () => hub.state === signalR.HubConnectionState.Connected,
    close() {
      closed = true;
      return hub.stop();
    },
  };
}
