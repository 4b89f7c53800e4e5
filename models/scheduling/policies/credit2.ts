/**
 * Xen's credit2: units burn credit while they run, the one with most credit runs, and when the best has none left an
 * epoch ends and everybody is given more.
 *
 * Queues: a run queue per block of processors (a socket there), sorted by credit; later units go behind equal ones.
 * 1. Credit is time. It burns at (largest weight in the run queue / own weight), with the remainder carried.
 * 2. Several processors share a run queue.
 * 3. When the chosen unit and the head of the queue have no credit left, all units of the queue get +10 ms (+20 ms if
 *    the chosen one is at the floor of -10 ms), clipped to 10.5 ms.
 * 4. Time to run: until credit 0, or until level with the first waiter's positive credit, never more than the budget of
 *    a cap, then clamped to [max(0.5 ms, rest of the rate limit), 10 ms]; the lower clamp may overrun the budget.
 * 5. A unit of another processor needs 0.5 ms more credit to be taken; a taken one gets 50 us for the move.
 * 6. Cap: a VM's budget is cap x 10 ms, refilled every 10 ms from its start; units take a share of it, give the rest back
 *    when they stop, and park without.
 * 7. A unit that ran less than the rate limit stays, unless it yields.
 * A wake-up tickles an idle processor, else the one whose unit has least credit, if that unit ran for the rate limit less
 * 50 us: a processor that cannot be preempted yet is not asked again before its time to run ends.
 *
 * A new unit goes to the processors of its run queue by turns (`pick_bias`), the second one first.
 *
 * Not modelled: average loads. A unit changes its run queue on wake-up when another one has idle processors, and the
 * idle processors of one run queue pull from others (Xen moves units at resets, by averages over 2^30 ns).
 * Source: Xen 4.17 `xen/common/sched/credit2.c` (rules 1 to 7); weight of a VM's vCPU: its own here.
 */
import { z } from 'zod';
import { count, share, time } from '../../parameter.ts';
import { softAffinityProblems, weightProblems } from '../budget-checks.ts';
import { PendingUnits } from '../pending-units.ts';
import type { AdmissionProblem, Eligibility, Level, Pick, Policy, PolicyDefinition, UnitSpec } from '../policy.ts';
import { UnitLists } from '../unit-list.ts';

const creditInitPs = 10e9;
const creditMinPs = -10e9;
const carryOverMaxPs = 0.5e9;
const minTimerPs = 0.5e9;
const maxTimerPs = 10e9;
const capPeriodPs = 10e9;
const tickleTolerancePs = 50e6;
/** Less than any credit (Xen: -(1 << 30) ns). */
const idleCreditPs = -(2 ** 30) * 1000;
const never = Number.POSITIVE_INFINITY;

const parameters = z.object({
  rate_limit: time({
    min: 100e6,
    max: 500e9,
    orZero: true,
    by: 'Xen sysctl.h, XEN_SYSCTL_SCHED_RATELIMIT_MIN and _MAX',
  })
    .default(1e9)
    .describe('1 ms: sched/private.h, SCHED_DEFAULT_RATELIMIT_US'),
  migration_resistance: time().default(0.5e9).describe('500 us: credit2.c, CSCHED2_MIGRATE_RESIST'),
  migration_compensation: time().default(50e6).describe('50 us: credit2.c, CSCHED2_MIGRATE_COMPENSATION'),
  cpus_per_run_queue: count(1).default(16).describe('16: credit2.c, sched_credit2_max_cpus_runqueue'),
});
const unitParameters = z.object({
  cap: share().default(0).describe('largest share of a processor of the VM (first vCPU decides); 0: none'),
  soft_affinity: z.array(count()).default([]).describe('processors to prefer; none: all allowed ones'),
});
type Options = z.output<typeof parameters>;
type UnitOptions = z.output<typeof unitParameters>;

