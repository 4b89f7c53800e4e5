/**
 * PHOLD on the kernel and on every peer that is here: nanoseconds per event and the ratio peer / ours of the same round,
 * medians of interleaved rounds (only ratios of one run can be carried from machine to machine). Fails when a checksum
 * differs, when an event costs memory, or when a ratio misses its target.
 *
 * The targets are the ratios to the C++ heaps that a prototype of this design reached on two cores of an AMD EPYC (Zen 4)
 * under KVM, less 15 % for the public interface.
 */
import { fileURLToPath } from 'node:url';
import type { Bench } from '../bench.ts';
import { availablePeers, type Measurement, measure, type Peer } from './peers.ts';
import { checksums, type Delays } from './phold.ts';

const rounds = 5;
const sizes = [64, 1024, 65_536, 1_048_576];
const ours: Peer = {
  name: 'ours',
  command: [process.execPath, '--no-warnings', fileURLToPath(new URL('measure.js', import.meta.url)), 'ours'],
  inOrder: true,
  events: 3_000_000,
  mostPending: 2 ** 20,
};

/** Least ratio peer / ours, by peer and cell. */
const targets: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'C++ std::priority_queue': {
    'W/64': 0.85,
    'C/64': 1.15,
    'W/1024': 1,
    'C/1024': 1.6,
    'W/65536': 1.2,
    'C/65536': 3,
  },
  'C++ 4-ary heap': {
    'W/64': 0.4,
    'C/64': 0.55,
    'W/1024': 0.5,
    'C/1024': 0.75,
    'W/65536': 0.8,
    'C/65536': 2,
  },
  'SystemC SC_METHOD': { 'W/64': 2, 'C/64': 3.3, 'W/1024': 2.5, 'C/1024': 3.3, 'W/65536': 10, 'C/65536': 10 },
  'ns-3 PriorityQueue': { 'W/64': 2, 'C/64': 2, 'W/1024': 2, 'C/1024': 2, 'W/65536': 2, 'C/65536': 2 },
  'ns-3 Map': { 'W/64': 3, 'C/64': 3, 'W/1024': 3, 'C/1024': 3, 'W/65536': 3, 'C/65536': 3 },
  'SimPy process': { 'W/64': 35, 'C/64': 35, 'W/1024': 35, 'C/1024': 35, 'W/65536': 35, 'C/65536': 35 },
  'npm flatqueue': { 'W/64': 1, 'C/64': 1.5, 'W/1024': 1, 'C/1024': 1.5, 'W/65536': 1, 'C/65536': 1.5 },
  ...Object.fromEntries(
    ['tinyqueue', 'heap-js', '@datastructures-js/priority-queue'].map((name) => [
      `npm ${name}`,
      { 'W/64': 2.4, 'C/64': 2.4, 'W/1024': 3, 'C/1024': 3, 'W/65536': 8, 'C/65536': 8 },
    ]),
  ),
};

export const phold: Bench = {
  summary: 'events of the kernel through its public interface, against other engines',
  run(print) {
    const peers = availablePeers(print);
    const failures: string[] = [];
    for (const pending of sizes) {
      for (const delays of ['W', 'C'] as const) failures.push(...cell(delays, pending, peers, print));
    }
    return failures;
  },
};

function cell(delays: Delays, pending: number, peers: readonly Peer[], print: (text: string) => void): string[] {
  const name = `${delays}/${pending}`;
  const engines = [ours, ...peers.filter(({ mostPending }) => pending <= mostPending)];
  const results = new Map<Peer, Measurement[]>(engines.map((engine) => [engine, []]));
  for (let round = 0; round < (pending > 100_000 ? 3 : rounds); round++) {
    for (const engine of engines) {
      const result = measure(engine.command, delays, pending, engine.events);
      if (result !== null) results.get(engine)!.push(result);
    }
  }
  print(`\nPHOLD ${name}   ns/event   peer / ours   target`);
  const failures: string[] = [];
  for (const engine of engines) {
    const measured = results.get(engine)!;
    if (measured.length === 0) {
      print(`  ${engine.name.padEnd(36)} failed`);
      if (engine === ours) failures.push(`${name}: ours failed`);
      continue;
    }
    failures.push(...wrongChecksums(name, engine, measured));
    const ratio = median(
      measured.map((result, i) => result.nsPerEvent / (results.get(ours)![i]?.nsPerEvent ?? Number.NaN)),
    );
    const target = targets[engine.name]?.[name];
    const missed = target !== undefined && !(ratio >= target);
    if (missed) failures.push(`${name}: ${engine.name} / ours is ${ratio.toFixed(2)}, target ${target}`);
    const ns = median(measured.map(({ nsPerEvent }) => nsPerEvent)).toFixed(1);
    const tail = engine === ours ? memory(name, measured, failures) : `${ratio.toFixed(2).padStart(12)}`;
    print(
      `  ${engine.name.padEnd(36)}${ns.padStart(9)}${tail}${target === undefined ? '' : `${String(target).padStart(9)}${missed ? '  missed' : ''}`}`,
    );
  }
  return failures;
}

function wrongChecksums(name: string, engine: Peer, measured: readonly Measurement[]): string[] {
  const expected = checksums[name]!;
  const wrong = ({ at100k, at1M }: Measurement) =>
    (expected.at100k !== undefined && at100k !== expected.at100k) ||
    (engine.events >= 1_000_000 && at1M !== expected.at1M);
  return engine.inOrder && measured.some(wrong) ? [`${name}: ${engine.name} has another checksum`] : [];
}

/** Bytes and collections per event, of `measure.ts` in `ours`. Half a byte is the noise of the heap counter. */
function memory(name: string, measured: readonly Measurement[], failures: string[]): string {
  const runs = measured as readonly (Measurement & { bytesPerEvent: number; collections: number })[];
  const bytes = median(runs.map(({ bytesPerEvent }) => bytesPerEvent));
  const collections = median(runs.map((run) => run.collections));
  if (Math.abs(bytes) > 0.5 || collections > 0) {
    failures.push(`${name}: ${bytes.toFixed(2)} bytes per event, ${collections} collections in 2 000 000 events`);
  }
  return `   ${Math.max(0, Math.round(bytes))} B and ${collections} collections in 2 000 000 events`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
