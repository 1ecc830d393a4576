// What the exam room does in the browser: the connection, and while the exam runs the frames, the page's state and the guard.

import * as camera from './WebcamCapture.razor.js';
import { connect } from '../../js/proctoring/connection.js';
import { createPictures, sendFrames } from '../../js/proctoring/frames.js';
import { createSignals } from '../../js/proctoring/signals.js';
import { watchPage } from '../../js/proctoring/page-state.js';
import { guard } from '../../js/proctoring/guard.js';
import { createTeller } from '../../js/proctoring/teller.js';

/** The last signals get this long to arrive when the exam ends. */
const lastWords = 1500;

/**
 * Enters the room of a sitting.
 * @param {string} sessionId
 * @param {string} token
 * @param {object} room The ExamProctoring component.
 */
export async function enter(sessionId, token, room) {
  const pictures = createPictures();
  const teller = createTeller(room, 'ConnectionChanged');
  const tell = (state) => teller.tell(state);
  let limits = { IntervalMs: 500, MaximumBytes: 512 * 1024 };
  let link = null;
  let joined = false;
  let watch = null;
  let left = false;

  const connecting = connect(sessionId, token, (state, reply) => {
    joined = state === 'connected';
    if (joined) {
      limits = reply;
      // The server may have restarted: it hears the whole state, then what waited.
      watch?.resume();
    }
    tell(state);
  }).then((connected) => {
    link = connected;
    if (left)
      connected.close();
  });

  function startWatch() {
    const signals = createSignals((id, state, act) => (joined && link ? link.invoke('Signal', id, state, act) : Promise.reject(new Error('no connection'))));
    const page = watchPage(camera.running, (state) => signals.push(state, null));
    const parts = [
      page.stop,
      camera.onChange(page.check),
      guard((type, detail) => signals.push(null, { Type: type, Detail: detail })),
      sendFrames({
        pictures,
        video: camera.video,
        ready: () => joined && !!link,
        send: (jpeg, number) => link.invoke('Frame', jpeg, number),
        refused: (reason) => {
          if (reason === 'other_window') {
            joined = false;
            tell('other_window');
          } else if (reason === 'not_joined') {
            link.join().catch(() => {});
          }
        },
        interval: limits.IntervalMs,
        maximumBytes: limits.MaximumBytes,
      }),
    ];
    page.check();
    return {
      resume() {
        signals.push(page.current(), null);
      },
      async stop() {
        parts.forEach((part) => part());
        await signals.drain(lastWords);
        signals.stop();
      },
    };
  }

  return {
    /** Sends the picture for the reference face. */
    async takeReference() {
      await connecting;
      const jpeg = await pictures.take(camera.video(), 0.92);
      if (!jpeg)
        return { Outcome: 'no_picture', Similarity: null };
      return await link.invoke('TakeReference', jpeg);
    },
    /** The exam runs: watch, as soon as there is a connection. */
    start() {
      connecting.then(async () => {
        if (watch || left)
          return;
        watch = startWatch();
        joined = await link.join();
      }).catch(() => {});
    },
    /** The exam is over: stop watching, switch the camera off. */
    async stop() {
      const last = watch;
      watch = null;
      await last?.stop();
      camera.close();
    },
    /** Takes the sitting back from another window. */
    async useThisWindow() {
      joined = await link.join();
    },
    async leave() {
      left = true;
      teller.stop();
      await this.stop();
      pictures.stop();
      await link?.close();
    },
  };
}

// Full screen needs the click itself, which has passed by the time the server hears of it.
document.addEventListener('click', (event) => {
  if (!event.target.closest?.('[data-fullscreen]'))
    return;
  if (document.fullscreenElement)
    document.exitFullscreen();
  else
    document.documentElement.requestFullscreen?.().catch(() => {});
});

/** Whether the browser can show a page full screen at all. */
export function canFullscreen() {
  return document.fullscreenEnabled === true;
}