class Credit2 implements Policy {
  readonly timerCount: number;
  private readonly level: Level;
  private readonly options: Options;
  private readonly queues: UnitLists;
  private readonly queueOfProcessor: readonly number[];
  private readonly queueOf: number[];
  /** Admitted units by run queue, and the processor that the last new one was given. */
  private readonly population: number[];
  private readonly lastGiven: number[];
  private readonly maxWeight: number[];
  private readonly admitted: boolean[];
  private readonly awake: boolean[];
  private readonly parked: boolean[];
  private readonly yields: boolean[];
  private readonly on: number[];
  private readonly creditPs: number[];
  private readonly residual: number[];
  private readonly settledPs: number[];
  private readonly aheadPs: number[];
  private readonly ranFromPs: number[];
  private readonly readyAtPs: number[];
  private readonly tickledFor: number[];
  private readonly tickled: boolean[];
  private readonly soft: readonly (readonly number[])[];
  private readonly pending: PendingUnits;
  // Caps, by group.
  private readonly capPs: number[];
  private readonly groupSize: number[];
  private readonly groupBudgetPs: number[];
  private readonly refillAtPs: number[];
  private readonly budgetPs: number[];

  constructor(level: Level, options: Options) {
    const n = level.units.length;
    const units = <T>(value: T): T[] => Array.from({ length: n }, () => value);
    this.level = level;
    this.options = options;
    this.queueOfProcessor = Array.from({ length: level.processorCount }, (_, p) =>
      Math.floor(p / options.cpus_per_run_queue),
    );
    const queueCount = this.queueOfProcessor[level.processorCount - 1]! + 1;
    this.queues = new UnitLists(queueCount, n);
    this.maxWeight = Array.from({ length: queueCount }, () => 1);
    this.queueOf = units(0);
    this.population = this.maxWeight.map(() => 0);
    // Xen starts from the first processor of a run queue, so the second one is given first.
    this.lastGiven = this.maxWeight.map((_, queue) => this.queueOfProcessor.indexOf(queue));
    this.admitted = units(false);
    this.awake = units(false);
    this.parked = units(false);
    this.yields = units(false);
    this.on = units(-1);
    this.creditPs = units(creditInitPs);
    this.residual = units(0);
    this.settledPs = units(0);
    this.aheadPs = units(0);
    this.ranFromPs = units(0);
    this.readyAtPs = units(0);
    this.tickledFor = units(-1);
    this.budgetPs = units(0);
    this.tickled = Array.from({ length: level.processorCount }, () => false);
    this.soft = level.units.map((unit) => {
      const wish = (unit.options as UnitOptions).soft_affinity;
      const both = unit.processors.filter((p) => wish.includes(p));
      return both.length === unit.processors.length ? [] : both;
    });
    this.pending = new PendingUnits(n, (a, b) => this.goesBefore(a, b));
    const groupCount = level.units.reduce((most, unit) => Math.max(most, unit.group + 1), 0);
    this.timerCount = groupCount;
    this.capPs = Array.from({ length: groupCount }, () => 0);
    this.groupSize = this.capPs.slice();
    this.groupBudgetPs = this.capPs.slice();
    this.refillAtPs = this.capPs.map(() => never);
    for (const unit of level.units) {
      const cap = (unit.options as UnitOptions).cap;
      if (this.groupSize[unit.group]!++ === 0) this.capPs[unit.group] = Math.round(cap * capPeriodPs);
    }
  }

  admit(u: number, nowPs: number): void {
    const { group } = this.level.units[u]!;
    this.admitted[u] = true;
    this.creditPs[u] = creditInitPs;
    this.residual[u] = 0;
    this.placeNew(u);
    this.refreshMaxWeight(this.queueOf[u]!);
    if (this.capPs[group]! === 0 || this.refillAtPs[group] !== never || !this.level.enforceBudgets) return;
    this.groupBudgetPs[group] = this.capPs[group]!;
    this.refillAtPs[group] = nowPs + capPeriodPs;
    this.level.arm(group, this.refillAtPs[group]!);
  }

  retire(u: number): void {
    this.awake[u] = false;
    this.parked[u] = false;
    this.admitted[u] = false;
    this.population[this.queueOf[u]!]!--;
    this.queues.remove(u);
    this.refreshMaxWeight(this.queueOf[u]!);
  }

