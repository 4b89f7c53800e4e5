/**
 * `bulkhead cache`: replays a memory trace through I1, D1 and LL and prints accesses and misses, split as Cachegrind splits
 * them; or rewrites a trace in the packed form. Reads the file in chunks, so the trace may be larger than memory.
 */
import { closeSync, openSync, readSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  type CacheProblem,
  type CacheTraceResult,
  cachePolicyNames,
  type Outcome,
  packTrace,
  readCacheTexts,
  simulateCacheTrace,
} from '../../../scenarios/cache-trace.ts';
import { BadInput, defineCommand } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { fileProblem } from '../file-problem.ts';

const chunkBytes = 1 << 18;
const standardInput = '-';

export const cache = defineCommand({
  name: 'cache',
  usage: '',
  summary: 'Replay a memory trace through caches and count misses as Cachegrind does',
  positionals: {},
  options: {
    trace: { type: 'string', demandOption: true, describe: 'lackey text or packed trace; - reads standard input' },
    i1: { type: 'string', default: '32KiB,8,64', describe: 'instruction cache: size,ways,line' },
    d1: { type: 'string', default: '32KiB,8,64', describe: 'data cache: size,ways,line' },
    ll: { type: 'string', default: '1MiB,16,64', describe: 'last-level cache: size,ways,line' },
    policy: { type: 'string', default: 'lru', choices: cachePolicyNames, describe: 'replacement in all three caches' },
    json: { type: 'boolean', default: false, describe: 'print the counts as JSON' },
    pack: { type: 'string', describe: 'write the trace to this file in the packed form instead' },
  },
  examples: [
    ['cache --trace ls.trace', 'count the misses of a trace written by valgrind --tool=lackey'],
    ['cache --trace ls.trace --ll 512KiB,8,64 --policy tree-plru', 'with another last-level cache and policy'],
    ['cache --trace ls.trace --pack ls.bht', 'shrink a trace to about a tenth'],
  ],
  async run(args, host) {
    const setup = unwrap(readCacheTexts(args), args.trace);
    const path = args.trace === standardInput ? standardInput : resolve(host.cwd, args.trace);
    if (args.pack !== undefined) {
      const packed = pack(args.trace, path, resolve(host.cwd, args.pack), args.pack);
      host.out.write(`${group(packed.accesses)} accesses in ${group(packed.bytes)} B written to ${args.pack}\n`);
      return exitCodes.met;
    }
    const result = withFile(path, args.trace, (chunks) => simulateCacheTrace(chunks, setup));
    host.out.write(args.json ? `${JSON.stringify(jsonOf(result), null, 2)}\n` : textOf(result, args));
    return exitCodes.met;
  },
});

/** Opens the trace, gives its bytes to `use`, and turns problems into `BadInput`. */
function withFile<T>(path: string, name: string, use: (chunks: Iterable<Uint8Array>) => Outcome<T>): T {
  let file = 0;
  try {
    if (path !== standardInput) file = openSync(path, 'r');
    return unwrap(use(chunksOf(file)), name);
  } catch (error) {
    if (error instanceof BadInput) throw error;
    throw new BadInput(`${name}: ${fileProblem(error)}`);
  } finally {
    if (file !== 0) closeSync(file);
  }
}

function* chunksOf(file: number): Generator<Uint8Array> {
  const buffer = new Uint8Array(chunkBytes);
  for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) yield buffer.subarray(0, read);
}

/** Writes beside the target first, so that a bad trace leaves no half file behind. */
function pack(name: string, path: string, target: string, targetName: string): { accesses: number; bytes: number } {
  const partial = `${target}.partial`;
  let bytes = 0;
  let output: number;
  try {
    output = openSync(partial, 'w');
  } catch (error) {
    throw new BadInput(`${targetName}: ${fileProblem(error)}`);
  }
  let done = false;
  try {
    const write = (part: Uint8Array) => {
      for (let at = 0; at < part.length; ) at += writeSync(output, part, at);
      bytes += part.length;
    };
    const { accesses } = withFile(path, name, (chunks) => packTrace(chunks, write));
    renameSync(partial, target);
    done = true;
    return { accesses, bytes };
  } finally {
    closeSync(output);
    if (!done) unlinkSync(partial);
  }
}

function unwrap<T>(outcome: Outcome<T>, trace: string): T {
  if (outcome.ok) return outcome.value;
  const texts = outcome.problems.map((problem) => {
    const help = problem.help.map((line) => `  help: ${line}`);
    return [`${placeOf(problem, trace)}: ${problem.message}`, ...help].join('\n');
  });
  const problems = outcome.problems.map(({ place, message, help }) => {
    if ('option' in place) return { message: `--${place.option}: ${message}`, help };
    return { file: trace, message, help, ...('line' in place ? { line: place.line } : {}) };
  });
  throw new BadInput(texts.join('\n'), problems);
}

function placeOf({ place }: CacheProblem, trace: string): string {
  if ('option' in place) return `--${place.option}`;
  if ('line' in place) return `${trace}:${place.line}`;
  return 'byte' in place ? `${trace}: byte ${place.byte}` : trace;
}

/** The shape that other tools read; keys are fixed. */
function jsonOf({ counts }: CacheTraceResult) {
  return {
    i1: { refs: counts.instructionRefs, misses: counts.i1Misses },
    d1: {
      reads: counts.reads,
      writes: counts.writes,
      read_misses: counts.d1ReadMisses,
      write_misses: counts.d1WriteMisses,
    },
    ll: {
      instruction_misses: counts.llInstructionMisses,
      read_misses: counts.llReadMisses,
      write_misses: counts.llWriteMisses,
    },
  };
}

function textOf(
  { counts, accesses, form }: CacheTraceResult,
  args: { i1: string; d1: string; ll: string; policy: string },
): string {
  const row = (name: string, refs: number, l1: number, ll: number) =>
    [
      name.padEnd(13),
      ...[refs, l1].map((n) => group(n).padStart(15)),
      share(l1, refs),
      group(ll).padStart(15),
      share(ll, refs),
    ].join('');
  return [
    `${group(accesses)} accesses (${form} trace); I1 ${args.i1}  D1 ${args.d1}  LL ${args.ll}  ${args.policy}`,
    '',
    `${'access'.padEnd(13)}${'references'.padStart(15)}${'L1 misses'.padStart(15)}${''.padStart(9)}${'LL misses'.padStart(15)}`,
    row('instruction', counts.instructionRefs, counts.i1Misses, counts.llInstructionMisses),
    row('read', counts.reads, counts.d1ReadMisses, counts.llReadMisses),
    row('write', counts.writes, counts.d1WriteMisses, counts.llWriteMisses),
    '',
  ].join('\n');
}

const group = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ' ');
const share = (part: number, whole: number): string =>
  (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(2)} %`).padStart(9);
