/**
 * Xen's null scheduler: one unit per processor for as long as it lives, no decisions at run time.
 *
 * Queues: `assigned` unit per processor, and a wait queue in order of admission. A unit gets the first free processor
 * that it is allowed on (its assigned one before others); when a processor is freed, the first waiting unit that may use
 * it takes it. A waiting unit does not run, however long it is runnable.
 *
 * Source: Xen 4.17 `xen/common/sched/null.c` (rule N1). It has no parameters.
 */
import { z } from 'zod';
import type { Eligibility, Level, Pick, Policy, PolicyDefinition } from '../policy.ts';

const parameters = z.object({});
const unitParameters = z.object({});

class XenNull implements Policy {
  readonly timerCount = 0;
  readonly keepsAccounts = false;
  private readonly level: Level;
  private readonly ownerOf: number[];
  private readonly placeOf: number[];
  private readonly waitQueue: number[] = [];

  constructor(level: Level) {
    this.level = level;
    this.ownerOf = Array.from({ length: level.processorCount }, () => -1);
    this.placeOf = level.units.map(() => -1);
  }

  admit(u: number): void {
    if (this.placeOf[u]! >= 0 || this.waitQueue.includes(u)) return;
    const assigned = this.level.assigned(u);
    const free = this.level.units[u]!.processors.filter((p) => this.ownerOf[p]! < 0);
    const p = free.includes(assigned) ? assigned : (free[0] ?? -1);
    if (p < 0) this.waitQueue.push(u);
    else this.give(p, u);
  }

  retire(u: number): void {
    const p = this.placeOf[u]!;
    if (p < 0) {
      const place = this.waitQueue.indexOf(u);
      if (place >= 0) this.waitQueue.splice(place, 1);
      return;
    }
    this.placeOf[u] = -1;
    this.ownerOf[p] = -1;
    const place = this.waitQueue.findIndex((waiting) => this.level.allowed(waiting, p));
    if (place >= 0) this.give(p, this.waitQueue.splice(place, 1)[0]!);
    this.level.tickle(p);
  }

  wake(u: number): void {
    const p = this.placeOf[u]!;
    if (p >= 0 && this.level.running(p) !== u) this.level.tickle(p);
  }

  block(): void {}
  yield(): void {}
  boost(): void {}
  charge(): void {}
  timer(): void {}
  placed(): void {}

  pick(p: number, _nowPs: number, out: Pick): void {
    const owner = this.ownerOf[p]!;
    out.unit = owner >= 0 && this.level.runnable(owner) ? owner : -1;
    out.untilPs = Number.POSITIVE_INFINITY;
    out.extraTime = false;
  }

  eligibility(u: number): Eligibility {
    return this.placeOf[u]! < 0 ? 'parked' : 'eligible';
  }

  private give(p: number, u: number): void {
    this.ownerOf[p] = u;
    this.placeOf[u] = p;
    if (this.level.assigned(u) !== p) this.level.assign(u, p);
    this.level.tickle(p);
  }
}

export const xenNull = {
  name: 'xen-null',
  origin: 'Xen 4.17 xen/common/sched/null.c',
  summary: 'One vCPU per processor while it lives; further ones wait until a processor is freed.',
  levels: ['hypervisor'],
  workConserving: false,
  reads: {},
  parameters,
  unitParameters,
  create: (level: Level) => new XenNull(level),
} as const satisfies PolicyDefinition;
