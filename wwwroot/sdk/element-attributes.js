// Reads the attributes of <exam-proctoring>, and explains mistakes in them to the page's developer.

import { addressOf } from './service.js';

const isLocal = (address) => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|.+\.localhost)$/.test(new URL(address).hostname);

/** Explains why an address may not be framed: it would get the camera, or run in this page. Null if it may. */
export function wrongAddress(address, home) {
  const server = new URL(home);
  let exam;
  try {
    exam = new URL(address, server);
  } catch {
    return 'embed-url is not an address; pass on the embed_url of start-exam unchanged.';
  }
  if (exam.origin === server.origin && /^https?:$/.test(exam.protocol))
    return null;
  return `embed-url leads to ${exam.origin === 'null' ? exam.protocol : exam.origin}, but server is ${server.origin}. `
    + 'Both must be the address at which browsers reach the proctoring server; its operator sets it as Proctoring:Api:PublicAddress.';
}

/** Explains an address of a server that is none; null if it is one. */
export function unreadableServer(server) {
  try {
    if (/^https?:$/.test(new URL(addressOf(server)).protocol))
      return null;
  } catch {
    // Said below.
  }
  return `server is "${server}", which is not an address of the form https://exam.example.`;
}

/** Explains the mistake in an element's attributes for a server; null without one. */
export function mistakeOf(element, server) {
  if (location.protocol === 'https:' && server.startsWith('http://') && !isLocal(server))
    return `This page uses https, so the browser blocks ${server}: the proctoring server needs https too.`;
  if (!element.getAttribute('embed-url') && !element.getAttribute('student-id'))
    return 'The element needs the attributes embed-url, session-token and exam-id, with the values that start-exam returned to your server.';
  return null;
}

/** The exam that the host's server started, in the form of the answer of start-exam. */
export function givenExam(element) {
  return {
    embed_url: element.getAttribute('embed-url'),
    session_token: element.getAttribute('session-token'),
    exam_id: Number(element.getAttribute('exam-id')) || null,
  };
}

/** The request with which the element starts the exam itself. */
export function requestOf(element) {
  const request = {
    student_id: element.getAttribute('student-id') ?? '',
    exam_name: element.getAttribute('exam-name') ?? '',
    total_questions: Number(element.getAttribute('total-questions')),
    mode: element.mode,
  };
  const optional = { policy: 'policy', minutes: 'minutes', 'return-url': 'return_url', name: 'name', email: 'email' };
  for (const [attribute, field] of Object.entries(optional)) {
    const value = element.getAttribute(attribute);
    if (value)
      request[field] = field === 'minutes' ? Number(value) : value;
  }
  return request;
}
