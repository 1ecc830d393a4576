// Starts Blazor over WebSockets alone, and brings a page back by itself: after a short loss to the same circuit, after a
// restart of the server by loading the page again. Answers and time live on the server, so that nothing is lost by it.

/** A short wait at first, then one try every three seconds; in eight hours somebody has noticed. */
const retryEvery = (tries) => (tries === 0 ? 300 : tries < 10 ? 1000 : 3000);
const mostRetries = 10_000;

const notice = document.getElementById('components-reconnect-modal');

function show(waiting) {
  notice.classList.toggle('waiting', waiting);
}

/** Asks until the server answers, then loads the page again. */
async function loadAgain() {
  for (;;) {
    try {
      const answer = await fetch(document.baseURI, { method: 'GET', cache: 'no-store' });
      if (answer.ok) {
        location.reload();
        return;
      }
    } catch {
      // Not there yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

notice.addEventListener('components-reconnect-state-changed', (event) => {
  switch (event.detail.state) {
    case 'hide':
      show(false);
      break;
    case 'failed':
    case 'rejected':
    case 'resume-failed':
      show(true);
      loadAgain();
      break;
    default:
      show(true);
  }
});

Blazor.start({
  circuit: {
    configureSignalR: (builder) => builder.withUrl('_blazor', { skipNegotiation: true, transport: 1 }),
    reconnectionOptions: { maxRetries: mostRetries, retryIntervalMilliseconds: retryEvery },
  },
});
