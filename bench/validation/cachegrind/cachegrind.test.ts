/**
 * Our nine counters against Cachegrind's, to the last miss: on recorded traces everywhere, and on programs traced now
 * where Valgrind is installed.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCacheTexts, simulateCacheTrace } from '../../../scenarios/cache-trace.ts';
import {
  type Caches,
  type Counters,
  chunksOf,
  countProgram,
  geometries,
  hasValgrind,
  type KnownAnswers,
  traceProgram,
} from './record.ts';

const folder = import.meta.dirname;
const known = JSON.parse(readFileSync(join(folder, 'known-answers.json'), 'utf8')) as KnownAnswers;

function ours(trace: string, caches: Caches): Counters {
  const setup = readCacheTexts({ ...caches, policy: 'lru' });
  if (!setup.ok) throw new Error(setup.problems[0]?.message);
  const result = simulateCacheTrace(chunksOf(trace), setup.value);
  if (!result.ok) throw new Error(result.problems[0]?.message);
  const { counts } = result.value;
  return {
    Ir: counts.instructionRefs,
    I1mr: counts.i1Misses,
    ILmr: counts.llInstructionMisses,
    Dr: counts.reads,
    D1mr: counts.d1ReadMisses,
    DLmr: counts.llReadMisses,
    Dw: counts.writes,
    D1mw: counts.d1WriteMisses,
    DLmw: counts.llWriteMisses,
  };
}

describe('recorded traces', () => {
  test.each(known.answers)(
    '$program with I1 $caches.i1 D1 $caches.d1 LL $caches.ll',
    ({ program, caches, counters }) => {
      expect(ours(join(folder, 'traces', `${program}.bht`), caches)).toEqual(counters);
    },
  );

  test('hold misses of every kind, and differ between geometries', () => {
    for (const name of Object.keys(known.answers[0]!.counters) as (keyof Counters)[]) {
      expect(known.answers.some(({ counters }) => counters[name] > 0)).toBe(true);
    }
    expect(new Set(known.answers.map(({ counters }) => JSON.stringify(counters))).size).toBeGreaterThan(12);
  });
});

describe.skipIf(!hasValgrind())('traces made now (skipped where valgrind is not installed)', () => {
  test.each([['/bin/true'], ['/bin/uname', '-m'], ['/bin/echo', 'bulkhead']])('%s %s', (...program) => {
    const scratch = mkdtempSync(join(tmpdir(), 'bulkhead-cachegrind-'));
    const command = program.filter((word) => word !== undefined);
    const text = join(scratch, 'trace.txt');
    traceProgram(command, text);
    for (const caches of [geometries[0]!, geometries[3]!])
      expect(ours(text, caches)).toEqual(countProgram(command, caches, scratch));
    rmSync(scratch, { recursive: true });
  });
});
