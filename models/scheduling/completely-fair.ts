/**
 * The completely fair class of Linux before 6.6, shared by the policies `cfs` and `cfs-bandwidth`: least virtual runtime
 * first, a period in which everybody runs once, and wake-ups that pre-empt when they are behind by more than a
 * granularity. Groups share out weights flatly (`unit-groups.ts`) and may have quotas (`group-bandwidth.ts`).
 *
 * Source: Linux `kernel/sched/fair.c` before 6.6 (rule C1). RECALLED there: sleepers are placed half a latency back
 * (GENTLE_FAIR_SLEEPERS), new units a least slice ahead (START_DEBIT), and ticks alone end slices (no HRTICK).
 */
import { z } from 'zod';
import { time } from '../parameter.ts';
import { FairPolicy, scalingFactor } from './fair-policy.ts';
import type { BandwidthLimit } from './group-bandwidth.ts';
import type { Level } from './policy.ts';
import { groupLimits } from './unit-groups.ts';
import { UnitHeap } from './unit-heap.ts';
import { WeightedClock } from './weighted-clock.ts';

const linuxRange = 'Linux kernel/sysctl.c before 5.13';

export const completelyFairParameters = z.object({
  latency: time({ min: 0.1e9, max: 1e12, by: linuxRange })
    .default(6e9)
    .describe('6 ms x scaling: fair.c, sysctl_sched_latency'),
  min_granularity: time({ min: 0.1e9, max: 1e12, by: linuxRange })
    .default(0.75e9)
    .describe('0.75 ms x scaling: fair.c, sysctl_sched_min_granularity'),
  wakeup_granularity: time({ max: 1e12, by: linuxRange })
    .default(1e9)
    .describe('1 ms x scaling: fair.c, sysctl_sched_wakeup_granularity'),
  scaling: z.enum(['log', 'none']).default('log').describe('log: x (1 + log2(min(processors, 8)))'),
  tick: time({ min: 1e6, max: 10e9, by: 'CONFIG_HZ is 100 to 1000; below 1 ms as SCHED_HRTICK does' })
    .default(4e9)
    .describe('4 ms: CONFIG_HZ=250, the default of kernel/Kconfig.hz'),
  steal_accounting: z
    .boolean()
    .default(false)
    .describe('false: stolen time counts as run (no paravirtual steal clock)'),
});
/** fair.c, sysctl_sched_cfs_bandwidth_slice: 5 ms. */
export const defaultBandwidthSlicePs = 5e9;

export type CompletelyFairOptions = z.output<typeof completelyFairParameters> & { slice?: number };

export class CompletelyFair extends FairPolicy {
  protected readonly tickPs: number;
  private readonly latencyPs: number;
  private readonly minGranularityPs: number;
  private readonly wakeupGranularityPs: number;
  private readonly clock: WeightedClock;
  private readonly queues: readonly UnitHeap[];
  private readonly leastPs: number[];
  private readonly loads: number[];
  private readonly isNew: boolean[];

  /** @param limits quotas; absent: those of the groups that units stand in */
  constructor(level: Level, options: CompletelyFairOptions, limits?: readonly BandwidthLimit[]) {
    super(level, options.steal_accounting, {
      limits: limits ?? groupLimits(level),
      slicePs: options.slice ?? defaultBandwidthSlicePs,
      tickPs: options.tick,
    });
    const factor = options.scaling === 'log' ? scalingFactor(level.processorCount) : 1;
    this.tickPs = options.tick;
    this.latencyPs = options.latency * factor;
    this.minGranularityPs = options.min_granularity * factor;
    this.wakeupGranularityPs = options.wakeup_granularity * factor;
    this.clock = new WeightedClock(level.units);
    const keys = this.clock.virtualPs;
    const ties = level.units.map(() => 0);
    this.queues = Array.from({ length: level.processorCount }, () => new UnitHeap(keys, ties));
    this.leastPs = this.queues.map(() => 0);
    this.loads = this.queues.map(() => 0);
    this.isNew = level.units.map(() => true);
    this.shareWeights(this.clock.weight);
  }

  virtualPsOf(u: number): number {
    return this.clock.virtualPs[u]!;
  }

  protected queued(u: number): boolean {
    return this.queues[this.home[u]!]!.has(u);
  }

  protected size(p: number): number {
    return this.queues[p]!.size;
  }

  protected insert(u: number, p: number): void {
    this.queues[p]!.insert(u);
    this.loads[p]! += this.clock.weight[u]!;
  }

  protected remove(u: number): void {
    const p = this.home[u]!;
    if (!this.queues[p]!.has(u)) return;
    this.queues[p]!.remove(u);
    this.loads[p]! -= this.clock.weight[u]!;
  }

