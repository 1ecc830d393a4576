// Lints an OpenAPI document, generates a TypeScript client from it, compiles the demo with it and runs the demo against a server:
// node check.mjs FOLDER DOCUMENT SERVER KEY. The exit code 75 means that the npm registry cannot be reached.

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [folder, document, server, key] = process.argv.slice(2);
const here = fileURLToPath(new URL('.', import.meta.url));
const unreachable = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|E50[0-9]|network/i;

/** Runs a command in the folder and returns what it wrote; ends this program with the same if it fails. */
function run(command, ...values) {
  const { status, stdout, stderr } = spawnSync(command, values, { cwd: folder, encoding: 'utf8', timeout: 100_000 });
  if (status === 0)
    return;
  console.error(`${command} ${values.join(' ')}\n${stdout}\n${stderr}`);
  process.exit(command === 'npm' && unreachable.test(stderr) ? 75 : 1);
}

const tool = (name) => join(folder, 'node_modules/.bin', name);

/** The tools stay in the folder for the next run, until other versions are pinned. */
const installed = existsSync(tool('redocly')) && existsSync(join(folder, 'package-lock.json'))
  && readFileSync(join(folder, 'package-lock.json'), 'utf8') === readFileSync(join(here, 'package-lock.json'), 'utf8');

mkdirSync(folder, { recursive: true });
for (const file of ['package.json', 'package-lock.json', 'redocly.yaml', 'client.ts', 'sdk-types.ts'])
  cpSync(join(here, file), join(folder, file));
cpSync(join(here, '../../../wwwroot/sdk/proctoring.d.ts'), join(folder, 'proctoring.d.ts'));
if (!installed)
  run('npm', 'ci', '--no-audit', '--no-fund');
run(tool('redocly'), 'lint', document, '--config', 'redocly.yaml', '--format', 'stylish');
run(tool('openapi-typescript'), document, '--output', 'api.d.ts');
run(tool('tsc'), '--strict', '--noUncheckedIndexedAccess', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2022',
  '--types', 'node', '--outDir', 'out', 'client.ts', 'sdk-types.ts');
run('node', join(folder, 'out/client.js'), server, key);
