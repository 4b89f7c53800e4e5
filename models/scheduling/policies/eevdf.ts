/**
 * Linux's EEVDF, from 6.6 on: of the units that are owed time, the one with the earliest virtual deadline runs.
 *
 * Queues: two heaps per processor, units that may be eligible by virtual deadline, others by virtual time.
 * E1 A unit is eligible while its lag is not negative (its virtual time is not after the weighted average of the queue).
 *    Its virtual deadline is its virtual time + slice x 1024 / weight, renewed when reached. Lag is kept across sleep
 *    (PLACE_LAG), limited to two slices or a tick; a unit that sleeps with negative lag stays in the queue until its lag is
 *    used up (DELAY_DEQUEUE). New units get half a slice (PLACE_DEADLINE_INITIAL). A unit keeps its processor until its
 *    slice is used (RUN_TO_PARITY), looked at by ticks. Slices of 0.1 to 100 ms per unit (`sched_attr.sched_runtime`).
 * C2 (RECALLED) Weights as in CFS: nice 0 = 1024; here the neutral weight 256 is nice 0.
 *
 * Source: Linux `kernel/sched/fair.c` 6.12: base slice 0.70 ms x (1 + log2(min(processors, 8))). Theory: Stoica and
 * Abdel-Wahab, 1995. Groups share out weights flatly (`unit-groups.ts`) and may have quotas (`group-bandwidth.ts`).
 */
import { z } from 'zod';
import { time } from '../../parameter.ts';
import { weightProblems } from '../budget-checks.ts';
import { FairPolicy, scalingFactor } from '../fair-policy.ts';
import type { AdmissionProblem, Level, PolicyDefinition, UnitSpec } from '../policy.ts';
import { groupLimits } from '../unit-groups.ts';
import { UnitHeap } from '../unit-heap.ts';
import { niceParameter, WeightedClock } from '../weighted-clock.ts';

const minSlicePs = 0.1e9;
const maxSlicePs = 100e9;
/** fair.c, sysctl_sched_cfs_bandwidth_slice. */
const bandwidthSlicePs = 5e9;

const parameters = z.object({
  base_slice: time({ min: 0.1e9, max: 100e9, by: 'Linux: as sched_attr.sched_runtime' })
    .default(0.7e9)
    .describe('0.70 ms x scaling: fair.c, sysctl_sched_base_slice'),
  scaling: z.enum(['log', 'none']).default('log').describe('log: x (1 + log2(min(processors, 8)))'),
  tick: time({ min: 1e6, max: 10e9, by: 'CONFIG_HZ is 100 to 1000; below 1 ms as SCHED_HRTICK does' })
    .default(4e9)
    .describe('4 ms: CONFIG_HZ=250, the default of kernel/Kconfig.hz'),
  run_to_parity: z.boolean().default(true).describe('kernel/sched/features.h, RUN_TO_PARITY'),
  delay_dequeue: z.boolean().default(true).describe('kernel/sched/features.h, DELAY_DEQUEUE'),
  steal_accounting: z
    .boolean()
    .default(false)
    .describe('false: stolen time counts as run (no paravirtual steal clock)'),
});
const unitParameters = z.object({
  nice: niceParameter,
  slice: time({ min: minSlicePs, max: maxSlicePs, by: 'Linux: sched_attr.sched_runtime' })
    .optional()
    .describe('0.1 ms to 100 ms; absent: the base slice'),
});
type Options = z.output<typeof parameters>;
type UnitOptions = z.output<typeof unitParameters>;

/** Sums of one queue: of weights, and of weight x (virtual time - base), the running unit included. */
interface Sums {
  load: number;
  weighted: number;
  base: number;
}

class EarliestEligible extends FairPolicy {
  private readonly options: Options;
  private readonly slicePs: readonly number[];
  private readonly clock: WeightedClock;
  private readonly deadlinePs: number[];
  private readonly lagPs: number[];
  private readonly isNew: boolean[];
  /** Asleep, but in the queue until its lag is used up. */
  private readonly delayed: boolean[];
  private readonly member: boolean[];
  private readonly byDeadline: readonly UnitHeap[];
  private readonly byTime: readonly UnitHeap[];
  private readonly sums: readonly Sums[];

