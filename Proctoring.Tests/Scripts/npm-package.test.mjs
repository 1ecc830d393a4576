// Installs the npm package into an empty project, checks its types with tsc, and renders it on a server.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { build } from '../../packages/npm/build.mjs';

const dependencies = ['typescript@5', 'react@19', 'react-dom@19', '@types/react@19'];

/** A registry that cannot be reached is no fault of the package. */
const unreachable = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|E50[0-9]|network/i;

const app = `
import '@jobgenie/proctoring/jsx';
import { useRef } from 'react';
import { configure, recordViolation, type ExamProctoringElement } from '@jobgenie/proctoring';
import { ExamProctoring } from '@jobgenie/proctoring/react';

configure({ server: 'https://exam.example', sessionToken: null });
export const report = () => recordViolation({ event_type: 'tab_switch', at: '2026-11-28T10:00:00Z' });

export function Wrapped() {
  const element = useRef<ExamProctoringElement>(null);
  return (
    <ExamProctoring ref={element} server="https://exam.example" embedUrl="https://exam.example/embed/x" sessionToken="t" examId={1}
      mode="sidecar" style={{ height: 700 }} onExamSubmitted={({ score, timed_out }) => console.log(score, timed_out)}
      onUnavailable={({ reason, status }) => console.error(reason, status)} onResize={({ height }) => console.log(height)}>
      <p>Not available</p>
    </ExamProctoring>
  );
}

export const plain = <exam-proctoring server="https://exam.example" embed-url="https://exam.example/embed/x" theme="dark" />;
// @ts-expect-error embed-url and exam-name exclude each other.
export const both = <exam-proctoring embed-url="x" student-id="s" exam-name="e" total-questions={1} />;
// @ts-expect-error There is no such theme.
export const pink = <ExamProctoring server="https://exam.example" embedUrl="x" theme="pink" />;
`;

const render = `
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { ExamProctoring } from '@jobgenie/proctoring/react';
console.log(renderToString(createElement(ExamProctoring, { server: 'https://exam.example', embedUrl: 'https://exam.example/embed/x',
  examId: 7, className: 'quiz', hidden: false, inert: true, 'aria-busy': false, onReady: () => {} }, 'Standard quiz')));
`;

test('the package installs into an empty project, with types for JSX and a component that renders on a server', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'proctoring-install-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const run = (command, ...values) => spawnSync(command, values, { cwd: folder, encoding: 'utf8', timeout: 100_000 });

  const archive = build(folder);
  writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}');
  const installed = run('npm', 'install', '--no-audit', '--no-fund', archive, ...dependencies);
  if (installed.status !== 0 && unreachable.test(installed.stderr)) {
    t.skip(`The npm registry cannot be reached: ${installed.stderr.slice(0, 300)}`);
    return;
  }

  assert.equal(installed.status, 0, installed.stderr);
  writeFileSync(join(folder, 'app.tsx'), app);
  const checked = run('npx', 'tsc', '--noEmit', '--strict', '--skipLibCheck', 'false', '--jsx', 'react-jsx', '--module', 'nodenext',
    '--target', 'es2022', 'app.tsx');
  assert.equal(checked.status, 0, checked.stdout);
  writeFileSync(join(folder, 'render.mjs'), render);
  const rendered = run('node', 'render.mjs');
  assert.equal(rendered.status, 0, rendered.stderr);
  assert.equal(rendered.stdout.trim(), '<exam-proctoring server="https://exam.example" embed-url="https://exam.example/embed/x" '
    + 'exam-id="7" inert="" aria-busy="false" class="quiz">Standard quiz</exam-proctoring>');
  // Copied, not written again.
  assert.equal(readFileSync(join(folder, 'node_modules/@jobgenie/proctoring/sdk/element.js'), 'utf8'),
    readFileSync(new URL('../../wwwroot/sdk/element.js', import.meta.url), 'utf8'));
});
