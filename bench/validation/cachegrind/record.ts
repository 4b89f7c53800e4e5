/**
 * Makes the known answers of this folder: compiles the programs of `programs/`, traces each with Valgrind's lackey, lets
 * Cachegrind count the same run for every geometry, and keeps the packed traces and the counts. Needs `gcc` and `valgrind`
 * on x86-64 Linux; run with `node dist/bench/validation/cachegrind/record-main.js`. The environment is emptied and address
 * randomisation is off, because both tools must see the same addresses.
 */
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packTrace } from '../../../scenarios/cache-trace.ts';

/** Three caches as written for `bulkhead cache`; sizes in bytes, because Cachegrind knows no units. */
export interface Caches {
  readonly i1: string;
  readonly d1: string;
  readonly ll: string;
}

export const geometries: readonly Caches[] = [
  { i1: '32768,8,64', d1: '32768,8,64', ll: '1048576,16,64' },
  { i1: '16384,4,64', d1: '16384,4,64', ll: '524288,8,64' },
  { i1: '1024,2,64', d1: '2048,1,64', ll: '32768,8,64' },
  { i1: '512,2,32', d1: '4096,4,64', ll: '65536,2,128' },
];

/** Cachegrind's own names of its nine counters. */
export type Counters = Readonly<
  Record<'Ir' | 'I1mr' | 'ILmr' | 'Dr' | 'D1mr' | 'DLmr' | 'Dw' | 'D1mw' | 'DLmw', number>
>;

export interface KnownAnswer {
  readonly program: string;
  readonly caches: Caches;
  readonly counters: Counters;
}

/** What `known-answers.json` holds. */
export interface KnownAnswers {
  readonly valgrind: string;
  readonly compiler: string;
  readonly answers: readonly KnownAnswer[];
}

const environment = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };

/** Runs a Valgrind tool on `program` with fixed addresses; returns nothing, the tool writes its own file. */
function valgrind(toolArguments: readonly string[], program: readonly string[]): void {
  const command = ['-R', 'valgrind', ...toolArguments, ...program];
  execFileSync('setarch', command, { env: environment, stdio: 'ignore' });
}

/** Whether the tools are here: tests skip the live comparison where they are not. */
export function hasValgrind(): boolean {
  try {
    execFileSync('setarch', ['-R', 'valgrind', '--version'], { env: environment, stdio: 'ignore' });
    return process.arch === 'x64';
  } catch {
    return false;
  }
}

/** Writes the lackey text of one run to `file`. */
export function traceProgram(program: readonly string[], file: string): void {
  valgrind(['--tool=lackey', '--trace-mem=yes', `--log-file=${file}`], program);
}

/** Cachegrind's counters of one run. */
export function countProgram(program: readonly string[], caches: Caches, folder: string): Counters {
  const output = join(folder, 'cachegrind.out');
  const sizes = [`--I1=${caches.i1}`, `--D1=${caches.d1}`, `--LL=${caches.ll}`];
  valgrind(['--tool=cachegrind', '--cache-sim=yes', ...sizes, `--cachegrind-out-file=${output}`], program);
  const text = readFileSync(output, 'utf8');
  const field = (name: string): string[] => new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1]?.trim().split(' ') ?? [];
  const [names, values] = [field('events'), field('summary')];
  return Object.fromEntries(names.map((name, i) => [name, Number(values[i])])) as Counters;
}

/** The bytes of a file in chunks, as `simulateCacheTrace` takes them. */
export function* chunksOf(path: string): Generator<Uint8Array> {
  const file = openSync(path, 'r');
  const buffer = new Uint8Array(1 << 16);
  for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) yield buffer.subarray(0, read);
  closeSync(file);
}

/** Program sources: no libraries, so that traces stay small. */
export const programs = ['list', 'matrix', 'sort'] as const;

export function compileProgram(source: string, executable: string): void {
  const flags = ['-O1', '-static', '-nostdlib', '-fno-stack-protector', '-fcf-protection=none'];
  execFileSync('gcc', [...flags, '-o', executable, source], { stdio: 'ignore' });
}

/** Keeps trace and answers of the programs and of `/bin/true` under `folder`. */
export function recordKnownAnswers(folder: string): void {
  const scratch = mkdtempSync(join(tmpdir(), 'bulkhead-cachegrind-'));
  mkdirSync(join(folder, 'traces'), { recursive: true });
  const answers: KnownAnswer[] = [];
  for (const name of ['true', ...programs]) {
    const executable = name === 'true' ? '/bin/true' : join(scratch, name);
    if (name !== 'true') compileProgram(join(folder, 'programs', `${name}.c`), executable);
    const text = join(scratch, `${name}.txt`);
    traceProgram([executable], text);
    const packed = openSync(join(folder, 'traces', `${name}.bht`), 'w');
    packTrace(chunksOf(text), (bytes) => writeSync(packed, bytes));
    closeSync(packed);
    for (const caches of geometries)
      answers.push({ program: name, caches, counters: countProgram([executable], caches, scratch) });
  }
  const known: KnownAnswers = { valgrind: version('valgrind'), compiler: version('gcc'), answers };
  writeFileSync(join(folder, 'known-answers.json'), `${JSON.stringify(known, null, 2)}\n`);
  rmSync(scratch, { recursive: true });
}

const version = (tool: string): string => execFileSync(tool, ['--version'], { encoding: 'utf8' }).split('\n')[0] ?? '';
