// The page of the phone: two buttons, one state, and a picture every two seconds while the camera runs.

import { createCapture } from '../proctoring/capture.js';
import { sendFrames } from '../proctoring/frames.js';
import { createPageClock } from '../proctoring/page-clock.js';
import { keepAwake } from '../proctoring/wake-lock.js';
import { createLens } from './lens.js';
import { createPhone } from './phone.js';

/** The same as the server accepts. */
const limits = { IntervalMs: 2000, MaximumBytes: 512 * 1024 };

const texts = JSON.parse(document.querySelector('#states').textContent);
const [line, video, start, stop] = ['.state', 'video', '[data-start]', '[data-stop]'].map((place) => document.querySelector(place));
let running = null;

function show(state) {
  line.dataset.state = state;
  line.textContent = texts[state];
  const camera = running !== null && !phone.over();
  [video.hidden, stop.hidden] = [!camera, !camera];
  start.hidden = camera || phone.over();
}

const lens = createLens({
  video,
  failed(failure) {
    end();
    show(failure);
  },
});
const phone = createPhone({
  code: document.body.dataset.code,
  changed(state) {
    if (phone.over())
      end();
    show(state);
  },
});

function end() {
  running?.forEach((part) => part());
  running = null;
  if (phone.over())
    lens.close();
}

async function begin() {
  if (running)
    return;
  const capture = createCapture();
  running = [];
  show('starting');
  if (!await lens.open())
    return;
  running?.push(
    keepAwake(),
    sendFrames({
      capture,
      wait: createPageClock().wait,
      video: lens.video,
      ready: () => !phone.over(),
      send: phone.send,
      answered: () => {},
      limits: () => limits,
    }),
    () => capture.stop(),
  );
}

start.addEventListener('click', begin);
stop.addEventListener('click', () => phone.stop());

if (phone.known())
  begin();
else if (document.body.dataset.open !== 'true')
  phone.show('refused');
