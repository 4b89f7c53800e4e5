/**
 * A trace of memory accesses, replayed through I1, D1 and LL: what `bulkhead cache` runs. Texts and bytes come in, counts
 * or problems with their place go out; files are read by the command line.
 *
 * With `lru` the nine counters are Cachegrind's (rules: `models/memory/replay/counts.ts`).
 */
import { type CacheGeometry, parseGeometry } from '../models/memory/geometry.ts';
import { type ReplacementName, replacementNames, replacements } from '../models/memory/replacements.ts';
import { AnyPolicyReplay } from '../models/memory/replay/any-policy.ts';
import type { Replay, ReplayCounts, ReplayGeometry } from '../models/memory/replay/counts.ts';
import { LruReplay, suitsLruReplay } from '../models/memory/replay/lru.ts';
import { PackedWriter } from '../models/memory/trace/packed.ts';
import { batchFor, readTrace } from '../models/memory/trace/read.ts';
import { Regions, TraceError } from '../models/memory/trace/record.ts';

/** Names for `--policy`. */
export const cachePolicyNames: readonly string[] = replacementNames;

/** The three caches as written: `32KiB,8,64` (size, ways, line). */
export interface CacheTexts {
  readonly i1: string;
  readonly d1: string;
  readonly ll: string;
  readonly policy: string;
}

export interface CacheSetup {
  readonly geometry: ReplayGeometry;
  readonly policy: ReplacementName;
}

/** One mistake of the user. `place` is an option name or a place in the trace. */
export interface CacheProblem {
  readonly place:
    | { readonly option: string }
    | { readonly line: number }
    | { readonly byte: number }
    | { readonly trace: true };
  readonly message: string;
  readonly help: readonly string[];
}

export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly CacheProblem[] };

/** Checks what was written about the caches. Returns every problem, not only the first. */
export function readCacheTexts(texts: CacheTexts): Outcome<CacheSetup> {
  const problems: CacheProblem[] = [];
  const read = (option: 'i1' | 'd1' | 'll'): CacheGeometry => {
    const geometry = parseGeometry(texts[option]);
    if (!('message' in geometry)) return geometry;
    problems.push({ place: { option }, ...geometry });
    return { sizeBytes: 0, ways: 0, lineBytes: 0 };
  };
  const geometry = { i1: read('i1'), d1: read('d1'), ll: read('ll') };
  if (!replacementNames.includes(texts.policy as ReplacementName)) {
    problems.push({
      place: { option: 'policy' },
      message: `there is no policy "${texts.policy}"`,
      help: [`policies: ${replacementNames.join(', ')}`],
    });
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, value: { geometry, policy: texts.policy as ReplacementName } };
}

export interface CacheTraceResult {
  readonly counts: ReplayCounts;
  readonly accesses: number;
  readonly form: 'lackey' | 'packed';
}

/** Replays the trace that `chunks` hold, in one pass; memory does not grow with the trace. */
export function simulateCacheTrace(chunks: Iterable<Uint8Array>, setup: CacheSetup): Outcome<CacheTraceResult> {
  const regions = new Regions();
  const take = (replay: Replay) => (words: Int32Array, count: number) => replay.feed(words, count);
  if (setup.policy === 'lru' && suitsLruReplay(setup.geometry)) {
    const replay = new LruReplay(setup.geometry, regions);
    return consume(chunks, regions, take(replay), (read) => ({ ...read, counts: replay.counts() }), replay.words);
  }
  const replay = new AnyPolicyReplay(setup.geometry, replacements[setup.policy], regions);
  return consume(chunks, regions, take(replay), (read) => ({ ...read, counts: replay.counts() }));
}

export interface PackResult {
  readonly accesses: number;
  readonly form: 'lackey' | 'packed';
}

/** Rewrites a trace of either form as a packed one; `write` gets bytes that are reused after it returns. */
export function packTrace(chunks: Iterable<Uint8Array>, write: (bytes: Uint8Array) => void): Outcome<PackResult> {
  const regions = new Regions();
  const writer = new PackedWriter(write, regions);
  return consume(
    chunks,
    regions,
    (words, count) => writer.put(words, count),
    (read) => {
      writer.end();
      return read;
    },
  );
}

function consume<T>(
  chunks: Iterable<Uint8Array>,
  regions: Regions,
  take: (words: Int32Array, count: number) => void,
  finish: (read: PackResult) => T,
  words: Int32Array | null = null,
): Outcome<T> {
  let accesses = 0;
  const batch = batchFor((batchWords, count) => {
    accesses += count;
    take(batchWords, count);
  }, words);
  try {
    const { form } = readTrace(chunks, batch, regions);
    if (accesses === 0) return { ok: false, problems: [noAccess] };
    return { ok: true, value: finish({ accesses, form }) };
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    return { ok: false, problems: [{ place: error.place, message: error.message, help: error.help }] };
  }
}

const noAccess: CacheProblem = {
  place: { trace: true },
  message: 'the trace holds no access',
  help: ['write one with: valgrind --tool=lackey --trace-mem=yes --log-file=FILE PROGRAM'],
};