  wake(u: number, _why: unknown, nowPs: number): void {
    if (this.awake[u]) return;
    this.awake[u] = true;
    if (this.on[u]! >= 0 || this.parked[u]) return;
    this.enqueue(u, nowPs);
  }

  block(u: number): void {
    this.awake[u] = false;
    this.queues.remove(u);
  }

  yield(u: number): void {
    this.yields[u] = true;
    if (this.on[u]! >= 0) this.level.tickle(this.on[u]!);
  }

  boost(): void {}

  charge(u: number, heldPs: number, _suppliedPs: number, nowPs: number): void {
    const ahead = this.aheadPs[u]!;
    this.burn(u, Math.max(0, heldPs - ahead));
    this.aheadPs[u] = Math.max(0, ahead - heldPs);
    this.settledPs[u] = nowPs;
  }

  /** Rule 6: the budget of a capped VM is filled again. */
  timer(group: number, nowPs: number): void {
    if (nowPs < this.refillAtPs[group]!) return;
    const capPs = this.capPs[group]!;
    do {
      this.refillAtPs[group]! += capPeriodPs;
      this.groupBudgetPs[group]! += capPs;
    } while (this.refillAtPs[group]! <= nowPs);
    this.level.arm(group, this.refillAtPs[group]!);
    if (this.groupBudgetPs[group]! <= 0) return;
    this.groupBudgetPs[group] = Math.min(this.groupBudgetPs[group]!, capPs);
    this.unpark(group, nowPs);
  }

  pick(p: number, nowPs: number, out: Pick): void {
    this.shareOut(p, nowPs);
    this.tickled[p] = false;
    const current = this.level.running(p);
    if (current >= 0) {
      this.settle(current, nowPs);
      if (this.awake[current] && this.isCapped(current) && this.budgetPs[current]! <= 0) this.grabBudget(current);
    }
    const next = this.candidate(p, current, nowPs);
    out.unit = next;
    out.untilPs = never;
    out.extraTime = false;
    if (next < 0) return;
    if (next !== current) {
      this.queues.remove(next);
      // It runs from now on: the unit that goes back to the queue must not take it for one that ran long.
      this.ranFromPs[next] = nowPs;
      this.settledPs[next] = nowPs;
      this.aheadPs[next] = 0;
    }
    const head = this.queues.head(this.queueOfProcessor[p]!);
    const top = head < 0 ? this.creditPs[next]! : Math.max(this.creditPs[next]!, this.creditPs[head]!);
    if (top <= 0) this.reset(this.queueOfProcessor[p]!, next, nowPs);
    this.tickledFor[next] = -1;
    if (this.level.assigned(next) !== p) {
      this.creditPs[next]! += this.options.migration_compensation;
      this.level.assign(next, p);
      this.joinQueue(next, this.queueOfProcessor[p]!);
    }
    out.untilPs = nowPs + this.timeToRunPs(p, next, next === current, nowPs);
  }

  placed(u: number, _from: number, to: number, nowPs: number): void {
    this.on[u] = to;
    this.settledPs[u] = nowPs;
    this.aheadPs[u] = 0;
    if (to >= 0) {
      this.ranFromPs[u] = nowPs;
      return;
    }
    if (this.isCapped(u) && this.budgetPs[u]! > 0) this.returnBudget(u, nowPs);
    if (this.awake[u] && !this.parked[u]) this.enqueue(u, nowPs);
  }

  eligibility(u: number): Eligibility {
    return this.parked[u] ? 'parked' : 'eligible';
  }

  budgetLeftPs(u: number): number | null {
    return this.isCapped(u) ? this.groupBudgetPs[this.level.units[u]!.group]! + this.budgetPs[u]! : null;
  }

  /** Credit now, for tests and for people. */
  creditLeftPs(u: number): number {
    return this.creditPs[u]!;
  }

  // Credit.

