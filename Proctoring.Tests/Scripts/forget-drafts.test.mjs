// Run with: node --test Proctoring.Tests/Scripts
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forgetDrafts } from '../../wwwroot/js/forget-drafts.js';

test('only the drafts of exams are removed', () => {
  const storage = { 'exam-draft-1': 'solutions', 'exam-draft-22': 'solutions', language: 'de' };
  Object.defineProperty(storage, 'removeItem', { value: (key) => delete storage[key] });

  forgetDrafts(storage);

  assert.deepEqual(Object.keys(storage), ['language']);
});
