let stop = new AbortController();

/** Notifies the component when Escape is pressed while a warning is shown. The key keeps its effect. */
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
