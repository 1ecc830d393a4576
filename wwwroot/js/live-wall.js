// Choices of the live wall that belong to this browser, and its sound.

const key = (name) => `live-wall-${name}`;

/** Reads a choice; null if the browser has none or stores none. */
export function read(name) {
  try {
    return localStorage.getItem(key(name));
  } catch {
    return null;
  }
}

/** Stores a choice, if the browser stores any. */
export function store(name, value) {
  try {
    localStorage.setItem(key(name), value);
  } catch {
    // The choice then lasts as long as the page.
  }
}

let audio;

/** Plays two short tones. */
export function beep() {
  audio ??= new AudioContext();
  for (const [index, pitch] of [660, 880].entries()) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    volume.gain.value = 0.15;
    tone.frequency.value = pitch;
    tone.connect(volume).connect(audio.destination);
    tone.start(audio.currentTime + index * 0.18);
    tone.stop(audio.currentTime + index * 0.18 + 0.14);
  }
}

/** Shows the page in full screen, or no longer. */
export function fullScreen() {
  const done = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
  done.catch(() => {});
}
