/**
 * Throttling of Linux's real-time classes: on each processor they may hold `runtimePs` of every period (950 ms of 1 s), then
 * none of their units runs there until the period ends, so that other classes get the rest. An overrun is paid by the next
 * period. Periods are counted from the start of the run; units stay where they wait.
 *
 * It lies over any policy that is a class of its own. Assumed: processors do not lend runtime to each other
 * (RT_RUNTIME_SHARE is off by default since 5.10), and time is counted exactly, not by ticks.
 *
 * Source: Linux `kernel/sched/rt.c` before 6.12, sched_rt_runtime_us 950000 of sched_rt_period_us 1000000. From 6.12 on a
 * server of the fair class takes its place, which is not modelled. Times in ps.
 */
import { time } from '../parameter.ts';
import type { Eligibility, Level, Pick, Policy, WakeReason } from './policy.ts';

export const throttlePeriodPs = 1e12;

/** Parameter `rt_runtime` of the real-time classes. */
export const throttleParameter = () =>
  time({ min: 1e6, max: throttlePeriodPs, by: 'Linux: sched_rt_runtime_us, at most sched_rt_period_us' })
    .optional()
    .describe('of each second and processor, 950 ms in Linux before 6.12; absent: -1, no throttling');

export class RealTimeThrottle implements Policy {
  readonly timerCount: number;
  private readonly level: Level;
  private readonly inner: Policy;
  private readonly runtimePs: number;
  /** By processor (timer `inner.timerCount + p`): what was held in the period, and its end. */
  private readonly usedPs: number[];
  private readonly periodEndPs: number[];
  private readonly on: number[];

  constructor(level: Level, inner: Policy, runtimePs: number) {
    this.level = level;
    this.inner = inner;
    this.runtimePs = runtimePs;
    this.timerCount = inner.timerCount + level.processorCount;
    this.usedPs = Array.from({ length: level.processorCount }, () => 0);
    this.periodEndPs = this.usedPs.map(() => throttlePeriodPs);
    this.on = level.units.map(() => -1);
  }

  charge(u: number, heldPs: number, suppliedPs: number, nowPs: number): void {
    const p = this.on[u]!;
    if (p >= 0) {
      this.rollTo(p, nowPs - heldPs);
      // What was held before the end of a period counts there.
      const beforePs = Math.min(heldPs, this.periodEndPs[p]! - (nowPs - heldPs));
      this.usedPs[p]! += beforePs;
      this.rollTo(p, nowPs);
      this.usedPs[p]! += heldPs - beforePs;
    }
    this.inner.charge(u, heldPs, suppliedPs, nowPs);
  }

  pick(p: number, nowPs: number, out: Pick): void {
    this.rollTo(p, nowPs);
    const leftPs = this.runtimePs - this.usedPs[p]!;
    const endPs = this.periodEndPs[p]!;
    if (leftPs <= 0) {
      out.unit = -1;
      out.untilPs = endPs;
      out.extraTime = false;
      // A guest that has nothing else to do sleeps: only a timer brings it back.
      this.level.arm(this.inner.timerCount + p, endPs);
      return;
    }
    this.inner.pick(p, nowPs, out);
    if (out.unit < 0) return;
    // Who reaches the end of the period with runtime left has that of the next one too.
    const emptyAtPs = nowPs + leftPs < endPs ? nowPs + leftPs : endPs + this.runtimePs;
    out.untilPs = Math.min(out.untilPs, emptyAtPs);
  }

  placed(u: number, from: number, to: number, nowPs: number): void {
    this.on[u] = to;
    this.inner.placed(u, from, to, nowPs);
  }

  eligibility(u: number): Eligibility {
    const p = this.level.assigned(u);
    return p >= 0 && this.usedPs[p]! >= this.runtimePs ? 'depleted' : this.inner.eligibility(u);
  }

  admit(u: number, nowPs: number): void {
    this.inner.admit(u, nowPs);
  }
  retire(u: number, nowPs: number): void {
    this.inner.retire(u, nowPs);
  }
  wake(u: number, why: WakeReason, nowPs: number): void {
    this.inner.wake(u, why, nowPs);
  }
  block(u: number, nowPs: number): void {
    this.inner.block(u, nowPs);
  }
  yield(u: number, nowPs: number): void {
    this.inner.yield(u, nowPs);
  }
  boost(u: number, urgency: number | null, nowPs: number): void {
    this.inner.boost(u, urgency, nowPs);
  }
  timer(id: number, nowPs: number): void {
    if (id < this.inner.timerCount) this.inner.timer(id, nowPs);
    else this.level.tickle(id - this.inner.timerCount);
  }
  budgetLeftPs(u: number): number | null {
    return this.inner.budgetLeftPs?.(u) ?? null;
  }

  /** Each period that ended takes its runtime off what was used. */
  private rollTo(p: number, nowPs: number): void {
    while (this.periodEndPs[p]! <= nowPs) {
      const periods = Math.floor((nowPs - this.periodEndPs[p]!) / throttlePeriodPs) + 1;
      this.periodEndPs[p]! += periods * throttlePeriodPs;
      this.usedPs[p] = Math.max(0, this.usedPs[p]! - periods * this.runtimePs);
    }
  }
}

/** The class as it is, or throttled where a runtime is given and budgets are kept. */
export function throttled(level: Level, inner: Policy, runtimePs: number | undefined): Policy {
  return runtimePs === undefined || !level.enforceBudgets ? inner : new RealTimeThrottle(level, inner, runtimePs);
}
