/**
 * Xen's credit: each VM earns credits by weight every 30 ms, its running vCPUs burn them, and those with credits left go
 * before those without.
 *
 * 1. Priorities: BOOST, UNDER, OVER (parked units wait outside). One queue per processor, FIFO inside a priority.
 * 2. The running unit burns 10 credits per ms, with the remainder carried.
 * 3. A tick every 10 ms on each busy processor: BOOST of the running unit drops to UNDER, an inactive unit joins the
 *    accounting, and the queue is sorted again if accounting ran. (Xen also thinks about another processor here; without
 *    SMT siblings the answer is always the present one.)
 * 4. Accounting every 30 ms: 300 credits per processor (more after a negative balance) are shared out over active VMs by
 *    weight x active units, limited by 300 per active unit and by the cap; what a VM cannot take goes to later ones.
 * 5. Then: below 0 is OVER; a capped unit below minus its share of the cap is parked; the floor is -300. From 0 on is
 *    UNDER, parked units come back; above 300 a unit leaves the accounting with half its credits.
 * 6. A wake-up as UNDER gives BOOST, but not after a migration or while parked.
 * 7. A decision keeps a unit that ran less than the rate limit (unless it yields); otherwise it goes to the tail of its
 *    priority and the head runs for 30 ms. If the head has no credits, a unit of higher priority is looked for elsewhere,
 *    at most once per ms where that limit exists (it does not bind an idle processor).
 * 8. The tick stops on an idle processor and resumes at a multiple of 10 ms. (Tasklets of the hypervisor are no units.)
 *
 * Source: Xen 4.17 `xen/common/sched/credit.c` (rules 1 to 8), weights and caps per VM: those of its first vCPU. The
 * limit on looking elsewhere came later (4.20); its default is that of later releases.
 */
import { z } from 'zod';
import { count, share, time } from '../../parameter.ts';
import { softAffinityProblems, timeText, weightProblems } from '../budget-checks.ts';
import { PendingUnits } from '../pending-units.ts';
import type { AdmissionProblem, Eligibility, Level, Pick, Policy, PolicyDefinition, UnitSpec } from '../policy.ts';
import { UnitLists } from '../unit-list.ts';

const boost = 0;
const under = -1;
const over = -2;
/** 10 credits per ms. */
const psPerCredit = 100e6;
const never = Number.POSITIVE_INFINITY;

const parameters = z.object({
  timeslice: time({ min: 1e9, max: 1e12, by: 'Xen sysctl.h, XEN_SYSCTL_CSCHED_TSLICE_MIN and _MAX' })
    .default(30e9)
    .describe('30 ms: credit.c, CSCHED_DEFAULT_TSLICE_MS'),
  ticks_per_timeslice: count(1, 1000).default(3).describe('3: credit.c, CSCHED_TICKS_PER_TSLICE'),
  rate_limit: time({
    min: 100e6,
    max: 500e9,
    orZero: true,
    by: 'Xen sysctl.h, XEN_SYSCTL_SCHED_RATELIMIT_MIN and _MAX',
  })
    .default(1e9)
    .describe('1 ms: sched/private.h, SCHED_DEFAULT_RATELIMIT_US'),
  balance_rate_limit: time().default(1e9).describe('1 ms: credit.c, CSCHED_DEFAULT_LOAD_BALANCE_RATELIMIT_US'),
});
const unitParameters = z.object({
  cap: share().default(0).describe('largest share of a processor of the VM (first vCPU decides); 0: none'),
  soft_affinity: z.array(count()).default([]).describe('processors to prefer; none: all allowed ones'),
});
type Options = z.output<typeof parameters>;
type UnitOptions = z.output<typeof unitParameters>;

interface Domain {
  readonly units: readonly number[];
  readonly weight: number;
  /** Fraction of a processor; 0: none. */
  readonly cap: number;
  active: number;
}

