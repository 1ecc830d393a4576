// Loads the scripts of the exam room while the candidate reads the start page, so that the room opens at once on a slow line. The start
// page imports it when its form is usable: until then the line carries what the page itself needs.

/** The entrances, in the order in which the candidate needs them, each with all that it imports: found by their imports alone, they would
 *  come level by level, up to six round trips. A test compares this list with the imports. */
const steps = [
  {
    entrances: [
      '../Components/Layout/MainLayout.razor.js', './viewer.js', '../Components/ExamRoom/ExamProctoring.razor.js',
      '../Components/ExamRoom/WebcamCapture.razor.js', './setup/checks.js', './setup/guide.js',
    ],
    imports: [
      './proctoring/room.js', './proctoring/browser-check.js', './proctoring/capture-proof.js', './proctoring/capture.js',
      './proctoring/retry.js', './proctoring/connection.js', './proctoring/hub.js', './proctoring/page-camera.js', './proctoring/camera.js',
      './proctoring/page-clock.js', './proctoring/page-screen.js', './proctoring/screen.js', './proctoring/screen-pictures.js',
      './proctoring/uplink.js', './proctoring/signals.js', './proctoring/notifier.js', './proctoring/watch-state.js',
      './proctoring/watching.js', './proctoring/frames.js', './proctoring/guard.js', '../sdk/guard.js', '../sdk/guard-clipboard.js',
      '../sdk/file-dialog.js', './proctoring/guard-note.js', './proctoring/page-state.js', './proctoring/devtools.js', './proctoring/displays.js',
      './proctoring/sound.js', './proctoring/packed-sound.js', './proctoring/pieces.js', './proctoring/wake-lock.js',
      './setup/browser-name.js', './setup/requests.js',
    ],
    workers: ['./proctoring/frame-worker.js', './proctoring/clock-worker.js'],
  },
  {
    entrances: ['./exam/answers.js', '../Components/ExamRoom/ProctoringWarning.razor.js'],
    imports: [
      './exam/after-paint.js', './exam/answer-line.js', './exam/answer-outbox.js', './exam/answer-sender.js',
      './exam/answer-storage.js', './exam/browser-database.js', './exam/save-line.js',
      './exam/sheet.js', './exam/sheet-texts.js', './exam/sheet-view.js', './exam/answer-parts.js', './exam/code-editor.js',
      './exam/dropped-files.js', './exam/elements.js', './exam/formulas.js', './exam/rich-text.js', './exam/uploads.js',
      './exam/windows.js',
    ],
    workers: ['./exam/answer-worker.js', './proctoring/sound-worklet.js'],
  },
];

// The room loads again what failed here.
const failed = (error) => console.debug(`A script of the exam room is not loaded yet: ${error.message}`);

/** Requests a module without running it. A browser that cannot tell its address would load it a second time from another one. */
function request(path) {
  if (import.meta.resolve)
    document.head.append(Object.assign(document.createElement('link'), { rel: 'modulepreload', href: import.meta.resolve(path) }));
}

/** Stores the script of a worker in the browser. Workers cannot be requested ahead like modules. */
function store(path) {
  if (import.meta.resolve)
    fetch(import.meta.resolve(path)).then((answer) => answer.arrayBuffer()).catch(failed);
}

async function load() {
  for (const { entrances, imports, workers } of steps) {
    [...entrances, ...imports].forEach(request);
    workers.forEach(store);
    const loading = entrances.map((path) => import(path).catch(failed));
    import('./proctoring/hub.js').then(({ prepareHub }) => prepareHub()).catch(failed);
    await Promise.all(loading);
  }
}

load();
