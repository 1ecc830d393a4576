// Loads the scripts of the exam room while the candidate reads the start page, so that the room opens at once on a slow line. The start
// page does not wait for them.

const scripts = [
  '../Components/ExamRoom/ExamProctoring.razor.js',
  '../Components/ExamRoom/ProctoringWarning.razor.js',
  '../Components/ExamRoom/WebcamCapture.razor.js',
  './exam/answers.js',
  './setup/checks.js',
  './setup/guide.js',
];

// The room loads again what failed here.
const failed = (error) => console.debug(`A script of the exam room is not loaded yet: ${error.message}`);

scripts.forEach((path) => import(path).catch(failed));
import('./proctoring/hub.js').then(({ prepareHub }) => prepareHub()).catch(failed);
