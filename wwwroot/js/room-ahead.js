// Loads the scripts of the exam room while the candidate reads the start page, so that the room opens at once on a slow line.

import '../Components/ExamRoom/ExamProctoring.razor.js';
import '../Components/ExamRoom/ProctoringWarning.razor.js';
import '../Components/ExamRoom/WebcamCapture.razor.js';
import './exam/answers.js';
import { prepareHub } from './proctoring/hub.js';
import './setup/checks.js';
import './setup/guide.js';

prepareHub();
