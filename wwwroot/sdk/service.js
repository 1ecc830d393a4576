// The REST API, with the names and shapes of JobGenie's own service file. See docs/embedding.md.

import { ageOf, createOutbox, laneOf } from './outbox.js';
import { watchHost } from './host-watch.js';
import { text } from './texts.js';

/** A server that does not answer within this time counts as unavailable, in milliseconds. */
const patience = 15_000;

/** The origin of this file, unless configure() names another server. */
const home = /^https?:/.test(import.meta.url) ? import.meta.url.replace(/sdk\/(v\d+\/)?[^/]*$/, '') : null;

/** The origins that this page's own Content-Security-Policy blocked. */
const blocked = new Set();
globalThis.document?.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
  if (effectiveDirective === 'connect-src' && /^https?:/.test(blockedURI))
    blocked.add(new URL(blockedURI).origin);
});

const settings = { server: home, sessionToken: null, onUnavailable: null };

/** The error of a call: `status` is 0 if the service did not answer. */
export class ProctoringError extends Error {
  constructor(message, status = 0, body = null) {
    super(message);
    this.name = 'ProctoringError';
    this.status = status;
    this.body = body;
    this.unavailable = status === 0 || status >= 500;
  }
}

/**
 * Sets the server, the right to a session and the callback for an unavailable service. Omitted settings stay unchanged.
 * @param {{ server?: string, sessionToken?: string|null, onUnavailable?: ((error: ProctoringError) => void)|null }} news
 */
export function configure(news) {
  if (news.server !== undefined)
    settings.server = addressOf(news.server);
  if (news.sessionToken !== undefined)
    settings.sessionToken = news.sessionToken;
  if (news.onUnavailable !== undefined)
    settings.onUnavailable = news.onUnavailable;
  outbox.flush();
}

/** A server's address, with a slash at its end. */
export const addressOf = (server) => new URL(server.endsWith('/') ? server : `${server}/`).href;

/** The server's address, with a slash at its end. */
export function serverAddress() {
  if (!settings.server)
    throw new ProctoringError('No server is named: call configure({ server: "https://…" }) first.', 400);
  return settings.server;
}

