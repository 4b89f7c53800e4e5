/**
 * PHOLD, the usual load for event queues (R. Fujimoto, "Performance of Time Warp under synthetic workloads", 1990): P
 * events are pending at all times; each event of a logical process schedules one event for a random process after
 * a random delay. The exact definition below is ours; every engine that keeps it gets the same checksum, which depends on
 * the order of all events, ties included (first in, first out).
 *
 * - N = min(P, 1024) logical processes, P a power of two, state s[i] = u32((i + 1) * 0x9E3779B9)
 * - rnd(i): 32-bit xorshift 13/17/5 of s[i] (G. Marsaglia, "Xorshift RNGs", 2003)
 * - delay(r): wide `W` 1 + (r >>> 1) in 1..2^31; cycle-like, with ties, `C` 1 + (r & 1023); mixed `M`
 *   (r & 7) != 0 ? 1 + ((r >>> 3) & 1023) : 1 + (r >>> 11)
 * - start: for k in 0..P-1: schedule process k mod N at delay(rnd(k mod N))
 * - event (t, i): h = (h ^ lo32(t)) * 16777619, h = (h ^ i) * 16777619 (u32, from 2166136261), then schedule
 *   process rnd(i) & (N - 1) at t + delay(rnd(i)) (the delay is drawn first)
 *
 * The simulated machine is ours through its public API: numeric kinds, `post`, no hooks. Times are plain ticks.
 */
import { Kernel } from '../../../engine/kernel.ts';

/** Kinds of delays. */
export type Delays = 'W' | 'C' | 'M';

/** Checksums h after so many events. A cell is `<delays>/<P>`. */
export const checksums: Readonly<Record<string, { readonly at100k?: string; readonly at1M: string }>> = {
  'W/64': { at100k: '7f3a6b13', at1M: '5c6d55a0' },
  'W/1024': { at100k: '240d4e86', at1M: '89ac4181' },
  'W/65536': { at100k: 'deb4f844', at1M: '876e41f7' },
  'W/1048576': { at100k: 'abed2020', at1M: '73b58831' },
  'C/64': { at100k: 'af86b013', at1M: '1081c2ed' },
  'C/1024': { at100k: 'ead935f0', at1M: 'e4fc6006' },
  'C/65536': { at100k: '47014c35', at1M: 'af1d9957' },
  'C/1048576': { at100k: 'c5807537', at1M: '1cc712f4' },
  'M/64': { at1M: 'e47d8cca' },
  'M/1024': { at1M: '4d0975c6' },
  'M/65536': { at1M: 'e4aa3b99' },
};

/** The logical processes: what an event does, apart from scheduling. Fields instead of results: nothing is allocated. */
export class Processes {
  events = 0;
  at100k = 0;
  at1M = 0;
  /** What the last `take` wants scheduled. */
  delay = 0;
  destination = 0;
  readonly count: number;

  private readonly clock: { readonly nowPs: number };
  private readonly states: Int32Array;
  private readonly delays: Delays;
  private h = 2166136261 | 0;

  constructor(clock: { readonly nowPs: number }, pending: number, delays: Delays) {
    this.clock = clock;
    this.count = Math.min(pending, 1024);
    this.delays = delays;
    this.states = Int32Array.from({ length: this.count }, (_, i) => Math.imul(i + 1, 0x9e3779b9));
  }

  /** Delay of the first event k of the start. */
  firstDelay(k: number): number {
    return this.delayOf(this.random(k & (this.count - 1)));
  }

  take(process: number): void {
    const at = this.clock.nowPs;
    const high = Math.floor(at * 2 ** -32);
    let h = Math.imul(this.h ^ (at - high * 2 ** 32), 16777619);
    h = Math.imul(h ^ process, 16777619);
    this.h = h;
    const events = ++this.events;
    if (events === 100_000) this.at100k = h;
    else if (events === 1_000_000) this.at1M = h;
    this.delay = this.delayOf(this.random(process));
    this.destination = this.random(process) & (this.count - 1);
  }

  private random(process: number): number {
    let x = this.states[process]!;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.states[process] = x;
    return x;
  }

  private delayOf(r: number): number {
    if (this.delays === 'W') return 1 + (r >>> 1);
    if (this.delays === 'C') return 1 + (r & 1023);
    return (r & 7) !== 0 ? 1 + ((r >>> 3) & 1023) : 1 + (r >>> 11);
  }
}

/** One PHOLD on the kernel, ready to run. */
export class Phold {
  readonly processes: Processes;
  private readonly kernel = new Kernel();
  private readonly slicePs: number;

  constructor(pending: number, delays: Delays) {
    const { kernel } = this;
    const processes = new Processes(kernel, pending, delays);
    this.processes = processes;
    kernel.handle(0, (process) => {
      processes.take(process);
      kernel.post(kernel.nowPs + processes.delay, 0, 0, 0, processes.destination, 0, 0);
    });
    for (let k = 0; k < pending; k++) {
      kernel.post(processes.firstDelay(k), 0, 0, 0, k & (processes.count - 1), 0, 0);
    }
    const meanDelay = { W: 2 ** 30, C: 512, M: 2 ** 17 }[delays];
    this.slicePs = Math.max(1, Math.floor((meanDelay / pending) * 4096));
  }

  /** Runs at least `events` more events, in slices of about 4096; gives how many it ran. */
  run(events: number): number {
    const { kernel, processes } = this;
    const before = processes.events;
    while (processes.events - before < events) kernel.run(kernel.nowPs + this.slicePs);
    return processes.events - before;
  }
}

export function hex(checksum: number): string {
  return (checksum >>> 0).toString(16).padStart(8, '0');
}
