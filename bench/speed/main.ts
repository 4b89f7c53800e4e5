/**
 * `npm run bench [name ...]`: measures speed against named targets. Exit code 1 when a target is missed, 2 for an unknown
 * name. Adding a bench is one line here. Members are loaded only when they run, so that they cannot disturb each other.
 */
import type { Bench } from './bench.ts';

const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  phold: async () => (await import('./phold/bench.ts')).phold,
  cache: async () => (await import('./cache/bench.ts')).cache,
  ecus: async () => (await import('./ecus/bench.ts')).ecus,
  bounds: async () => (await import('./bounds/bench.ts')).boundsOfThousand,
  virtio: async () => (await import('./virtio/bench.ts')).virtqueues,
  ffi: async () => (await import('./ffi/bench.ts')).pairedRuns,
  policies: async () => (await import('./policies/bench.ts')).policyDecisions,
};

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(benches);
const unknown = wanted.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(`no bench ${unknown.join(', ')}; there are: ${Object.keys(benches).join(', ')}`);
  process.exitCode = 2;
} else {
  for (const name of wanted) {
    const bench = await benches[name]!();
    console.log(`${name}: ${bench.summary}`);
    const missed = await bench.run((text) => console.log(text));
    for (const text of missed) console.log(`missed: ${text}`);
    if (missed.length > 0) process.exitCode = 1;
  }
}
