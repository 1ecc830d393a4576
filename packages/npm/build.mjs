// Builds the npm package: node packages/npm/build.mjs FOLDER. The SDK is copied from wwwroot/sdk, so it exists once.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');

/**
 * Writes the package into a folder.
 * @returns {string} The path of the archive.
 */
export function build(folder) {
  const stage = mkdtempSync(join(tmpdir(), 'proctoring-npm-'));
  try {
    for (const file of ['package.json', 'README.md', 'react.js', 'react.d.ts'])
      cpSync(join(here, file), join(stage, file));
    cpSync(join(root, 'wwwroot/sdk'), join(stage, 'sdk'), { recursive: true });
    cpSync(join(root, 'LICENSE'), join(stage, 'LICENSE'));
    mkdirSync(folder, { recursive: true });
    const packed = spawnSync('npm', ['pack', '--json', '--pack-destination', resolve(folder)], { cwd: stage, encoding: 'utf8' });
    if (packed.status !== 0)
      throw new Error(`npm pack failed: ${packed.stderr}`);
    // npm 11 returns a list, npm 12 an object by name.
    const [{ filename }] = Object.values(JSON.parse(packed.stdout));
    return join(resolve(folder), filename.replace('@', '').replace('/', '-'));
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

if (resolve(process.argv[1] ?? '') === fileURLToPath(import.meta.url))
  console.log(build(process.argv[2] ?? 'dist'));
