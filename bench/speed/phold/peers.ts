/**
 * The other engines that PHOLD is played on, as far as they are on this machine: native heaps and simulators (compiled here
 * when there is a compiler and the library), heaps of the npm registry (when somebody has installed them into
 * `.cache/peers`: `npm install --prefix .cache/peers tinyqueue flatqueue heap-js`), SimPy (when a python3 has it).
 * A peer is a command that takes the delays, the number of pending events and the number of events, and prints one line of
 * JSON: {"nsPerEvent", "at100k", "at1M"}.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Delays } from './phold.ts';

export interface Measurement {
  readonly nsPerEvent: number;
  readonly at100k: string;
  readonly at1M: string;
}

export interface Peer {
  readonly name: string;
  readonly command: readonly string[];
  /** First in, first out among equal times: the checksum must be the published one. */
  readonly inOrder: boolean;
  /** Speed relative to ours, roughly: how many events are worth its time. */
  readonly events: number;
  /** It is not run with more pending events than this. */
  readonly mostPending: number;
}

/** Root of the repository: the folder of `package.json`, from the sources as well as from `dist`. */
export const root: string = (() => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
})();
const sources = join(root, 'bench', 'speed', 'phold');
const built = join(root, '.cache', 'phold');
export const npmPeers: string = join(root, '.cache', 'peers', 'node_modules');

/** All peers that can be run here; `note` hears why others cannot. */
export function availablePeers(note: (text: string) => void): readonly Peer[] {
  return [...nativePeers(note), ...npmHeaps(note), ...simpy(note)];
}

function nativePeers(note: (text: string) => void): readonly Peer[] {
  const compiler = ['g++', 'clang++', 'c++'].find((name) => spawnSync(name, ['--version']).status === 0);
  if (compiler === undefined) {
    note('no C++ compiler: native peers are left out');
    return [];
  }
  mkdirSync(built, { recursive: true });
  const compiled = (source: string, ...libraries: string[]): string | null => {
    const output = join(built, source.replace('.cpp', ''));
    const flags = ['-O3', '-march=native', '-std=c++17', '-o', output, join(sources, source), ...libraries];
    if (spawnSync(compiler, flags).status === 0) return output;
    note(`${source} does not compile here (is its library installed?)`);
    return null;
  };
  const peers: Peer[] = [];
  const add = (
    name: string,
    program: string | null,
    args: string[],
    inOrder: boolean,
    events: number,
    most: number,
  ) => {
    if (program !== null) {
      peers.push({ name, command: [program, ...args], inOrder, events, mostPending: most });
    }
  };
  const heaps = compiled('peer.cpp');
  add('C++ std::priority_queue', heaps, ['pq'], true, 3_000_000, 2 ** 20);
  add('C++ 4-ary heap', heaps, ['heap4'], true, 3_000_000, 2 ** 20);
  add('SystemC SC_METHOD', compiled('peer-systemc.cpp', '-lsystemc'), [], false, 1_000_000, 2 ** 16);
  const ns3 = compiled('peer-ns3.cpp', '-lns3-core');
  add('ns-3 PriorityQueue', ns3, ['PriorityQueue'], true, 1_000_000, 2 ** 20);
  add('ns-3 Map', ns3, ['Map'], true, 1_000_000, 2 ** 20);
  return peers;
}

function npmHeaps(note: (text: string) => void): readonly Peer[] {
  const names = ['flatqueue', 'tinyqueue', 'heap-js', '@datastructures-js/priority-queue'];
  const found = names.filter((name) => existsSync(join(npmPeers, name)));
  if (found.length < names.length) note(`npm heaps in .cache/peers: ${found.join(', ') || 'none'}`);
  return found.map((name) => ({
    name: `npm ${name}`,
    command: [process.execPath, fileURLToPath(new URL('measure.js', import.meta.url)), name],
    inOrder: name !== 'flatqueue',
    events: 1_000_000,
    mostPending: 2 ** 20,
  }));
}

function simpy(note: (text: string) => void): readonly Peer[] {
  const script = join(sources, 'peer-simpy.py');
  const python = ['python3', '/usr/bin/python3'].find(
    (name) => spawnSync(name, [script, 'W', '64', '10']).status === 0,
  );
  if (python === undefined) {
    note('no python3 with SimPy 3 or later');
    return [];
  }
  return [{ name: 'SimPy process', command: [python, script], inOrder: true, events: 100_000, mostPending: 2 ** 16 }];
}

/** Runs one engine once; null when it fails. */
export function measure(
  command: readonly string[],
  delays: Delays,
  pending: number,
  events: number,
): Measurement | null {
  const [program, ...args] = [...command, delays, String(pending), String(events)];
  const { status, stdout } = spawnSync(program!, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  const line = stdout.trim().split('\n').at(-1) ?? '';
  return status === 0 && line.startsWith('{') ? (JSON.parse(line) as Measurement) : null;
}