  /** Rule 1, exactly: `delta x max / own` in parts that stay below 2^53. */
  private burn(u: number, deltaPs: number): void {
    if (deltaPs <= 0) return;
    const weight = this.level.units[u]!.weight;
    const max = this.maxWeight[this.queueOf[u]!]!;
    const whole = Math.floor(deltaPs / weight);
    const rest = (deltaPs - whole * weight) * max + this.residual[u]!;
    const carry = Math.floor(rest / weight);
    this.residual[u] = rest - carry * weight;
    this.creditPs[u] = Math.max(creditMinPs, this.creditPs[u]! - whole * max - carry);
    if (this.isCapped(u)) this.budgetPs[u]! -= deltaPs;
  }

  /** Burns what a running unit used since it was last charged. */
  private settle(u: number, nowPs: number): void {
    if (this.on[u]! < 0) return;
    const deltaPs = nowPs - this.settledPs[u]! - this.aheadPs[u]!;
    if (deltaPs <= 0) return;
    this.burn(u, deltaPs);
    this.aheadPs[u]! += deltaPs;
  }

  private reset(queue: number, next: number, nowPs: number): void {
    const addPs = this.creditPs[next] === creditMinPs ? 2 * creditInitPs : creditInitPs;
    for (let u = 0; u < this.creditPs.length; u++) {
      if (!this.admitted[u] || this.queueOf[u] !== queue) continue;
      this.settle(u, nowPs);
      this.creditPs[u] = Math.min(this.creditPs[u]! + addPs, creditInitPs + carryOverMaxPs);
    }
  }

  private timeToRunPs(p: number, u: number, stays: boolean, nowPs: number): number {
    const { rate_limit: rateLimitPs } = this.options;
    const restPs = stays ? this.ranFromPs[u]! + rateLimitPs - nowPs : rateLimitPs;
    const leastPs = Math.max(minTimerPs, restPs);
    const queue = this.queueOfProcessor[p]!;
    const waiter = this.queues.head(queue);
    let credit = this.creditPs[u]!;
    if (waiter >= 0 && this.creditPs[waiter]! > 0) credit -= this.creditPs[waiter]!;
    let timePs = credit > 0 ? this.creditToTimePs(queue, u, credit) : 0;
    if (this.isCapped(u)) timePs = Math.min(timePs, this.budgetPs[u]!);
    return timePs < leastPs ? leastPs : Math.min(timePs, maxTimerPs);
  }

  private creditToTimePs(queue: number, u: number, creditPs: number): number {
    const max = this.maxWeight[queue]!;
    const weight = this.level.units[u]!.weight;
    const whole = Math.floor(creditPs / max);
    return whole * weight + Math.ceil(((creditPs - whole * max) * weight) / max);
  }

  // Queue.

  private goesBefore(a: number, b: number): boolean {
    const difference = this.creditPs[a]! - this.creditPs[b]!;
    if (difference !== 0) return difference > 0;
    const since = this.readyAtPs[a]! - this.readyAtPs[b]!;
    return since < 0 || (since === 0 && a < b);
  }

  private enqueue(u: number, nowPs: number): void {
    this.readyAtPs[u] = nowPs;
    this.insert(u);
    if (this.pending.isStale(nowPs)) this.shareOut(-1, nowPs);
    const target = this.choose(u, nowPs);
    if (target < 0) return;
    this.level.tickle(target);
    this.pending.add(u, nowPs);
  }

  private insert(u: number): void {
    const queue = this.queueOf[u]!;
    let last = -1;
    let at = this.queues.head(queue);
    while (at >= 0 && !this.goesBefore(u, at)) {
      last = at;
      at = this.queues.next(at);
    }
    this.queues.insertBetween(queue, u, last, at);
  }

