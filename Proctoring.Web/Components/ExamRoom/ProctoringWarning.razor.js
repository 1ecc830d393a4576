let stop = new AbortController();

/** Notifies the component when Escape is pressed while a warning is shown. The key keeps its effect. */
export function onEscape(component) {
  stop.abort();
  stop = new AbortController();
  document.addEventListener('keydown', (event) => {
    // A dialog that is open has the key for itself.
    if (event.key === 'Escape' && !document.querySelector('[role=dialog]') && document.querySelector('[data-testid="warning"]'))
      component.invokeMethodAsync('Dismiss').catch(() => {});
  }, { signal: stop.signal });
}

/** Scrolls a warning into view, if it is not. */
export function reveal(place) {
  place?.scrollIntoView({ block: 'nearest' });
}

export function forget() {
  stop.abort();
}
