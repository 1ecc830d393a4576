// Which of this browser's windows holds an exam: the newest that opened it, or that the candidate chose. The others show it and offer to
// take it over. Windows of other browsers are the server's business.

/**
 * @param {string} session The session's id.
 * @param {object} options
 * @param {(active: boolean) => void} options.changed Called when this window gains or loses the exam.
 * @param {(name: string) => BroadcastChannel|null} [options.channel] A browser without channels has no second window to ask.
 */
export function claimWindow(session, { changed, channel = (name) => (globalThis.BroadcastChannel ? new BroadcastChannel(name) : null) }) {
  const line = channel(`proctoring-exam-${session}`);
  let active = true;

  function become(now) {
    if (now === active)
      return;
    active = now;
    changed(now);
  }

  line?.addEventListener('message', ({ data }) => {
    if (data === 'claim')
      become(false);
  });
  line?.postMessage('claim');

  return {
    active: () => active,
    /** Takes the exam to this window. */
    claim() {
      line?.postMessage('claim');
      become(true);
    },
    /** Another browser holds the exam, as the server reports. */
    lose: () => become(false),
    close: () => line?.close(),
  };
}