  /** A new unit goes to the run queue with the fewest, to the processor after the one that the last unit there was given. */
  private placeNew(u: number): void {
    const { level, queueOfProcessor, population, lastGiven } = this;
    const allowed = this.soft[u]!.length > 0 ? this.soft[u]! : level.units[u]!.processors;
    let queue = queueOfProcessor[allowed[0]!]!;
    for (const p of allowed) if (population[queueOfProcessor[p]!]! < population[queue]!) queue = queueOfProcessor[p]!;
    const here = allowed.filter((p) => queueOfProcessor[p] === queue);
    const home = here.find((p) => p > lastGiven[queue]!) ?? here[0]!;
    lastGiven[queue] = home;
    population[queue]!++;
    this.queueOf[u] = queue;
    if (level.assigned(u) !== home) level.assign(u, home);
  }

  private joinQueue(u: number, queue: number): void {
    const old = this.queueOf[u]!;
    if (old === queue) return;
    this.queueOf[u] = queue;
    this.population[old]!--;
    this.population[queue]!++;
    this.refreshMaxWeight(old);
    this.refreshMaxWeight(queue);
  }

  private refreshMaxWeight(queue: number): void {
    let max = 1;
    for (let u = 0; u < this.admitted.length; u++) {
      if (this.admitted[u] && this.queueOf[u] === queue) max = Math.max(max, this.level.units[u]!.weight);
    }
    this.maxWeight[queue] = max;
  }

  private shareOut(picking: number, nowPs: number): void {
    const n = this.pending.take();
    for (let i = 0; i < n; i++) {
      const u = this.pending.at(i);
      if (this.queues.where(u) < 0) continue;
      const target = this.choose(u, nowPs);
      if (target < 0) continue;
      this.tickled[target] = true;
      this.tickledFor[u] = target;
      if (target !== picking) this.level.tickle(target);
    }
  }

  /** Which processor to wake for a queued unit: an idle one (the last one first), else where it beats the running unit. */
  private choose(u: number, nowPs: number): number {
    const home = this.level.assigned(u);
    const { processors } = this.level.units[u]!;
    const idle = this.idleAmong(this.soft[u]!, home);
    const target = idle >= 0 ? idle : this.idleAmong(processors, home);
    if (target >= 0) return target;
    let best = -1;
    let most = 0;
    for (let i = -1; i < processors.length; i++) {
      const p = i < 0 ? home : processors[i]!;
      if ((i >= 0 && p === home) || this.tickled[p] || this.queueOfProcessor[p] !== this.queueOf[u]) continue;
      const score = this.score(u, p, home, nowPs);
      if (score <= most) continue;
      most = score;
      best = p;
      if (p === home && (this.soft[u]!.length === 0 || this.soft[u]!.includes(p))) return p;
    }
    return best;
  }

  private idleAmong(processors: readonly number[], home: number): number {
    let first = -1;
    for (let i = 0; i < processors.length; i++) {
      const p = processors[i]!;
      if (this.level.running(p) >= 0 || this.tickled[p]) continue;
      if (p === home) return p;
      // Xen goes round from the home processor.
      if (first < 0 || (first < home && p > home)) first = p;
    }
    return first;
  }

  private score(u: number, p: number, home: number, nowPs: number): number {
    const holder = this.level.running(p);
    if (holder < 0 || !this.awake[holder]) return -1;
    const { rate_limit: rateLimitPs } = this.options;
    const ranPs = nowPs - this.ranFromPs[holder]!;
    if (rateLimitPs > tickleTolerancePs && ranPs <= rateLimitPs - tickleTolerancePs) return -1;
    if (!this.level.units[holder]!.preemptible) return -1;
    this.settle(holder, nowPs);
    let score = this.creditPs[u]! - this.creditPs[holder]!;
    if (p !== home) score -= this.options.migration_resistance;
    if (score <= 0) return score;
    if (this.soft[u]!.includes(p)) score += creditInitPs;
    if (this.soft[holder]!.length > 0 && !this.soft[holder]!.includes(p)) score += creditInitPs;
    return score;
  }

