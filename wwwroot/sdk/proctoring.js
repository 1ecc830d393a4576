// JobGenie Proctoring for the host page of an exam. An ES module without dependencies; see docs/embedding.md.

export {
  ProctoringError,
  canvasToBase64,
  configure,
  getAudioStream,
  getExamResult,
  getWebcamStream,
  healthCheck,
  proctoringApiCall,
  recordTabSwitch,
  recordViolation,
  registerStudent,
  settled,
  startExam,
  startProctoringMonitoring,
  submitExam,
  verifyStudentFace,
  waitingEvents,
} from './service.js';

export { ExamProctoringElement } from './element.js';
