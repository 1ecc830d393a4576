// Chooses the theme of a page without a circuit before it is painted: the viewer's choice, or else the system's theme.
(() => {
  const frame = document.currentScript.parentElement;
  if (frame.dataset.chosen === 'yes')
    return;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const follow = () => {
    frame.classList.toggle('dark', system.matches);
    frame.classList.toggle('light', !system.matches);
  };
  follow();
  system.addEventListener('change', follow);
})();