/** Calls the API once. Returns the answer's JSON, or throws a ProctoringError. */
export async function proctoringApiCall(
  endpoint, method = 'GET', data = null, { server = serverAddress(), token = settings.sessionToken } = {},
) {
  let answer;
  try {
    answer = await fetch(new URL(endpoint.replace(/^\//, ''), server), {
      method,
      headers: {
        Accept: 'application/json',
        ...(data ? { 'Content-Type': 'application/json' } : {}),
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
      },
      body: data ? JSON.stringify(data) : undefined,
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(patience),
    });
  } catch (cause) {
    console.debug(`The proctoring service did not answer: ${cause.message}`);
    throw new ProctoringError(blocked.has(new URL(server).origin)
      ? `This page's Content-Security-Policy blocks ${new URL(server).origin}: add it to connect-src.`
      : text('NoAnswer'));
  }
  const body = await answer.json().catch(() => null);
  if (!answer.ok) {
    const message = body?.error ?? body?.detail ?? `The proctoring service answered ${answer.status}.`;
    const error = new ProctoringError(message, answer.status, body);
    error.retryAfter = Number(answer.headers.get('Retry-After')) || null;
    throw error;
  }
  return body;
}

// A late event reports its age. The server subtracts that from its own clock, because clocks of candidates are often wrong.
const outbox = createOutbox((entry, late) => {
  const age = late ? { age_ms: ageOf(entry) } : {};
  return proctoringApiCall(entry.path, 'POST', { ...age, ...entry.body }, { server: entry.server, token: entry.token });
});

/** Calls at once, and reports an unavailable service. */
async function ask(endpoint, method, data, right) {
  try {
    return await proctoringApiCall(endpoint, method, data, right);
  } catch (error) {
    if (error.unavailable)
      settings.onUnavailable?.(error);
    throw error;
  }
}

/** The lanes of this page's events; the others wait in this browser for exams of other pages. */
const lanes = new Set();

/** The session to which a token gives the right; null without a token. */
export const sessionOf = (token) => token?.split('.')[0] ?? null;

const rightOr = ({ server = serverAddress(), token = settings.sessionToken } = {}) => ({ server, token });

/** Makes settled() wait for the events of a right, including those of an earlier load of the page. */
export const claim = (right) => void lanes.add(laneOf(rightOr(right)));

/** Sends an event once and in order: it waits in the browser while the service is unavailable. */
function send(path, body, right) {
  claim(right);
  return outbox.push({ ...rightOr(right), path, body: { client_event_id: newId(), ...body } });
}

// crypto.randomUUID is missing on insecure pages.
function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

// These calls belong to no exam. A token of an earlier exam of this page would be refused.
const withoutToken = { token: null };

export const registerStudent = (student) => ask('/api/register-student/', 'POST', student, withoutToken);

export const verifyStudentFace = (credentials) => ask('/api/verify-face/', 'POST', credentials, withoutToken);

/** Starts an exam and stores its session token for the calls that follow. */
export async function startExam(exam, server = serverAddress()) {
  const started = await ask('/api/start-exam/', 'POST', exam, { ...withoutToken, server });
  if (started?.session_token)
    settings.sessionToken = started.session_token;
  return started;
}

/**
 * Waits until all events of this page's exams have been sent, but not longer than the given milliseconds. Call it before your server
 * submits a result: a finished exam accepts no events.
 * @returns {Promise<boolean>} False if some still wait.
 */
export async function settled(milliseconds = 10_000) {
  claim();
  return outbox.settled(lanes, milliseconds);
}

/** Submits the result after all waiting events. */
export async function submitExam(result) {
  await settled();
  return ask('/api/submit-exam/', 'POST', result);
}

export const getExamResult = (examId) => ask(`/api/exam-result/${encodeURIComponent(examId)}/`, 'GET');

export const recordViolation = (violation, right) => send('/api/record-violation/', violation, right);

export const recordTabSwitch = (tabSwitch, right) => send('/api/record-tab-switch/', { count: 1, ...tabSwitch }, right);

/** The number of events that still wait in this browser. */
export const waitingEvents = () => outbox.count();

/** Whether the service works; never throws. */
export async function healthCheck() {
  return (await healthCheckWithReason()).well;
}

/** Whether the service works, and if not, which part does not. */
export async function healthCheckWithReason(server = settings.server) {
  try {
    await proctoringApiCall('/api/health/', 'GET', null, { server: server ?? serverAddress(), token: null });
    return { well: true, reason: null, status: 200 };
  } catch (error) {
    settings.onUnavailable?.(error);
    return { well: false, reason: error.message, status: error.status };
  }
}

/** The canvas as a data URL. */
export const canvasToBase64 = (canvas) => canvas.toDataURL('image/jpeg', 0.92);

async function getStream(constraints, refusal) {
  try {
    if (!navigator.mediaDevices)
      throw new DOMException('This page is not secure: a browser gives cameras only to https and to localhost.', 'SecurityError');
    return await navigator.mediaDevices.getUserMedia(constraints);
  } catch (cause) {
    // The sentence is for the candidate, the name for the page: NotAllowedError, NotFoundError, NotReadableError and so on.
    throw Object.assign(new Error(refusal(cause.name), { cause }), { name: cause.name });
  }
}

export const getWebcamStream = () => getStream(
  { video: { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: 'user' }, audio: false },
  (name) => text({ NotFoundError: 'CameraMissing', NotReadableError: 'CameraBusy' }[name] ?? 'NoCamera'),
);

export const getAudioStream = () => getStream(
  { audio: { echoCancellation: true, noiseSuppression: true }, video: false },
  () => text('NoMicrophone'),
);

/**
 * Monitors this page until the returned function is called; reports nothing by itself.
 * @param {(type: string, violation: { type: string, description: string, objects: string[], tab_switches?: number }) => void} onViolation
 */
export function startProctoringMonitoring(onViolation) {
  let tabSwitches = 0;
  return watchHost((type, detail, description) => onViolation(type, {
    type,
    description: detail ? `${description}: ${detail}` : description,
    objects: detail ? [detail] : [],
    ...(type === 'tab_switch' ? { tab_switches: ++tabSwitches } : {}),
  }), [], sessionOf(settings.sessionToken));
}

// Events that an earlier page could not send.
outbox.flush();