  constructor(level: Level, options: Options) {
    super(level, options.steal_accounting, {
      limits: groupLimits(level),
      slicePs: bandwidthSlicePs,
      tickPs: options.tick,
    });
    const factor = options.scaling === 'log' ? scalingFactor(level.processorCount) : 1;
    this.options = options;
    this.slicePs = level.units.map((unit) => (unit.options as UnitOptions).slice ?? options.base_slice * factor);
    this.clock = new WeightedClock(level.units);
    this.deadlinePs = level.units.map(() => 0);
    this.lagPs = level.units.map(() => 0);
    this.isNew = level.units.map(() => true);
    this.delayed = level.units.map(() => false);
    this.member = level.units.map(() => false);
    const ties = level.units.map(() => 0);
    const processors = Array.from({ length: level.processorCount }, (_, p) => p);
    this.byDeadline = processors.map(() => new UnitHeap(this.deadlinePs, ties));
    this.byTime = processors.map(() => new UnitHeap(this.clock.virtualPs, ties));
    this.sums = processors.map(() => ({ load: 0, weighted: 0, base: 0 }));
    this.shareWeights(this.clock.weight);
  }

  /** Lag now, for tests and for people: how much virtual time the unit is owed. */
  lagOfPs(u: number): number {
    return this.member[u] ? this.averagePs(this.home[u]!) - this.clock.virtualPs[u]! : this.lagPs[u]!;
  }

  // Queue.

  protected queued(u: number): boolean {
    const p = this.home[u]!;
    return !this.delayed[u] && (this.byDeadline[p]!.has(u) || this.byTime[p]!.has(u));
  }

  protected size(p: number): number {
    return this.byDeadline[p]!.size + this.byTime[p]!.size;
  }

  protected insert(u: number, p: number): void {
    if (this.delayed[u]) {
      // It never left: its lag goes on.
      this.delayed[u] = false;
      return;
    }
    if (!this.member[u]) this.place(u, p);
    this.byTime[p]!.insert(u);
  }

  protected remove(u: number): void {
    const p = this.home[u]!;
    this.byDeadline[p]!.remove(u);
    this.byTime[p]!.remove(u);
  }

  protected first(q: number, p: number): number {
    return this.best(q, p);
  }

  private goesBefore(a: number, b: number): boolean {
    const difference = this.deadlinePs[a]! - this.deadlinePs[b]!;
    return difference < 0 || (difference === 0 && a < b);
  }

  protected move(u: number, from: number, to: number): void {
    if (!this.member[u]) return;
    this.leaveSums(u, from);
    this.lagPs[u] = this.limitedLag(u, from);
    this.member[u] = false;
    this.place(u, to);
  }

  protected begin(u: number): void {
    this.isNew[u] = true;
    this.lagPs[u] = 0;
  }

  protected wakeUp(): void {}

  protected sleep(u: number): void {
    const p = this.home[u]!;
    if (!this.member[u]) return;
    const lagPs = this.averagePs(p) - this.clock.virtualPs[u]!;
    if (this.options.delay_dequeue && lagPs < 0 && this.size(p) > 0) {
      this.delayed[u] = true;
      if (this.on[u]! < 0) this.byTime[p]!.insert(u);
      return;
    }
    this.depart(u, p, this.limitedLag(u, p));
  }

  protected current(u: number, p: number, runs: boolean): void {
    if (runs || !this.delayed[u]) return;
    // It went to sleep while it ran: it waits in the queue until it is owed nothing.
    if (!this.byTime[p]!.has(u)) this.byTime[p]!.insert(u);
  }

  // Time.

  protected spend(u: number, p: number, ps: number): void {
    const before = this.clock.virtualPs[u]!;
    this.clock.advance(u, ps);
    if (this.member[u]) this.sums[p]!.weighted += this.clock.weight[u]! * (this.clock.virtualPs[u]! - before);
  }

