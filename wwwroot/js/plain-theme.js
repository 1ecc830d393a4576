// Chooses the theme of a page that has no circuit, before it is painted: where nobody chose one, the system's.
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
