/**
 * Runtimes that are packages of the npm registry, fetched on demand into `.cache/engines` (never dependencies): Node in its
 * even versions, Bun (JavaScriptCore, the engine of Safari) and Deno.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Fingerprints } from './fingerprints.ts';
import { root } from './shelf.ts';

export interface Runtime {
  /** Column of the table. */
  readonly name: string;
  /** Of the registry, with a version range. */
  readonly package: string;
  /** Path of the program below `node_modules`. */
  readonly program: string;
  /** Arguments before the script. */
  readonly arguments: readonly string[];
}

const node = (version: number): Runtime => ({
  name: `Node ${version}`,
  package: `node@${version}`,
  program: '.bin/node',
  arguments: [],
});

export const bun: Runtime = { name: 'Bun', package: 'bun@1', program: '.bin/bun', arguments: [] };

export const runtimes: readonly Runtime[] = [
  ...[20, 22, 24, 26].map(node),
  bun,
  { name: 'Deno', package: 'deno@2', program: '.bin/deno', arguments: ['run', '--allow-all', '--quiet'] },
];

/** Path of the runtime's program, fetched when it is not in the cache; null when it cannot be had (offline, other platform). */
export function fetchRuntime(runtime: Runtime): string | null {
  const folder = join(root, '.cache', 'engines', runtime.package.replace('@', '-'));
  const program = join(folder, 'node_modules', runtime.program);
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    const install = ['install', '--no-audit', '--no-fund', '--silent', runtime.package];
    spawnSync('npm', install, { cwd: folder, timeout: 180_000, shell: process.platform === 'win32' });
  }
  return spawnSync(program, ['--version']).status === 0 ? program : null;
}

/**
 * Fingerprints as the runtime computes them, of runs not longer than `longestPs`. `script` is the compiled `in-runtime.js`.
 * Throws with its message when it fails.
 */
export function fingerprintsIn(
  program: string,
  before: readonly string[],
  names: readonly string[],
  longestPs = Infinity,
  script: string = fileURLToPath(new URL('in-runtime.js', import.meta.url)),
): Fingerprints {
  const given = [...before, script, `${longestPs}`, ...names];
  const { status, stdout, stderr } = spawnSync(program, given, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr.trim().split('\n').slice(0, 5).join('\n') || `ended with status ${status}`);
  return JSON.parse(stdout) as Fingerprints;
}