  protected first(q: number, p: number): number {
    const queue = this.queues[q]!;
    const top = queue.top();
    if (top < 0 || this.suits(top, p)) return top;
    let best = -1;
    for (let i = 1; i < queue.size; i++) {
      const u = queue.at(i);
      if (this.suits(u, p) && (best < 0 || queue.before(u, best))) best = u;
    }
    return best;
  }

  protected move(u: number, from: number, to: number): void {
    this.clock.virtualPs[u]! += this.leastPs[to]! - this.leastPs[from]!;
  }

  protected begin(u: number): void {
    this.isNew[u] = true;
  }

  protected wakeUp(u: number, _nowPs: number): void {
    const p = this.home[u]!;
    const { virtualPs } = this.clock;
    if (this.isNew[u]) {
      this.isNew[u] = false;
      virtualPs[u] = this.leastPs[p]! + this.clock.virtualOf(u, this.minGranularityPs);
      return;
    }
    if (this.on[u]! >= 0) return;
    virtualPs[u] = Math.max(virtualPs[u]!, this.leastPs[p]! - Math.floor(this.latencyPs / 2));
  }

  protected reweigh(u: number, weight: number): void {
    const p = this.home[u]!;
    if (this.on[u]! >= 0 || this.queues[p]!.has(u)) this.loads[p]! += weight - this.clock.weight[u]!;
    this.clock.setWeight(u, weight);
  }

  protected sleep(_u: number, _nowPs: number): void {}

  protected current(u: number, p: number, runs: boolean): void {
    this.loads[p]! += runs ? this.clock.weight[u]! : -this.clock.weight[u]!;
  }

  protected spend(u: number, p: number, ps: number, _nowPs: number): void {
    this.clock.advance(u, ps);
    const top = this.queues[p]!.top();
    let leastPs = this.clock.virtualPs[u]!;
    if (top >= 0) leastPs = Math.min(leastPs, this.clock.virtualPs[top]!);
    this.leastPs[p] = Math.max(this.leastPs[p]!, leastPs);
  }

  /** C1: the waker's advantage exceeds the wake-up granularity, in the waker's own virtual time. */
  protected preempts(u: number, holder: number, _p: number): boolean {
    const aheadPs = this.clock.virtualPs[holder]! - this.clock.virtualPs[u]!;
    return aheadPs > this.clock.virtualOf(u, this.wakeupGranularityPs);
  }

  protected decide(p: number, current: number, nowPs: number): number {
    const top = this.queues[p]!.top();
    if (top < 0 || current < 0) return current < 0 ? top : current;
    const onTick = nowPs >= this.lookAtPs[p]!;
    if (!this.reschedule[p] && !(onTick && this.isOver(current, top, p, nowPs))) return current;
    return this.queues[p]!.before(top, current) ? top : current;
  }

  /** First tick at which the running unit has had its slice, or is ahead of the first waiter by more than that. */
  protected limitAtPs(u: number, p: number, nowPs: number): number {
    const top = this.queues[p]!.top();
    const running = this.level.running(p);
    const displaces = running >= 0 && running !== u && this.awake[running]!;
    if (top < 0 && !displaces) return Number.POSITIVE_INFINITY;
    const startPs = running === u ? this.ranFromPs[u]! : nowPs;
    // Not in the load when picked: a unit that comes, the one that goes is in it still.
    const slicePs = this.slicePs(u, p, this.size(p) + (displaces ? 2 : 1));
    let endPs = startPs + slicePs + 1;
    if (top >= 0) {
      const aheadPs = slicePs + 1 - (this.clock.virtualPs[u]! - this.clock.virtualPs[top]!);
      endPs = Math.min(endPs, Math.max(startPs + this.minGranularityPs, nowPs + this.clock.realOf(u, aheadPs)));
    }
    return Math.ceil(Math.max(endPs, nowPs + 1) / this.tickPs) * this.tickPs;
  }

  private isOver(u: number, top: number, p: number, nowPs: number): boolean {
    const ranPs = nowPs - this.ranFromPs[u]!;
    const slicePs = this.slicePs(u, p, this.size(p) + 1);
    if (ranPs > slicePs) return true;
    return ranPs >= this.minGranularityPs && this.clock.virtualPs[u]! - this.clock.virtualPs[top]! > slicePs;
  }

  /** Latency x share of the load, with the period stretched for more than eight units; not below the granularity. */
  private slicePs(u: number, p: number, runnable: number): number {
    const latencyUnits = Math.floor(this.latencyPs / this.minGranularityPs);
    const periodPs = runnable > latencyUnits ? runnable * this.minGranularityPs : this.latencyPs;
    const weight = this.clock.weight[u]!;
    const inLoad = this.on[u] === p || this.queues[p]!.has(u);
    const load = Math.max(weight, this.loads[p]! + (inLoad ? 0 : weight));
    return Math.max(this.minGranularityPs, Math.floor((periodPs * weight) / load));
  }
}