class Credit implements Policy {
  readonly timerCount: number;
  private readonly level: Level;
  private readonly options: Options;
  private readonly tickPs: number;
  private readonly creditsPerSlice: number;
  private readonly queues: UnitLists;
  private readonly domains: Domain[];
  /** Domains with active units, in order of service. */
  private readonly service: number[] = [];
  private readonly priority: number[];
  private readonly credits: number[];
  private readonly carryPs: number[];
  private readonly active: boolean[];
  private readonly awake: boolean[];
  private readonly parked: boolean[];
  private readonly yields: boolean[];
  private readonly on: number[];
  private readonly ranFromPs: number[];
  private readonly queuedAt: number[];
  private readonly soft: readonly (readonly number[])[];
  private readonly tickled: boolean[];
  private readonly tickAtPs: number[];
  private readonly sorted: number[];
  private readonly balanceFromPs: number[];
  private readonly pending: PendingUnits;
  private accountAtPs = never;
  private accountings = 0;
  private balance = 0;
  private turn = 0;
  private instantPs = -1;

  constructor(level: Level, options: Options) {
    const n = level.units.length;
    const m = level.processorCount;
    const units = <T>(value: T): T[] => Array.from({ length: n }, () => value);
    const processors = <T>(value: T): T[] => Array.from({ length: m }, () => value);
    this.level = level;
    this.options = options;
    this.timerCount = 1 + m;
    this.tickPs = Math.floor(options.timeslice / options.ticks_per_timeslice);
    this.creditsPerSlice = options.timeslice / psPerCredit;
    this.queues = new UnitLists(m, n);
    this.priority = units(under);
    this.credits = units(0);
    this.carryPs = units(0);
    this.active = units(false);
    this.awake = units(false);
    this.parked = units(false);
    this.yields = units(false);
    this.on = units(-1);
    this.ranFromPs = units(0);
    this.queuedAt = units(0);
    this.tickled = processors(false);
    this.tickAtPs = processors(never);
    this.sorted = processors(0);
    this.balanceFromPs = processors(0);
    this.soft = level.units.map((unit) => {
      const wish = (unit.options as UnitOptions).soft_affinity;
      return unit.processors.filter((p) => wish.includes(p));
    });
    const groupCount = level.units.reduce((most, unit) => Math.max(most, unit.group + 1), 0);
    this.domains = Array.from({ length: groupCount }, (_, group) => {
      const members = level.units.flatMap((unit, u) => (unit.group === group ? [u] : []));
      const first = members.length === 0 ? undefined : level.units[members[0]!]!;
      return {
        units: members,
        weight: first?.weight ?? 1,
        cap: level.enforceBudgets ? ((first?.options as UnitOptions | undefined)?.cap ?? 0) : 0,
        active: 0,
      };
    });
    this.pending = new PendingUnits(n, (a, b) => {
      const difference = this.priority[b]! - this.priority[a]!;
      return difference < 0 || (difference === 0 && a < b);
    });
  }

  admit(u: number, nowPs: number): void {
    const home = this.level.assigned(u);
    const soft = this.soft[u]!;
    // A new unit starts where it would rather be: the next one round from its processor.
    if (soft.length > 0 && !soft.includes(home)) this.level.assign(u, soft.find((p) => p > home) ?? soft[0]!);
    if (this.accountAtPs !== never) return;
    this.accountAtPs = nowPs + this.options.timeslice;
    this.level.arm(0, this.accountAtPs);
  }

  retire(u: number): void {
    this.awake[u] = false;
    this.parked[u] = false;
    this.queues.remove(u);
    if (this.active[u]) this.stopAccounting(u);
    this.credits[u] = 0;
    this.carryPs[u] = 0;
    this.priority[u] = under;
  }

