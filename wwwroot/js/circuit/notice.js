// The notice of a page without a connection. Only the elements that are marked as working offline stay usable, such as the choices of the
// current question, because the server would not receive the others' events.

const notice = () => document.getElementById('components-reconnect-modal');

let still = [];
let focused = null;

/** Makes the elements inert that do not work offline; descends only towards elements that do. */
function freeze(element) {
  for (const part of element.children) {
    if (part === notice() || part.contains(notice()) || part.inert || part.hasAttribute('data-works-offline'))
      continue;
    if (part.querySelector('[data-works-offline]')) {
      freeze(part);
    } else {
      part.inert = true;
      still.push(part);
    }
  }
}

function release() {
  still.forEach((part) => {
    part.inert = false;
  });
  still = [];
  if (focused?.isConnected && document.activeElement === document.body)
    focused.focus();
  focused = null;
}

/**
 * Shows or hides the notice.
 * @param {'lost'|'blocked'|'busy'|null} reason Null hides it.
 */
export function showNotice(reason) {
  const shown = notice();
  shown.classList.toggle('waiting', reason !== null);
  const partial = document.querySelector('[data-works-offline]') !== null;
  shown.classList.toggle('partial', partial);
  document.body.classList.toggle('partly-offline', reason !== null && partial);
  if (reason === null) {
    delete shown.dataset.reason;
    release();
    return;
  }
  shown.dataset.reason = reason;
  if (still.length === 0) {
    focused = document.activeElement;
    freeze(document.body);
  }
}
