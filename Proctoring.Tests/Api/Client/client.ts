// A demo of a client that is generated from the OpenAPI document: it must compile, and it runs against a real server.

import assert from 'node:assert/strict';
import createClient from 'openapi-fetch';
import type { components, paths } from './api.js';

const [server, key] = process.argv.slice(2) as [string, string];
const api = createClient<paths>({ baseUrl: server, headers: { 'X-Api-Key': key } });

const exam = { student_id: 'user_2abc', exam_name: 'Interview', total_questions: 10, mode: 'sidecar' } as const;
const started = await api.POST('/api/start-exam', { body: exam });
assert.equal(started.response.status, 201);
// The members of the data are typed at the top level too.
const number: number = started.data!.exam_id;
assert.equal(number, started.data!.data.exam_id);

const flagged = await api.POST('/api/v1/exams/{exam_id}/violations', {
  params: { path: { exam_id: number }, header: { 'Idempotency-Key': 'flag-1' } },
  body: { event_type: 'RIGHT_CLICK' },
});
assert.equal(flagged.data!.event_type satisfies components['schemas']['ViolationData']['type'], 'context_menu');

const submitted = await api.POST('/api/submit-exam', { body: { exam_id: number, correct_answers: 7 } });
assert.equal(submitted.data!.score, 70);
const again = await api.POST('/api/submit-exam', { body: { exam_id: number, correct_answers: 8 } });
const code: components['schemas']['Failure']['code'] | undefined = again.error?.code;
assert.equal(code, 'already_submitted');

const listed = await api.GET('/api/v1/exams', { params: { query: { status: 'submitted', sort: 'newest_first', page_size: 10 } } });
const [first] = listed.data!.items;
assert.deepEqual([first!.exam_id, first!.clerk_id, first!.review.verdict], [number, 'user_2abc', null]);
assert.equal(first!.student_number, started.data!.student_number);
const missing = await api.GET('/api/v1/exams/{exam_id}', { params: { path: { exam_id: 1_000_000 } } });
assert.deepEqual([missing.error?.status, missing.error?.code], [404, 'exam_not_found']);

/** Never called: these must not compile. */
export async function mistakes() {
  // @ts-expect-error There is no such mode.
  await api.POST('/api/start-exam', { body: { ...exam, mode: 'nonsense' } });
  // @ts-expect-error There is no such status.
  await api.GET('/api/v1/exams', { params: { query: { status: 'lost' } } });
  // @ts-expect-error A batch needs an Idempotency-Key.
  await api.POST('/api/v1/exam-batches', { body: { exams: [exam] } });
  // @ts-expect-error The score may be null.
  const score: number = submitted.data!.score;
  return score;
}