  wake(u: number, _why: unknown, nowPs: number): void {
    if (this.awake[u]) return;
    this.awake[u] = true;
    if (this.on[u]! >= 0 || this.parked[u]) return;
    if (this.priority[u] === under) this.priority[u] = boost;
    this.enqueue(u, this.level.assigned(u), nowPs, 0);
    this.announce(u, nowPs);
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

  /** Rule 2. */
  charge(u: number, heldPs: number): void {
    const ps = this.carryPs[u]! + heldPs;
    const burnt = Math.floor(ps / psPerCredit);
    this.credits[u]! -= burnt;
    this.carryPs[u] = ps - burnt * psPerCredit;
  }

  timer(id: number, nowPs: number): void {
    if (id === 0) {
      if (nowPs < this.accountAtPs) return;
      this.account(nowPs);
      this.accountAtPs = nowPs + this.options.timeslice;
      this.level.arm(0, this.accountAtPs);
    } else if (nowPs >= this.tickAtPs[id - 1]!) this.tick(id - 1, nowPs);
  }

  pick(p: number, nowPs: number, out: Pick): void {
    this.shareOut(p, nowPs);
    this.tickled[p] = false;
    const current = this.level.running(p);
    const stays = current >= 0 && this.awake[current]! && !this.parked[current]!;
    out.extraTime = false;
    if (stays && !this.yields[current]) {
      const restPs = this.options.rate_limit - (nowPs - this.ranFromPs[current]!);
      if (restPs > 0 || !this.level.units[current]!.preemptible) {
        out.unit = current;
        out.untilPs = nowPs + (restPs > 0 ? restPs : this.options.timeslice);
        return;
      }
    }
    if (stays) this.enqueue(current, p, nowPs, this.level.units.length + 1);
    if (current >= 0) this.yields[current] = false;
    let next = this.queues.head(p);
    if (next < 0 || (this.priority[next]! <= over && nowPs >= this.balanceFromPs[p]!)) {
      const stolen = this.steal(p, next < 0 ? over - 1 : this.priority[next]!);
      if (stolen >= 0) next = stolen;
      else this.balanceFromPs[p] = nowPs + this.options.balance_rate_limit;
    }
    if (next >= 0) this.queues.remove(next);
    this.tickFollows(p, next, nowPs);
    out.unit = next;
    out.untilPs = next < 0 ? never : nowPs + this.options.timeslice;
  }

  placed(u: number, _from: number, to: number, nowPs: number): void {
    this.on[u] = to;
    if (to >= 0) {
      this.ranFromPs[u] = nowPs;
      return;
    }
    if (!this.awake[u] || this.parked[u]) return;
    // Woken or unparked before it had left its processor.
    if (this.queues.where(u) < 0) this.enqueue(u, this.level.assigned(u), nowPs, this.level.units.length + 1);
    this.announce(u, nowPs);
  }

  eligibility(u: number): Eligibility {
    return this.parked[u] ? 'parked' : 'eligible';
  }

  /** Credits and priority, for tests and for people. */
  stateOf(u: number): { credits: number; priority: 'boost' | 'under' | 'over'; active: boolean } {
    const priority = this.priority[u] === boost ? 'boost' : this.priority[u] === under ? 'under' : 'over';
    return { credits: this.credits[u]!, priority, active: this.active[u]! };
  }

  // Ticks and accounting.

  /** Rule 3. */
  private tick(p: number, nowPs: number): void {
    this.tickAtPs[p] = nowPs + this.tickPs;
    this.level.arm(1 + p, this.tickAtPs[p]!);
    const u = this.level.running(p);
    if (u >= 0 && this.awake[u]) {
      if (this.priority[u] === boost) this.priority[u] = under;
      if (!this.active[u]) this.startAccounting(u);
    }
    if (this.sorted[p] === this.accountings) return;
    this.sorted[p] = this.accountings;
    this.sort(p);
  }

  /** Rule 8. */
  private tickFollows(p: number, next: number, nowPs: number): void {
    if (next < 0) {
      if (this.tickAtPs[p] === never) return;
      this.tickAtPs[p] = never;
      this.level.disarm(1 + p);
    } else if (this.tickAtPs[p] === never) {
      this.tickAtPs[p] = nowPs + this.tickPs - (nowPs % this.tickPs);
      this.level.arm(1 + p, this.tickAtPs[p]!);
    }
  }

  private startAccounting(u: number): void {
    const { group } = this.level.units[u]!;
    this.active[u] = true;
    if (this.domains[group]!.active++ === 0) this.service.unshift(group);
  }

  private stopAccounting(u: number): void {
    const { group } = this.level.units[u]!;
    this.active[u] = false;
    if (--this.domains[group]!.active === 0) this.service.splice(this.service.indexOf(group), 1);
  }

  /** Rule 4. */
  private account(nowPs: number): void {
    const { domains, service, creditsPerSlice: slice } = this;
    let total = slice * this.level.processorCount - Math.min(0, this.balance);
    let weightTotal = 0;
    for (const group of service) weightTotal += domains[group]!.weight * domains[group]!.active;
    const oldBalance = this.balance;
    this.balance = 0;
    this.accountings++;
    let weightLeft = weightTotal;
    let someoneGotAll = false;
    // Units may leave the accounting meanwhile, and domains move to the front.
    for (const group of service.slice()) {
      const domain = domains[group]!;
      const weight = domain.weight * domain.active;
      weightLeft -= weight;
      let peak = domain.active * slice;
      if (oldBalance < 0) peak += Math.ceil((-oldBalance * weight) / weightTotal);
      let capShare = 0;
      if (domain.cap > 0) {
        capShare = Math.ceil(domain.cap * slice);
        peak = Math.min(peak, capShare);
        capShare = Math.ceil(capShare / domain.active);
      }
      let fair = Math.ceil((total * weight) / weightTotal);
      if (fair < peak) someoneGotAll = true;
      else {
        if (weightLeft > 0) total += Math.ceil(((fair - peak) * weightTotal) / weightLeft);
        if (someoneGotAll) {
          service.splice(service.indexOf(group), 1);
          service.unshift(group);
        }
        fair = peak;
      }
      const perUnit = Math.ceil(fair / domain.active);
      for (const u of domain.units) if (this.active[u]) this.credit(u, perUnit, domain, capShare, nowPs);
    }
  }

  /** Rule 5. */
  private credit(u: number, earned: number, domain: Domain, capShare: number, nowPs: number): void {
    const slice = this.creditsPerSlice;
    let credits = this.credits[u]! + earned;
    if (credits < 0) {
      this.priority[u] = over;
      if (domain.cap > 0 && credits < -capShare) this.park(u);
      credits = Math.max(credits, -slice);
    } else {
      this.priority[u] = under;
      if (this.parked[u]) this.unpark(u, nowPs);
      if (credits > slice) {
        this.stopAccounting(u);
        credits = Math.floor(credits / 2);
      }
    }
    this.credits[u] = credits;
    this.balance += credits;
  }

  private park(u: number): void {
    if (this.parked[u]) return;
    this.parked[u] = true;
    this.queues.remove(u);
    if (this.on[u]! >= 0) this.level.tickle(this.on[u]!);
  }

  private unpark(u: number, nowPs: number): void {
    this.parked[u] = false;
    if (!this.awake[u]) return;
    if (this.on[u]! >= 0) {
      this.level.tickle(this.on[u]!);
      return;
    }
    this.enqueue(u, this.level.assigned(u), nowPs, 0);
    this.announce(u, nowPs);
  }

  // Queues.

  /** Behind all of its priority; `late` orders calls inside an instant, otherwise the lower unit goes first. */
  private enqueue(u: number, p: number, nowPs: number, late: number): void {
    if (nowPs !== this.instantPs) {
      this.instantPs = nowPs;
      this.turn += this.level.units.length + 2;
    }
    const turn = this.turn + late;
    this.queuedAt[u] = turn;
    const { queues, priority, queuedAt } = this;
    let last = -1;
    let at = queues.head(p);
    while (at >= 0) {
      if (priority[u]! > priority[at]!) break;
      if (priority[u] === priority[at] && (queuedAt[at]! > turn || (queuedAt[at] === turn && at > u))) break;
      last = at;
      at = queues.next(at);
    }
    // A yielding unit lets one of lower priority pass.
    if (this.yields[u] && at >= 0) {
      last = at;
      at = queues.next(at);
    }
    queues.insertBetween(p, u, last, at);
    if (this.level.assigned(u) !== p) this.level.assign(u, p);
  }

  /** Rule 3: units with credits go before those without, otherwise the order stays. */
  private sort(p: number): void {
    const { queues, priority } = this;
    let lastUnder = -1;
    let following: number;
    for (let u = queues.head(p); u >= 0; u = following) {
      following = queues.next(u);
      if (priority[u]! < under) continue;
      const goal = lastUnder < 0 ? queues.head(p) : queues.next(lastUnder);
      if (goal !== u) {
        queues.remove(u);
        queues.insertBetween(p, u, lastUnder, goal);
      }
      lastUnder = u;
    }
  }

  /** The first unit of a higher priority than `least` in a busy peer's queue that may run here; preferred places first. */
  private steal(p: number, least: number): number {
    const { level, queues } = this;
    const m = level.processorCount;
    for (let step = 0; step < 2; step++) {
      for (let i = 1; i < m; i++) {
        const peer = (p + i) % m;
        for (let u = queues.head(peer); u >= 0 && this.priority[u]! > least; u = queues.next(u)) {
          if (step === 0 ? !this.soft[u]!.includes(p) : !level.allowed(u, p)) continue;
          level.assign(u, p);
          return u;
        }
      }
    }
    return -1;
  }

  // Which processor to ask.

  private announce(u: number, nowPs: number): void {
    if (this.pending.isStale(nowPs)) this.shareOut(-1, nowPs);
    const target = this.choose(u);
    if (target < 0) return;
    this.level.tickle(target);
    this.pending.add(u, nowPs);
  }

  private shareOut(picking: number, _nowPs: number): void {
    const n = this.pending.take();
    for (let i = 0; i < n; i++) {
      const u = this.pending.at(i);
      if (this.queues.where(u) < 0) continue;
      const target = this.choose(u);
      if (target < 0) continue;
      this.tickled[target] = true;
      if (target !== picking) this.level.tickle(target);
    }
  }

  /** Its own processor if idle, else an idle one that suits, else its own if the unit there has a lower priority. */
  private choose(u: number): number {
    const home = this.level.assigned(u);
    if (this.isIdle(home)) return home;
    const preferred = this.idleAmong(this.soft[u]!, home);
    const idle = preferred >= 0 ? preferred : this.idleAmong(this.level.units[u]!.processors, home);
    if (idle >= 0) return idle;
    const holder = this.level.running(home);
    if (holder < 0 || this.tickled[home] || !this.level.units[holder]!.preemptible) return -1;
    return this.priority[u]! > this.priority[holder]! ? home : -1;
  }

  private isIdle(p: number): boolean {
    return this.level.running(p) < 0 && !this.tickled[p];
  }

  private idleAmong(processors: readonly number[], home: number): number {
    let first = -1;
    for (let i = 0; i < processors.length; i++) {
      const p = processors[i]!;
      if (this.isIdle(p) && (first < 0 || (first < home && p > home))) first = p;
    }
    return first;
  }
}

function admission(units: readonly UnitSpec[], processorCount: number, options: Options): AdmissionProblem[] {
  const problems = [...weightProblems(units, 1, 65535), ...softAffinityProblems(units, processorCount)];
  if (options.rate_limit > options.timeslice) {
    const message = `rate limit ${timeText(options.rate_limit)} is longer than the time slice ${timeText(options.timeslice)} (Xen)`;
    problems.push({ unit: -1, key: 'rate_limit', message });
  }
  return problems;
}

export const credit = {
  name: 'credit',
  origin: 'Xen 4.17 xen/common/sched/credit.c',
  summary:
    'Xen\u2019s older one: VMs earn credits by weight each 30 ms; who has some goes first, who just woke before all.',
  levels: ['hypervisor'],
  workConserving: true,
  shares: { windowPs: 3e12, error: 0.02 },
  reads: { weight: 'of the VM (its first vCPU): credits earned', preemptible: 'false: stays until it blocks' },
  parameters,
  unitParameters,
  admission,
  create: (level: Level, options: Options) => new Credit(level, options),
} as const satisfies PolicyDefinition;