  protected preempts(u: number, holder: number, p: number): boolean {
    if (this.options.run_to_parity && this.clock.virtualPs[holder]! < this.deadlinePs[holder]!) return false;
    return this.isEligible(u, p) && this.goesBefore(u, holder);
  }

  protected decide(p: number, current: number, nowPs: number): number {
    if (current >= 0) {
      const used = this.clock.virtualPs[current]! >= this.deadlinePs[current]!;
      const onTick = nowPs >= this.lookAtPs[p]!;
      if (!this.reschedule[p] && !(used && onTick)) return current;
      if (used) this.renew(current);
    }
    const best = this.best(p, p);
    if (current < 0 || best < 0) return best < 0 ? current : best;
    if (!this.isEligible(current, p)) return best;
    return this.isEligible(best, p) && this.goesBefore(best, current) ? best : current;
  }

  protected limitAtPs(u: number, p: number, nowPs: number): number {
    const running = this.level.running(p);
    const displaces = running >= 0 && running !== u && this.awake[running]!;
    if (this.size(p) === 0 && !displaces) return Number.POSITIVE_INFINITY;
    if (this.clock.virtualPs[u]! >= this.deadlinePs[u]!) this.renew(u);
    const endPs = nowPs + this.clock.realOf(u, this.deadlinePs[u]! - this.clock.virtualPs[u]!);
    return Math.ceil(Math.max(endPs, nowPs + 1) / this.options.tick) * this.options.tick;
  }

  private renew(u: number): void {
    this.deadlinePs[u] = this.clock.virtualPs[u]! + this.clock.virtualOf(u, this.slicePs[u]!);
  }

  /** Weighted average of virtual times: a unit at it has lag 0. */
  private averagePs(p: number): number {
    const { load, weighted, base } = this.sums[p]!;
    return load === 0 ? base : base + Math.floor(weighted / load);
  }

  private isEligible(u: number, p: number): boolean {
    return this.clock.virtualPs[u]! <= this.averagePs(p);
  }

  /** Earliest deadline among the eligible ones that may run on `p`; if rounding leaves none, the least virtual time. */
  private best(q: number, p: number): number {
    const byDeadline = this.byDeadline[q]!;
    const byTime = this.byTime[q]!;
    for (;;) {
      for (let u = byTime.top(); u >= 0 && this.isEligible(u, q); u = byTime.top()) {
        byTime.remove(u);
        byDeadline.insert(u);
      }
      const top = byDeadline.top();
      if (top < 0) break;
      if (!this.isEligible(top, q)) {
        // The average went back since: units joined or left.
        byDeadline.remove(top);
        byTime.insert(top);
      } else if (this.delayed[top]) this.depart(top, q, 0);
      else if (this.suits(top, p)) return top;
      else return this.search(q, p);
    }
    const least = byTime.top();
    if (least < 0) return -1;
    if (this.delayed[least]) {
      this.depart(least, q, 0);
      return this.best(q, p);
    }
    return this.suits(least, p) ? least : this.search(q, p);
  }

  /** The rare case of affinities: the first eligible unit that suits, else any. */
  private search(q: number, p: number): number {
    let best = -1;
    for (const heap of [this.byDeadline[q]!, this.byTime[q]!]) {
      for (let i = 0; i < heap.size; i++) {
        const u = heap.at(i);
        if (!this.delayed[u] && this.suits(u, p) && (best < 0 || heap.before(u, best))) best = u;
      }
      if (best >= 0) return best;
    }
    return -1;
  }

  // Joining and leaving the average.

