/**
 * Bandwidth control of Linux's fair classes: a group may use its quota per period and is throttled after.
 *
 * Each group has a pool of quota, refilled every period, and a local account per processor that takes a slice (5 ms) at a time
 * from it. A processor whose account and pool are empty throttles the group's units there until the refill. Accounts are
 * looked at by ticks and other events, so a group may overrun by a tick per processor; the debt is paid from the next
 * quota. A processor that has no unit of the group left gives back all but 1 ms. The period timer (id = group) sleeps with
 * the group. Groups may contain each other: a unit runs only where none of its groups is throttled.
 *
 * Source: Linux `kernel/sched/fair.c`, CONFIG_CFS_BANDWIDTH: slice 5 ms, slack kept 1 ms. Times in ps.
 */
import type { Level } from './policy.ts';

const never = Number.POSITIVE_INFINITY;
const minSlackPs = 1e9;

export interface BandwidthLimit {
  readonly quotaPs: number;
  readonly periodPs: number;
  readonly units: readonly number[];
}

/** What bandwidth control needs of the class that it limits. */
export interface LimitedClass {
  readonly awake: readonly boolean[];
  /** Processor that the unit holds, or -1. */
  readonly on: readonly number[];
  readonly home: readonly number[];
  /** Takes a waiting unit out of its queue; nothing if it does not wait. */
  suspend(u: number): void;
  resume(u: number, nowPs: number): void;
}

interface Group extends BandwidthLimit {
  readonly id: number;
  poolPs: number;
  refillAtPs: number;
  /** By processor. */
  readonly localPs: number[];
  readonly throttled: boolean[];
}

export class GroupBandwidth {
  private readonly level: Level;
  private readonly host: LimitedClass;
  private readonly slicePs: number;
  private readonly tickPs: number;
  private readonly groups: readonly Group[];
  private readonly groupsOf: readonly (readonly Group[])[];

  constructor(
    level: Level,
    host: LimitedClass,
    parts: { limits: readonly BandwidthLimit[]; slicePs: number; tickPs: number },
  ) {
    this.level = level;
    this.host = host;
    this.slicePs = parts.slicePs;
    this.tickPs = parts.tickPs;
    this.groups = parts.limits.map((limit, id) => ({
      ...limit,
      id,
      poolPs: limit.quotaPs,
      refillAtPs: never,
      localPs: Array.from({ length: level.processorCount }, () => 0),
      throttled: Array.from({ length: level.processorCount }, () => false),
    }));
    this.groupsOf = level.units.map((_, u) => this.groups.filter(({ units }) => units.includes(u)));
  }

  isThrottled(u: number, p: number): boolean {
    for (const group of this.groupsOf[u]!) if (group.throttled[p]) return true;
    return false;
  }

  begin(u: number): void {
    for (const group of this.groupsOf[u]!) if (group.refillAtPs === never) group.poolPs = group.quotaPs;
  }

  wakeUp(u: number, nowPs: number): void {
    for (const group of this.groupsOf[u]!) {
      if (group.refillAtPs !== never) continue;
      group.poolPs = group.quotaPs;
      this.armRefill(group, nowPs + group.periodPs);
    }
  }

  spend(u: number, p: number, ps: number): void {
    for (const group of this.groupsOf[u]!) {
      group.localPs[p]! -= ps;
      if (group.localPs[p]! <= 0 && !this.takeFromPool(group, p)) this.throttle(group, p);
    }
  }

  sleep(u: number): void {
    const { awake, home } = this.host;
    const p = home[u]!;
    for (const group of this.groupsOf[u]!) {
      if (group.units.some((other) => other !== u && awake[other] && home[other] === p)) continue;
      const slackPs = group.localPs[p]! - minSlackPs;
      if (slackPs <= 0) continue;
      group.localPs[p] = minSlackPs;
      group.poolPs += slackPs;
    }
  }

  /** The tick that finds an account empty, if the unit runs on `p` from now on. */
  limitAtPs(u: number, p: number, nowPs: number): number {
    let endPs = never;
    for (const group of this.groupsOf[u]!) {
      if (group.localPs[p]! <= 0) this.takeFromPool(group, p);
      const emptyAtPs = Math.max(nowPs + 1, nowPs + group.localPs[p]!);
      endPs = Math.min(endPs, Math.ceil(emptyAtPs / this.tickPs) * this.tickPs);
    }
    return endPs;
  }

  timer(id: number, nowPs: number): void {
    const group = this.groups[id]!;
    if (nowPs < group.refillAtPs) return;
    group.poolPs = group.quotaPs;
    if (group.units.some((u) => this.host.awake[u])) this.armRefill(group, group.refillAtPs + group.periodPs);
    else group.refillAtPs = never;
    for (let p = 0; p < group.throttled.length; p++) if (group.throttled[p]) this.unthrottle(group, p, nowPs);
  }

  /** What is left of the unit's tightest group for its processor; null without any. */
  leftPs(u: number): number | null {
    const p = this.host.home[u]!;
    const left = this.groupsOf[u]!.map((group) => group.poolPs + group.localPs[p]!);
    return left.length === 0 ? null : Math.min(...left);
  }

  private armRefill(group: Group, atPs: number): void {
    group.refillAtPs = atPs;
    this.level.arm(group.id, atPs);
  }

  private takeFromPool(group: Group, p: number): boolean {
    const takenPs = Math.min(this.slicePs - group.localPs[p]!, group.poolPs);
    group.poolPs -= takenPs;
    group.localPs[p]! += takenPs;
    return group.localPs[p]! > 0;
  }

  private throttle(group: Group, p: number): void {
    const { on, home } = this.host;
    group.throttled[p] = true;
    for (const u of group.units) {
      if (on[u] === p) this.level.tickle(p);
      else if (home[u] === p) this.host.suspend(u);
    }
  }

  private unthrottle(group: Group, p: number, nowPs: number): void {
    if (group.localPs[p]! <= 0 && !this.takeFromPool(group, p)) return;
    group.throttled[p] = false;
    const { awake, home } = this.host;
    for (const u of group.units) if (awake[u] && home[u] === p) this.host.resume(u, nowPs);
  }
}
