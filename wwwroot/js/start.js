// Starts Blazor over WebSockets alone, and brings a page back by itself: after a short loss to the same circuit, after a
// restart of the server by loading the page again. Answers and time live on the server, so that nothing is lost by it.

/** A short wait at first, then one try every three seconds; in eight hours somebody has noticed. */
const retryEvery = (tries) => (tries === 0 ? 300 : tries < 10 ? 1000 : 3000);
const mostRetries = 10_000;

const notice = document.getElementById('components-reconnect-modal');

/** What can't be used while we wait, and where the keyboard was. */
let still = [];
let focused = null;

function show(waiting) {
  notice.classList.toggle('waiting', waiting);
  if (waiting && still.length === 0) {
    // Nobody would hear what is chosen or typed now.
    focused = document.activeElement;
    still = [...document.body.children].filter((part) => part !== notice && !part.contains(notice) && !part.inert);
    still.forEach((part) => { part.inert = true; });
  } else if (!waiting && still.length > 0) {
    still.forEach((part) => { part.inert = false; });
    still = [];
    if (focused?.isConnected && document.activeElement === document.body)
      focused.focus();
    bringChoices();
  }
}

/** What the server draws after a reconnection gets this long to arrive. */
const settle = 1500;

/** Choices made just before the loss was noticed, which the server does not show as chosen. */
const unheard = () => [...document.querySelectorAll('.choice input[type=radio]:checked:enabled')]
  .filter((box) => !box.closest('.choice').classList.contains('chosen'));

/** Brings such choices again; where the server still does not take them, the page is loaded again and shows what counts. */
async function bringChoices() {
  const wait = () => new Promise((resolve) => setTimeout(resolve, settle));
  await wait();
  unheard().forEach((box) => box.dispatchEvent(new Event('change', { bubbles: true })));
  await wait();
  if (still.length === 0 && unheard().length > 0)
    location.reload();
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

// The circuit speaks the language of the document, also in a frame where no cookie arrives.
Blazor.start({
  circuit: {
    configureSignalR: (builder) => builder.withUrl(`_blazor?lang=${document.documentElement.lang}`, { skipNegotiation: true, transport: 1 }),
    reconnectionOptions: { maxRetries: mostRetries, retryIntervalMilliseconds: retryEvery },
  },
});
