/**
 * Accesses per second of the cache replay: I1 + D1 + LL in JavaScript and in WebAssembly, and four cores with a shared second
 * level, each beside a plain C++ program of the same meaning in the same run (compiled when a compiler is here). The
 * counters of both must be equal. Warm: best of three passes. And what the rate level costs in whole runs.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LruReplay } from '../../../models/memory/replay/lru.ts';
import { SharedReplay } from '../../../models/memory/replay/shared.ts';
import { Regions, recordWords } from '../../../models/memory/trace/record.ts';
import type { Bench } from '../bench.ts';
import { root } from '../phold/peers.ts';
import { accessesOf } from './accesses.ts';
import { mostTimes, rateLevelCosts } from './rate-level.ts';

const accesses = 16_000_000;
const passes = 3;
const cores = 4;
const batchRecords = 32 * 1024;
const firstLevel = { sizeBytes: 32 * 1024, ways: 8, lineBytes: 64 };
const lastLevel = { sizeBytes: 1024 * 1024, ways: 16, lineBytes: 64 };
const sharedLevel = { sizeBytes: 2 * 1024 * 1024, ways: 16, lineBytes: 64 };

interface Result {
  readonly nsPerAccess: number;
  readonly counters: readonly number[];
}

function best(replay: () => void): number {
  let bestMs = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass < passes; pass += 1) {
    const start = performance.now();
    replay();
    bestMs = Math.min(bestMs, performance.now() - start);
  }
  return bestMs * 1e6;
}

function single(words: Int32Array, engine: 'fastest' | 'script'): Result {
  const regions = new Regions();
  regions.idOf(0);
  const replay = new LruReplay({ i1: firstLevel, d1: firstLevel, ll: lastLevel }, regions, engine);
  let counters: number[] = [];
  const ns = best(() => {
    feed(replay, words);
    if (counters.length === 0) {
      const { instructionRefs, i1Misses, llInstructionMisses, reads, d1ReadMisses, llReadMisses, ...rest } =
        replay.counts();
      const { writes, d1WriteMisses, llWriteMisses } = rest;
      counters = [
        instructionRefs,
        reads,
        writes,
        i1Misses,
        d1ReadMisses,
        d1WriteMisses,
        llInstructionMisses,
        llReadMisses,
        llWriteMisses,
      ];
    }
  });
  return { nsPerAccess: ns / (words.length / recordWords), counters };
}

/** In batches, as a reader of traces does it: into the engine's own room when it has some. */
function feed(replay: LruReplay, words: Int32Array): void {
  const room = replay.words;
  const step = Math.min(batchRecords * recordWords, room?.length ?? Number.POSITIVE_INFINITY);
  for (let from = 0; from < words.length; from += step) {
    const batch = words.subarray(from, Math.min(from + step, words.length));
    if (room === null) replay.feed(batch, batch.length / recordWords);
    else {
      room.set(batch);
      replay.feed(room, batch.length / recordWords);
    }
  }
}

function shared(words: Int32Array): Result {
  const perCore = Math.floor(words.length / recordWords / cores) * recordWords;
  const batches = Array.from({ length: cores }, (_, core) => words.subarray(core * perCore, (core + 1) * perCore));
  const replay = new SharedReplay({ i1: firstLevel, d1: firstLevel, shared: sharedLevel }, cores);
  let counters: number[] = [];
  const ns = best(() => {
    replay.feed(batches, perCore / recordWords);
    if (counters.length > 0) return;
    const { refs, l1Misses, sharedMisses } = replay.counts();
    const sum = (triples: readonly (readonly number[])[]) =>
      [0, 1, 2].map((at) => triples.reduce((total, one) => total + one[at]!, 0));
    counters = [...sum(refs), ...sum(l1Misses), ...sum(sharedMisses)];
  });
  return { nsPerAccess: ns / (words.length / recordWords), counters };
}

function compiledPeer(say: (text: string) => void): ((words: Int32Array, ...mode: string[]) => Result) | null {
  const compiler = ['g++', 'clang++', 'c++'].find((name) => spawnSync(name, ['--version']).status === 0);
  if (compiler === undefined) {
    say('no C++ compiler here: no ratios');
    return null;
  }
  const folder = join(root, '.cache', 'cache-bench');
  mkdirSync(folder, { recursive: true });
  const program = join(folder, 'peer');
  const source = join(root, 'bench', 'speed', 'cache', 'peer.cpp');
  if (spawnSync(compiler, ['-O2', '-std=c++17', '-o', program, source]).status !== 0)
    throw new Error(`${source} does not compile`);
  return (words, ...mode) => {
    const file = join(folder, 'accesses.bin');
    writeFileSync(file, new Uint8Array(words.buffer, words.byteOffset, words.byteLength));
    return JSON.parse(spawnSync(program, [file, ...mode], { encoding: 'utf8' }).stdout) as Result;
  };
}

export const cache: Bench = {
  summary: 'cache replay: accesses per second beside plain C++ -O2; cost of the rate level in whole runs',
  run(say) {
    const missed: string[] = [];
    const peer = compiledPeer(say);
    say(
      `${''.padEnd(34)}${'M/s'.padStart(8)}${'ns'.padStart(8)}${'C++ ns'.padStart(8)}${'C++/ours'.padStart(10)}${'target'.padStart(8)}`,
    );
    const row = (name: string, ours: Result, theirs: Result | null, target: number) => {
      const ratio = theirs === null ? null : theirs.nsPerAccess / ours.nsPerAccess;
      if (theirs !== null && ours.counters.join() !== theirs.counters.join())
        missed.push(`${name}: counters ${ours.counters.join()} differ from C++'s ${theirs.counters.join()}`);
      if (ratio !== null && ratio < target) missed.push(`${name}: C++ / ours ${ratio.toFixed(2)}, target ${target}`);
      say(
        `${name.padEnd(34)}${(1000 / ours.nsPerAccess).toFixed(0).padStart(8)}${ours.nsPerAccess.toFixed(2).padStart(8)}${(theirs?.nsPerAccess.toFixed(2) ?? '-').padStart(8)}${(ratio?.toFixed(2) ?? '-').padStart(10)}${String(target).padStart(8)}`,
      );
    };
    for (const kind of ['near', 'far'] as const) {
      const words = accessesOf(kind, accesses, 1);
      const label = kind === 'near' ? 'L1 only' : 'L1 + LL';
      const theirs = peer?.(words, 'single') ?? null;
      row(`${label}, JavaScript`, single(words, 'script'), theirs, 0.4);
      row(`${label}, WebAssembly`, single(words, 'fastest'), theirs, 0.55);
      if (kind === 'far')
        row(
          `${cores} cores, shared L2, JavaScript`,
          shared(words),
          peer?.(words, 'shared', String(cores)) ?? null,
          0.4,
        );
    }
    say('');
    say(
      `${'run of an ECU'.padEnd(34)}${'no memory'.padStart(12)}${'rate level'.padStart(12)}${'times'.padStart(8)}${'most'.padStart(8)}`,
    );
    for (const { name, withoutMs, withMs } of rateLevelCosts()) {
      const times = withMs / withoutMs;
      say(
        `${name.padEnd(34)}${`${withoutMs.toFixed(0)} ms`.padStart(12)}${`${withMs.toFixed(0)} ms`.padStart(12)}${times.toFixed(2).padStart(8)}${String(mostTimes).padStart(8)}`,
      );
      if (times > mostTimes)
        missed.push(`${name}: the rate level takes ${times.toFixed(2)} times as long as no memory model`);
    }
    return missed;
  },
};
