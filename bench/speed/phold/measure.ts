/**
 * One engine, one cell, one process (several structures in one process would spoil each other's call sites): runs PHOLD on
 * the kernel (`ours`) or on a heap of the npm registry, timed by benny, and prints one line of JSON. For the kernel it also
 * says how many bytes and collections an event costs.
 *
 * Usage: measure.js <ours|npm package> <W|C|M> <pending> <events>. The first million events are warm-up and give
 * the checksums.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PerformanceObserver } from 'node:perf_hooks';
import benny from 'benny';
import { npmPeers } from './peers.ts';
import { type Delays, hex, Phold, Processes } from './phold.ts';

interface Engine {
  readonly processes: Processes;
  /** Runs at least so many events; gives how many it ran. */
  run(events: number): number;
}

/** What npm heaps have in common: objects, and a comparison. */
interface ObjectHeap {
  push(event: { at: number; sequence: number; process: number }): unknown;
  pop(): { at: number; process: number } | undefined | null;
}

const [name, delays, pendingText, eventsText] = process.argv.slice(2) as [string, Delays, string, string];
const pending = Number(pendingText);
const engine: Engine = name === 'ours' ? new Phold(pending, delays) : onHeap(heapOf(name));

engine.run(1_000_000);
const memory = name === 'ours' ? await memoryPerEvent() : {};
const batch = 100_000;
let batches = 0;
let ran = 0;
const samples = Math.max(5, Math.round(Number(eventsText) / batch));
const summary = await benny.suite(
  `${name} ${delays}/${pending}`,
  benny.add('events', () => () => {
    ran += engine.run(batch);
    batches++;
  }),
  benny.configure({ cases: { minSamples: samples, maxTime: 0.1, minTime: 0.001 } }),
);
const secondsPerBatch = summary.results[0]!.details.median;
console.log(
  JSON.stringify({
    nsPerEvent: Number(((secondsPerBatch * 1e9 * batches) / ran).toFixed(2)),
    at100k: hex(engine.processes.at100k),
    at1M: hex(engine.processes.at1M),
    ...memory,
  }),
);

/** Bytes and collections per event over two million more events. */
async function memoryPerEvent(): Promise<{ bytesPerEvent: number; collections: number }> {
  let collections = 0;
  const observer = new PerformanceObserver((list) => {
    collections += list.getEntries().length;
  });
  await pause();
  observer.observe({ entryTypes: ['gc'] });
  const before = process.memoryUsage().heapUsed;
  const events = engine.run(2_000_000);
  const bytes = process.memoryUsage().heapUsed - before;
  await pause();
  observer.disconnect();
  return { bytesPerEvent: bytes / events, collections };
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}

function onHeap(heap: ObjectHeap): Engine {
  const clock = { nowPs: 0 };
  const processes = new Processes(clock, pending, delays);
  let sequence = 0;
  for (let k = 0; k < pending; k++) {
    heap.push({ at: processes.firstDelay(k), sequence: sequence++, process: k & (processes.count - 1) });
  }
  const run = (events: number) => {
    for (let n = 0; n < events; n++) {
      const { at, process } = heap.pop()!;
      clock.nowPs = at;
      processes.take(process);
      heap.push({ at: at + processes.delay, sequence: sequence++, process: processes.destination });
    }
    return events;
  };
  return { processes, run };
}

/** The heap of an npm package that somebody has installed. */
function heapOf(packageName: string): ObjectHeap {
  const load = createRequire(join(npmPeers, 'any.js'));
  type Entry = { at: number; sequence: number; process: number };
  const compare = (a: Entry, b: Entry) => a.at - b.at || a.sequence - b.sequence;
  const module = load(packageName);
  if (packageName === 'tinyqueue') return new (module.default ?? module)([], compare);
  if (packageName === 'heap-js') return new module.Heap(compare);
  if (packageName === '@datastructures-js/priority-queue') {
    const queue = new module.PriorityQueue(compare);
    return { push: (event) => queue.enqueue(event), pop: () => queue.dequeue() };
  }
  // flatqueue keeps numbers and a priority each, and knows no second key.
  const queue = new (module.default ?? module)();
  return {
    push: ({ at, process }) => queue.push(process, at),
    pop: () => {
      const at = queue.peekValue();
      return { at, process: queue.pop() };
    },
  };
}
