// A browser opens a file or a link that is dropped beside a field, in place of the exam. Only a field for files takes files, and only a
// field for text takes text.

const isFile = (transfer) => Array.from(transfer?.types ?? []).includes('Files');

const takesFiles = 'input[type=file]:not(:disabled)';
const takesText = 'textarea:read-write, input:read-write';

/** Whether the browser may handle a drag over an element. */
export const mayDrop = (target, transfer) => target?.matches?.(isFile(transfer) ? takesFiles : takesText) === true;

/**
 * Watches until the listeners are removed.
 * @param {AddEventListenerOptions} options
 */
export function keepDropsOut(options, page = document) {
  for (const type of ['dragover', 'drop']) {
    page.addEventListener(type, (event) => {
      if (mayDrop(event.target, event.dataTransfer))
        return;
      event.preventDefault();
      if (event.dataTransfer)
        event.dataTransfer.dropEffect = 'none';
    }, options);
  }
}