  private place(u: number, p: number): void {
    const sums = this.sums[p]!;
    const weight = this.clock.weight[u]!;
    let lagPs = this.isNew[u] ? 0 : this.lagPs[u]!;
    // Joining moves the average by the joiner's own lag: inflate it, so that it is what it was afterwards.
    if (sums.load > 0) lagPs = Math.floor((lagPs * (sums.load + weight)) / sums.load);
    this.clock.virtualPs[u] = this.averagePs(p) - lagPs;
    const slicePs = this.clock.virtualOf(u, this.slicePs[u]!);
    this.deadlinePs[u] =
      this.clock.virtualPs[u]! + (this.isNew[u] && sums.load > 0 ? Math.floor(slicePs / 2) : slicePs);
    this.isNew[u] = false;
    this.member[u] = true;
    this.joinSums(u, p);
  }

  /** With another weight the unit keeps its lag in running time, so the average stays where it is (reweight_entity). */
  protected reweigh(u: number, weight: number): void {
    const old = this.clock.weight[u]!;
    if (old === weight) return;
    const scaled = (ps: number): number => Math.floor((ps * old) / weight);
    const p = this.home[u]!;
    if (!this.member[u]) {
      this.lagPs[u] = scaled(this.lagPs[u]!);
      this.clock.setWeight(u, weight);
      return;
    }
    const averagePs = this.averagePs(p);
    const lagPs = averagePs - this.clock.virtualPs[u]!;
    const leftPs = this.deadlinePs[u]! - this.clock.virtualPs[u]!;
    this.leaveSums(u, p);
    this.clock.setWeight(u, weight);
    this.clock.virtualPs[u] = averagePs - scaled(lagPs);
    this.deadlinePs[u] = this.clock.virtualPs[u]! + scaled(leftPs);
    this.joinSums(u, p);
    this.byDeadline[p]!.moved(u);
    this.byTime[p]!.moved(u);
  }

  private joinSums(u: number, p: number): void {
    const sums = this.sums[p]!;
    const weight = this.clock.weight[u]!;
    if (sums.load === 0) {
      sums.base = this.clock.virtualPs[u]!;
      sums.weighted = 0;
    }
    sums.load += weight;
    sums.weighted += weight * (this.clock.virtualPs[u]! - sums.base);
    this.rebase(p);
  }

  private depart(u: number, p: number, lagPs: number): void {
    this.lagPs[u] = lagPs;
    this.delayed[u] = false;
    this.byDeadline[p]!.remove(u);
    this.byTime[p]!.remove(u);
    this.leaveSums(u, p);
    this.member[u] = false;
  }

  private leaveSums(u: number, p: number): void {
    const sums = this.sums[p]!;
    const weight = this.clock.weight[u]!;
    if (sums.load === weight) sums.base = this.clock.virtualPs[u]!;
    sums.weighted -= weight * (this.clock.virtualPs[u]! - sums.base);
    sums.load -= weight;
    if (sums.load === 0) sums.weighted = 0;
  }

  private limitedLag(u: number, p: number): number {
    const limitPs = this.clock.virtualOf(u, Math.max(2 * this.slicePs[u]!, this.options.tick));
    const lagPs = this.averagePs(p) - this.clock.virtualPs[u]!;
    return Math.max(-limitPs, Math.min(limitPs, lagPs));
  }

  /** Keeps the sum small, hence exact: the base follows the average. */
  private rebase(p: number): void {
    const sums = this.sums[p]!;
    const step = Math.floor(sums.weighted / sums.load);
    sums.base += step;
    sums.weighted -= step * sums.load;
  }
}

function admission(units: readonly UnitSpec[]): AdmissionProblem[] {
  return weightProblems(units, 1, 65536);
}

export const eevdf = {
  name: 'eevdf',
  origin: 'Linux kernel/sched/fair.c, 6.6 and later',
  summary: 'Earliest virtual deadline among those that are owed time; shares follow weights.',
  levels: ['hypervisor', 'guest'],
  workConserving: true,
  shares: { windowPs: 2e12, error: 0.02 },
  reads: { weight: '256 is nice 0', preemptible: 'false: keeps its processor until it blocks' },
  parameters,
  unitParameters,
  admission,
  create: (level: Level, options: Options) => new EarliestEligible(level, options),
} as const satisfies PolicyDefinition;
