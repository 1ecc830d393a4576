let stop = new AbortController();

/** Tells the component when Escape is pressed while a warning is shown; the key goes on its way. */
export function onEscape(component) {
  stop.abort();
  stop = new AbortController();
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && document.querySelector('[data-testid="warning"]'))
      component.invokeMethodAsync('Dismiss').catch(() => {});
  }, { signal: stop.signal });
}

export function forget() {
  stop.abort();
}
