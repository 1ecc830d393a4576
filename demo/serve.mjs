// An example of a host site without dependencies: static pages, and a call of start-exam on the server, so that the API key never leaves
// it. Run it with: PROCTORING_URL=… PROCTORING_API_KEY=… [PROCTORING_POLICY=…] node demo/serve.mjs [port]. See docs/embedding.md.

import { createServer, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { lookup } from 'node:dns';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

// Its path, if it has one, is part of every address.
const site = (process.env.PROCTORING_URL ?? 'http://localhost:5080').replace(/\/+$/, '');
const proctoring = new URL(site);
const key = process.env.PROCTORING_API_KEY ?? '';
// The name of a policy of the proctoring server. A policy with HostMayPause lets the sidecar's page request a break.
const policy = process.env.PROCTORING_POLICY;
const port = Number(process.argv[2] ?? process.env.PORT ?? 5400);
const pages = fileURLToPath(new URL('pages/', import.meta.url));
const largestBody = 64 * 1024;

// Browsers request an icon from every site.
const nothing = new Set(['/favicon.ico']);

const files = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/full.html': ['full.html', 'text/html; charset=utf-8'],
  '/sidecar.html': ['sidecar.html', 'text/html; charset=utf-8'],
  '/host.js': ['host.js', 'text/javascript; charset=utf-8'],
  '/host.css': ['host.css', 'text/css; charset=utf-8'],
};

/** Browsers resolve every name under .localhost to this machine; Node asks the system, which may not. */
const find = (name, options, done) => (name.endsWith('.localhost') ? lookup('127.0.0.1', options, done) : lookup(name, options, done));

/** Calls the proctoring API with the key, by POST if there is a body, and returns the status and the JSON of the answer. */
function call(path, body) {
  const text = body === undefined ? '' : JSON.stringify(body);
  const method = body === undefined ? 'GET' : 'POST';
  const send = proctoring.protocol === 'https:' ? secureRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text), 'X-Api-Key': key };
    const asking = send(new URL(site + path), { method, headers, lookup: find, timeout: 10_000 }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode, body: Buffer.concat(parts).toString() }));
    });
    asking.on('timeout', () => asking.destroy(new Error('no answer')));
    asking.on('error', reject);
    asking.end(text);
  });
}

async function readJson(request) {
  let size = 0;
  const parts = [];
  for await (const part of request) {
    size += part.length;
    if (size > largestBody)
      throw new Error('too large');
    parts.push(part);
  }
  return JSON.parse(Buffer.concat(parts).toString());
}

/** The answers to the sidecar's questions. The third one is free text, which no one scores. */
const solution = { q1: '4', q2: 'green' };

/** Ends an exam: this server counts the correct answers, and reads from the proctoring server how many flags are on record. */
async function submit({ exam_id: examId, answers }) {
  const exam = Number(examId);
  const correct = Object.entries(solution).filter(([name, right]) => answers?.[name] === right).length;
  const submitted = await call('/api/submit-exam/', { exam_id: exam, correct_answers: correct });
  if (submitted.status !== 200)
    return submitted;
  const { data } = JSON.parse(submitted.body);
  // The result is stored already; the flags are only shown, so a failure here must not look like one of the submission.
  const flags = await call(`/api/exam-result/${exam}/`)
    .then((result) => (result.status === 200 ? JSON.parse(result.body).data.violations.length : null))
    .catch(() => null);
  return { status: 200, body: JSON.stringify({ correct_answers: data.correct_answers, total_questions: data.total_questions, flags }) };
}

/**
 * The pages' requests to this server. A real host takes nothing that decides from the page: the student comes from its sign-in, the exam
 * from its records, and it counts the correct answers and the flags itself (docs/moving-jobgenie.md).
 */
const calls = {
  '/exams/start': (asked) => call('/api/start-exam/', {
    student_id: String(asked.student_id),
    name: String(asked.name ?? ''),
    exam_name: String(asked.exam_name),
    total_questions: Number(asked.total_questions),
    ...(policy ? { policy } : {}),
    mode: asked.mode === 'sidecar' ? 'sidecar' : 'full',
  }),
  '/exams/submit': submit,
};

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://host');
  try {
    if (request.method === 'POST' && calls[pathname]) {
      const answer = await calls[pathname](await readJson(request));
      response.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(answer.body);
    } else if (request.method === 'GET' && pathname === '/settings.js') {
      // The pages' only setting. It does not contain the key.
      response.writeHead(200, { 'Content-Type': 'text/javascript' })
        .end(`export const proctoringServer = ${JSON.stringify(site)};\n`);
    } else if (request.method === 'GET' && files[pathname]) {
      const [name, type] = files[pathname];
      response.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'no-cache' }).end(await readFile(pages + name));
    } else if (nothing.has(pathname)) {
      response.writeHead(204).end();
    } else {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('There is no such page.');
    }
  } catch (error) {
    const [status, words] = error instanceof SyntaxError
      ? [400, 'The request is not valid JSON.']
      : [503, 'The proctoring server does not answer.'];
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify({ success: false, error: words, status }));
  }
});

server.listen(port, () => console.log(`Host page: http://lms.localhost:${server.address().port}  (proctoring: ${site})`));
