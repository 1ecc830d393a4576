// Types of JobGenie Proctoring's SDK. docs/embedding.md describes the functions, docs/api.md the members of answers.

export interface ServiceAnswer {
  success: boolean;
  message?: string;
  data?: unknown;
  [member: string]: unknown;
}

/** The error of a call: `status` is the HTTP status, 0 if the service did not answer. */
export declare class ProctoringError extends Error {
  readonly status: number;
  readonly body: unknown;
  /** The service is unavailable or broken, rather than the call wrong. */
  readonly unavailable: boolean;
}

export interface Configuration {
  /** The address of the proctoring server; by default the origin of this module. */
  server?: string;
  /** The session_token of start-exam; startExam stores it by itself. */
  sessionToken?: string | null;
  /** Called when the service is unavailable, so that the page can fall back to its standard quiz. */
  onUnavailable?: ((error: ProctoringError) => void) | null;
}

export declare function configure(news: Configuration): void;

/** One call of the API; rejects with a ProctoringError. */
export declare function proctoringApiCall(endpoint: string, method?: string, data?: object | null): Promise<any>;

export declare function registerStudent(student: {
  name: string;
  email: string;
  password: string;
  photo_data: string;
  address?: string;
  student_id?: string;
}): Promise<ServiceAnswer & { student_id: number; user_id: number; face_quality: number }>;

export declare function verifyStudentFace(credentials: {
  photo_data: string;
  email?: string;
  password?: string;
  student_id?: string | number;
}): Promise<ServiceAnswer & {
  student_id: number;
  name: string | null;
  email: string | null;
  similarity: number;
  threshold: number;
  live: boolean | null;
}>;

export interface StartedExam extends ServiceAnswer {
  exam_id: number;
  student_id: number;
  student_number: number;
  clerk_id: string;
  exam_name: string;
  total_questions: number;
  session_token: string;
  expires_at: string;
  embed_url: string;
  not_before: string | null;
  not_after: string | null;
}

export declare function startExam(exam: {
  student_id: string | number;
  exam_name: string;
  total_questions: number;
  name?: string;
  email?: string;
  policy?: string;
  return_url?: string;
  minutes?: number;
  /** "sidecar" if the questions are yours, whatever the name of the exam is. */
  mode?: 'full' | 'sidecar';
  /** Times in ISO 8601 with their offset from UTC. */
  not_before?: string;
  not_after?: string;
}): Promise<StartedExam>;

export declare function submitExam(result: {
  exam_id: number;
  /** Not used with a session token. */
  correct_answers?: number;
  violations?: object[];
}): Promise<ServiceAnswer & {
  exam_id: number;
  /** Null until your server reports the result with an API key: a session token never sets the score of your own questions. */
  score: number | null;
  total_questions: number;
  correct_answers: number | null;
  report_url: string;
  violations_recorded: number;
  values_left_out: number;
}>;

export interface ExamReview {
  status: 'not_reviewed' | 'in_review' | 'decided';
  verdict: 'clear' | 'violation' | 'inconclusive' | null;
  decided_at: string | null;
  /** The reviewers' reasons; empty with a session token. */
  notes: string[];
}

export interface ResultViolation {
  id: string;
  type: string;
  severity: 'low' | 'medium' | 'high';
  title: string;
  started_at: string;
  ended_at: string | null;
  timestamp: string;
  objects: string[];
  tab_switches: number;
  confidence: number;
  decision: 'confirmed' | 'dismissed' | 'unsure' | null;
  evidence_url: string | null;
  sound_url: string | null;
  detail: string | null;
  evidence_deleted_at: string | null;
}

export interface ExamResult extends ServiceAnswer {
  exam: {
    id: number;
    name: string;
    exam_id: number;
    exam_name: string;
    clerk_id: string;
    status: 'ongoing' | 'completed' | 'cancelled';
    state: 'preparing' | 'running' | 'submitted' | 'timed_out' | 'ended' | 'expired' | 'cancelled';
    total_questions: number;
    correct_answers: number | null;
    score: number | null;
    timestamp: string;
    finished_at: string | null;
    risk: number | null;
    review: ExamReview;
    regraded_at: string | null;
    original_score: number | null;
  };
  violations: ResultViolation[];
  monitored: { sensor: string; monitored_seconds: number; total_seconds: number; share: number }[];
  sensor_gaps: {
    sensor: string;
    cause: string;
    text: string;
    started_at: string;
    ended_at: string;
    seconds: number;
    of_server: boolean;
  }[];
}

export declare function getExamResult(examId: number): Promise<ExamResult>;

/**
 * The answer of the server; `queued` if the event waits in the browser until the service is back. `event_id` is null if the rule is
 * switched off for the exam.
 */
export type Recorded = ServiceAnswer & {
  event_id?: string | null;
  event_type?: string;
  known?: boolean;
  queued?: boolean;
  client_event_id?: string;
};