  private candidate(p: number, current: number, nowPs: number): number {
    const { options, level } = this;
    const runs = current >= 0 && this.awake[current]! && !this.parked[current]!;
    const yields = current >= 0 && this.yields[current]!;
    if (current >= 0) this.yields[current] = false;
    if (runs && !yields) {
      if (nowPs - this.ranFromPs[current]! < options.rate_limit || !level.units[current]!.preemptible) return current;
    }
    let next = runs ? current : -1;
    const credit = runs ? this.creditPs[current]! : idleCreditPs;
    const queue = this.queueOfProcessor[p]!;
    let following: number;
    for (let u = this.queues.head(queue); u >= 0; u = following) {
      following = this.queues.next(u);
      if (!level.allowed(u, p)) continue;
      const awaited = this.tickledFor[u]!;
      if (awaited >= 0 && awaited !== p && this.tickled[awaited]) continue;
      if (level.assigned(u) !== p && credit + options.migration_resistance > this.creditPs[u]!) continue;
      if (yields || this.creditPs[u]! > credit) {
        if (!this.isCapped(u) || this.budgetPs[u]! > 0 || this.grabBudget(u)) next = u;
        // Where Xen gives up at the first one without budget, a processor that would idle looks further.
        else if (next < 0) continue;
      }
      break;
    }
    return next >= 0 ? next : this.pull(p);
  }

  /** An idle processor takes the first unit of another run queue that may run here. */
  private pull(p: number): number {
    const own = this.queueOfProcessor[p]!;
    for (let queue = 0; queue < this.maxWeight.length; queue++) {
      if (queue === own) continue;
      for (let u = this.queues.head(queue); u >= 0; u = this.queues.next(u)) {
        if (this.level.allowed(u, p) && (!this.isCapped(u) || this.budgetPs[u]! > 0 || this.grabBudget(u))) return u;
      }
    }
    return -1;
  }

  // Caps.

  private isCapped(u: number): boolean {
    return this.level.enforceBudgets && this.capPs[this.level.units[u]!.group]! > 0;
  }

  private grabBudget(u: number): boolean {
    const { group } = this.level.units[u]!;
    const capPs = this.capPs[group]!;
    const quotaPs = Math.max(minTimerPs, Math.floor(capPs / this.groupSize[group]!));
    const poolPs = this.groupBudgetPs[group]! + this.budgetPs[u]!;
    if (poolPs > 0) {
      this.budgetPs[u] = Math.min(quotaPs, poolPs);
      this.groupBudgetPs[group] = poolPs - this.budgetPs[u]!;
      return true;
    }
    this.groupBudgetPs[group] = poolPs;
    this.budgetPs[u] = 0;
    this.parked[u] = true;
    this.queues.remove(u);
    return false;
  }

  private returnBudget(u: number, nowPs: number): void {
    const { group } = this.level.units[u]!;
    this.groupBudgetPs[group]! += this.budgetPs[u]!;
    this.budgetPs[u] = 0;
    if (this.groupBudgetPs[group]! > 0) this.unpark(group, nowPs);
  }

  private unpark(group: number, nowPs: number): void {
    for (let u = 0; u < this.parked.length; u++) {
      if (!this.parked[u] || this.level.units[u]!.group !== group) continue;
      this.parked[u] = false;
      if (this.on[u]! >= 0) this.level.tickle(this.on[u]!);
      else if (this.awake[u]) this.enqueue(u, nowPs);
    }
  }
}

function admission(units: readonly UnitSpec[], processorCount: number): AdmissionProblem[] {
  return [...weightProblems(units, 1, 65535), ...softAffinityProblems(units, processorCount)];
}

export const credit2 = {
  name: 'credit2',
  origin: 'Xen 4.17 xen/common/sched/credit2.c',
  summary: 'Xen\u2019s default: most credit runs, credit burns by weight, all are given more when the best has none.',
  levels: ['hypervisor'],
  workConserving: true,
  shares: { windowPs: 1e12, error: 0.01 },
  overrunPs: minTimerPs,
  reads: { weight: 'rate of burning credit; shares follow weights', preemptible: 'false: stays until it blocks' },
  parameters,
  unitParameters,
  admission,
  create: (level: Level, options: Options) => new Credit2(level, options),
} as const satisfies PolicyDefinition;
