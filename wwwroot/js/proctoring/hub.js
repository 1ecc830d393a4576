// Builds SignalR connections to the candidate hub. The only file that uses the SignalR library.

import { within } from './retry.js';

const libraries = ['lib/signalr/signalr.min.js', 'lib/signalr/signalr-protocol-msgpack.min.js'];

/** A script that takes longer than this is given up and requested again. */
const loadWithin = 20_000;

let prepared = false;

/** The page pings more often than the server requires, so that one lost ping does not end the connection. */
const pingEvery = 2000;

/** The server sends a message every three seconds. A connection that stays silent this long is dead. */
const silentAfter = 10_000;

/** The address of a script: the one with its fingerprint, if the page's import map has it. */
function addressOf(path) {
  const address = new URL(path, document.baseURI).href;
  return import.meta.resolve?.(address) ?? address;
}

/** Requests the library without running it, both files at once. */
export function prepareHub() {
  if (prepared)
    return;
  prepared = true;
  for (const path of libraries)
    document.head.append(Object.assign(document.createElement('link'), { rel: 'preload', as: 'script', href: addressOf(path) }));
}

/** Runs a classic script once. A script that failed is removed, so that the next call requests it again. */
function load(path) {
  const address = addressOf(path);
  if (document.querySelector(`script[src="${address}"][data-loaded]`))
    return Promise.resolve();
  const script = document.createElement('script');
  script.src = address;
  const loading = new Promise((resolve, reject) => {
    script.onload = () => {
      script.dataset.loaded = 'true';
      resolve();
    };
    script.onerror = () => reject(new Error(`${path} could not be loaded`));
    document.head.append(script);
  });
  return within(loading, loadWithin, `Loading ${path}`).catch((error) => {
    script.remove();
    throw error;
  });
}

/**
 * Builds a connection that has not started.
 * @param {'websocket'|'polling'} transport WebSockets need no negotiation, and so no affinity behind a load balancer.
 */
export async function buildHub(transport) {
  const [core, protocol] = libraries;
  prepareHub();
  // The protocol needs the core.
  await load(core);
  await load(protocol);
  const { signalR } = globalThis;
  const options = transport === 'websocket'
    ? { skipNegotiation: true, transport: signalR.HttpTransportType.WebSockets }
    : { transport: signalR.HttpTransportType.LongPolling };
  const hub = new signalR.HubConnectionBuilder()
    .withUrl(new URL('hubs/candidate', document.baseURI).href, options)
    .withHubProtocol(new signalR.protocols.msgpack.MessagePackHubProtocol())
    .configureLogging(signalR.LogLevel.Critical)
    .build();
  hub.keepAliveIntervalInMilliseconds = pingEvery;
  hub.serverTimeoutInMilliseconds = silentAfter;
  return hub;
}