export declare function recordViolation(violation: {
  event_type: string;
  student_id?: string | number;
  exam_id?: number;
  detected_objects?: string[];
  image_data?: string;
  client_event_id?: string;
  /** When it happened, ISO 8601; now by default. */
  at?: string;
  /** How long ago it happened, in milliseconds; counts before `at`. */
  age_ms?: number;
}): Promise<Recorded>;

export declare function recordTabSwitch(tabSwitch?: {
  student_id?: string | number;
  exam_id?: number;
  count?: number;
  client_event_id?: string;
  at?: string;
  age_ms?: number;
}): Promise<Recorded>;

/**
 * Waits until all events of this page's exams have been sent, but not longer than the given milliseconds (10,000); false if some still
 * wait. Call it before your server submits a result: a finished exam accepts no events.
 */
export declare function settled(milliseconds?: number): Promise<boolean>;

/** The number of events that wait in this browser. */
export declare function waitingEvents(): Promise<number>;

/** The canvas as a data URL. */
export declare function canvasToBase64(canvas: HTMLCanvasElement): string;

export declare function getWebcamStream(): Promise<MediaStream>;

export declare function getAudioStream(): Promise<MediaStream>;

/** Whether the service works; never rejects. */
export declare function healthCheck(): Promise<boolean>;

/** Monitors this page until the returned function is called; reports nothing by itself. */
export declare function startProctoringMonitoring(
  onViolation: (type: string, violation: { type: string; description: string; objects: string[]; tab_switches?: number }) => void,
): () => void;

export interface ExamStartedDetail {
  exam_id: number | null;
  exam_name: string;
  total_questions: number;
  started_at: string;
  ends_at: string;
  /** Whether the exam's policy lets this page pause monitoring. */
  may_pause: boolean;
  /** The types of violations that the exam's policy switches off; the SDK does not block them. */
  allowed: string[];
}

export interface ViolationDetail {
  id: string;
  type: string;
  title: string;
  severity: 'low' | 'medium' | 'high';
  state: 'began' | 'ended';
  started_at: string;
  ended_at: string | null;
  detail: string | null;
}

export interface ExamSubmittedDetail {
  exam_id: number | null;
  /** Per cent, two decimals. */
  score: number | null;
  correct_answers: number | null;
  total_questions: number;
  timed_out: boolean;
  violations: number;
  finished_at: string;
}

export interface ExamProctoringEvents {
  ready: CustomEvent<{ mode: 'full' | 'sidecar' }>;
  /** The exam opens later, by itself. */
  'not-open': CustomEvent<{ opens_at: string; closes_at: string | null }>;
  'exam-started': CustomEvent<ExamStartedDetail>;
  violation: CustomEvent<ViolationDetail>;
  warning: CustomEvent<ViolationDetail & { advice: string }>;
  'monitoring-degraded': CustomEvent<{ reason: string | null; going_on: boolean }>;
  'pause-refused': CustomEvent<{ reason: string }>;
  'exam-submitted': CustomEvent<ExamSubmittedDetail>;
  closed: CustomEvent<Record<string, never>>;
  resize: CustomEvent<{ height: number }>;
  unavailable: CustomEvent<{ reason: string; status: number }>;
}

/**
 * `<exam-proctoring>`. Attributes: server, mode ("full" or "sidecar"), theme ("light" or "dark"), lang; and either embed-url, session-token
 * and exam-id from a start-exam by the page's own server, or student-id, exam-name, total-questions, and policy, minutes, name, email,
 * return-url.
 */
export declare class ExamProctoringElement extends HTMLElement {
  readonly exam: Partial<StartedExam> | null;
  mode: 'full' | 'sidecar';
  onUnavailable: ((detail: { reason: string; status: number }) => void) | null;
  /** Only if the exam's policy allows it; otherwise `pause-refused` follows and monitoring continues. */
  pause(): void;
  resume(): void;
  /** Opens the exam again with the present attributes, for example after `unavailable`. */
  retry(): void;
  /** Rejects with a ProctoringError if the exam has not started in this page or becomes unavailable. Submits the exam. `correctAnswers` is not used: your server reports the result of your own questions with its API key. */
  end(result?: { correctAnswers?: number }): Promise<ExamSubmittedDetail>;
  addEventListener<K extends keyof ExamProctoringEvents>(
    type: K,
    listener: (event: ExamProctoringEvents[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

/** The attributes of the element: the link of start-exam, or, for development, the exam itself. Never both. */
export type ExamProctoringAttributes = {
  server?: string;
  mode?: 'full' | 'sidecar';
  theme?: 'light' | 'dark';
  lang?: string;
} & (
  | { 'embed-url': string; 'session-token'?: string; 'exam-id'?: number | string; 'student-id'?: never }
  | {
      'embed-url'?: never;
      'student-id': string;
      'exam-name': string;
      'total-questions': number | string;
      policy?: string;
      minutes?: number | string;
      name?: string;
      email?: string;
      'return-url'?: string;
    }
);

declare global {
  interface HTMLElementTagNameMap {
    'exam-proctoring': ExamProctoringElement;
  }
}
