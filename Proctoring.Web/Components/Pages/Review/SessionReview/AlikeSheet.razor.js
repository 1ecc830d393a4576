/** Reports each picture once it is loaded and at least half of it is in view. */
export function watch(list, sheet) {
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries.filter((one) => one.isIntersecting)) {
      const picture = entry.target;
      // A picture that cannot be loaded is never reported: the reviewer has not seen it.
      picture.decode().then(() => {
        observer.unobserve(picture);
        return sheet.invokeMethodAsync('SeenAsync', picture.dataset.flag);
      }).catch(() => {});
    }
  }, { threshold: 0.5 });
  const observe = () => list.querySelectorAll('img').forEach((picture) => observer.observe(picture));
  observe();
  return { observe, stop: () => observer.disconnect() };
}
