// Starts the page's circuit and recovers it automatically: after a short loss to the same circuit, after a restart of the server by a
// reload. Answers are in the browser until the server has stored them, and the time is the server's.

import { circuit } from './circuit/circuit-state.js';
import { showNotice } from './circuit/notice.js';
import { watchTextSwaps } from './circuit/text-swaps.js';
import { chooseTransport } from './circuit/transport.js';
import './exam/countdown.js';
import { createBackoff, retry } from '../sdk/retry.js';
import './stored-keys.js';

/** How often a script that cannot be loaded is requested in all. Each pause lasts as long as the tries so far. */
const mostLoads = 3;
const loadAgainAfter = 700;

/** Imports a script. One that a bad line does not deliver is requested again: the page would end without it. */
async function load(address, tries = 1) {
  try {
    return await import(address);
  } catch (error) {
    if (tries >= mostLoads)
      throw error;
    await new Promise((passed) => setTimeout(passed, tries * loadAgainAfter));
    return load(address, tries + 1);
  }
}

/** Calls a function of a script for the server. Importing it first and then calling it would cost two round trips. */
globalThis.callModule = async (module, name, ...values) => (await load(new URL(module, document.baseURI).href))[name](...values);

/** Requests a script again that the server could not import. */
globalThis.loadModule = async (module) => {
  await load(new URL(module, document.baseURI).href);
};

/** No package of the server starts scripts with the circuit. Asking which ones do would cost a round trip before the connection. */
const initializers = { beforeStart: [], afterStarted: [] };

/** The server sends a message every one and a half seconds. A connection that stays silent this long is dead. */
const silentAfter = 4500;
const pingEvery = 1500;

/** A laptop may come back after hours. */
const mostRetries = 100_000;

/** After this many failed reconnections, the page looks for another transport. */
const chooseAgainAfter = 3;

const address = new URL('_blazor', document.baseURI).href;
const remembered = 'proctoring.transport';
const swaps = watchTextSwaps();
let transport = 'websocket';
let everConnected = false;
let reloading = false;

const parsed = new Promise((resolve) => {
  if (document.readyState === 'loading')
    document.addEventListener('DOMContentLoaded', resolve, { once: true });
  else
    resolve();
});

/** A tab that has connected by WebSockets before need not test them again: that would cost every page a round trip. */
function recall() {
  try {
    return sessionStorage.getItem(remembered);
  } catch {
    // A browser without storage tests again.
    return null;
  }
}

function remember(way) {
  try {
    if (way)
      sessionStorage.setItem(remembered, way);
    else
      sessionStorage.removeItem(remembered);
  } catch {
    // As above.
  }
}

/** Finds a transport to the server, and explains if there is none. */
async function findWay() {
  if (recall() === 'websocket')
    return 'websocket';
  const way = await retry(() => chooseTransport(address), {
    backoff: createBackoff({ first: 1000, longest: 10_000 }),
    failed: async (error) => {
      console.warn(error.message);
      await parsed;
      showNotice(error.reason ?? 'blocked');
    },
  });
  return way;
}

/** Reloads the page as soon as the server answers. */
async function reloadWhenBack() {
  if (reloading)
    return;
  reloading = true;
  await retry(async () => {
    const answer = await fetch(document.baseURI, { method: 'GET', cache: 'no-store' });
    if (!answer.ok)
      throw new Error(`the server answered ${answer.status}`);
  }, {
    backoff: createBackoff({ first: 1000, longest: 5000 }),
    failed: (error) => console.debug(`The server is not back yet: ${error.message}`),
  });
  circuit.reload();
}

/** The page cannot start: explains it, and reloads when the server answers. */
function giveUp(error) {
  console.error('The page could not start:', error);
  remember(null);
  showNotice('blocked');
  reloadWhenBack();
}

/** Watches each connection that the framework makes. */
function watchConnection(connection) {
  connection.serverTimeoutInMilliseconds = silentAfter;
  connection.keepAliveIntervalInMilliseconds = pingEvery;
  // Registered first, and so run before the framework's own handlers.
  connection.on('JS.RenderBatch', () => {
    swaps.restore();
    document.documentElement.dataset.circuit = 'live';
  });
  connection.on('JS.AttachComponent', () => void swaps.restore());
  // The circuit has ended with an error. The framework's bar also appears when a reconnection fails, which is no error.
  connection.on('JS.Error', () => document.documentElement.setAttribute('data-circuit-error', ''));
  const start = connection.start.bind(connection);
  connection.start = async () => {
    try {
      await start();
    } catch (error) {
      // The framework reconnects a page that was connected before.
      if (!everConnected)
        giveUp(error);
      throw error;
    }
    remember(transport);
    everConnected = true;
    circuit.set(true);
  };
  connection.onclose(() => circuit.set(false));
  return connection;
}

// The circuit uses the language of the document, also in a frame that receives no cookie.
function configureSignalR(builder) {
  const options = transport === 'websocket' ? { skipNegotiation: true, transport: 1 } : { transport: 4 };
  builder.withUrl(`_blazor?lang=${document.documentElement.lang}`, options);
  const build = builder.build.bind(builder);
  builder.build = () => watchConnection(build());
}

const delays = createBackoff({ first: 300, longest: 3000 });

function nextDelay(tries) {
  if (tries === 0)
    delays.reset();
  if (tries > 0 && tries % chooseAgainAfter === 0) {
    remember(null);
    chooseTransport(address).then((way) => {
      transport = way;
    }, (error) => console.debug(error.message));
  }
  return delays.next();
}

async function start() {
  const way = findWay();
  await parsed;
  transport = await way;
  showNotice(null);
  document.getElementById('components-reconnect-modal').addEventListener('components-reconnect-state-changed', ({ detail }) => {
    switch (detail.state) {
      case 'hide':
        showNotice(null);
        break;
      case 'failed':
      case 'rejected':
      case 'resume-failed':
        showNotice('lost');
        reloadWhenBack();
        break;
      default:
        showNotice('lost');
    }
  });
  swaps.restore();
  const reconnectionOptions = { maxRetries: mostRetries, retryIntervalMilliseconds: nextDelay };
  await Blazor.start({ circuit: { configureSignalR, reconnectionOptions, initializers } });
}

// A page without a circuit, such as the sign-in, works with whole requests.
if (document.documentElement.hasAttribute('data-circuit'))
  start().catch(giveUp);
else
  parsed.then(() => Blazor.start());
