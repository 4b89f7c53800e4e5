/**
 * The hypervisor's mechanism: it wakes and blocks vCPUs, obeys the picks of its schedulers, switches worlds, and alone
 * charges what that costs. Decisions fall once per instant, after all events of the instant were marked; a core that pays
 * debts decides when they are paid. Times are integer picoseconds.
 */
import { check } from '../../engine/check.ts';
import type { Kernel } from '../../engine/kernel.ts';
import type { RecordSink } from '../../engine/trace/record-sink.ts';
import type { Ladder } from '../core/ladder.ts';
import type { Pcpu } from '../core/pcpu.ts';
import { causeIndex } from '../ledger/ledger.ts';
import { recordKinds } from '../records.ts';
import type { Eligibility, Pick, WakeReason } from '../scheduling/policy.ts';
import type { Pool } from './pool.ts';
import type { Vcpu } from './vcpu.ts';

/** Costs of the mechanisms, integer picoseconds; from the hypervisor's profile or the ECU file. */
export interface DispatchCosts {
  readonly trapPs: number;
  readonly worldSwitchPs: number;
  readonly injectionPs: number;
  readonly timerPs: number;
  readonly ipiPs: number;
}

const eligibilityCode: Readonly<Record<Eligibility, number>> = {
  eligible: 0,
  depleted: 1,
  parked: 2,
  'window-closed': 3,
};
const offCode: Readonly<Record<Eligibility, number>> = { eligible: 0, depleted: 2, 'window-closed': 3, parked: 4 };

export class Dispatcher {
  readonly costs: DispatchCosts;
  readonly #kernel: Kernel;
  readonly #ladder: Ladder;
  readonly #sink: RecordSink | null;
  readonly #hypervisorId: number;
  /** Cores whose decision falls in this instant; the first `#dueCount` are valid. */
  readonly #due: Pcpu[] = [];
  #dueCount = 0;
  readonly #changedPools: Pool[] = [];
  readonly #pick: Pick = { unit: -1, untilPs: Number.POSITIVE_INFINITY, extraTime: false };
  /** Tells the guest that its vCPU came to a core and may have to decide. */
  onDispatched: (vcpu: Vcpu) => void = () => {};

  constructor(kernel: Kernel, ladder: Ladder, sink: RecordSink | null, costs: DispatchCosts, hypervisorId: number) {
    this.#kernel = kernel;
    this.#ladder = ladder;
    this.#sink = sink;
    this.costs = costs;
    this.#hypervisorId = hypervisorId;
  }

  /** A decision is due on the core: in this instant, or when its debt ends. */
  tickle(pcpu: Pcpu): void {
    // A debt that is long paid must not put the decision off.
    if (!pcpu.debts.empty) this.#ladder.settle(pcpu);
    pcpu.decisionDue = true;
    this.list(pcpu);
  }

  /** Puts a core whose decision is due on the list of this instant. */
  list(pcpu: Pcpu): void {
    if (pcpu.listedDecision) return;
    pcpu.listedDecision = true;
    this.#due[this.#dueCount++] = pcpu;
    this.#ladder.touch(pcpu);
  }

  wake(vcpu: Vcpu, why: WakeReason): void {
    if (vcpu.runnable) return;
    this.#beforePolicy(vcpu.pool, vcpu.assigned);
    vcpu.runnable = true;
    this.#record(recordKinds.wake, vcpu.id, -1, 0);
    vcpu.pool.policy.wake(vcpu.unit, why, this.#kernel.nowPs);
  }

  /** The guest has nothing to do and said so (WFI); a trapped WFI costs a trap. */
  block(vcpu: Vcpu, trapped: boolean): void {
    const pcpu = vcpu.pcpu;
    check(pcpu !== null, 'a vCPU that is not on a core blocks');
    this.#beforePolicy(vcpu.pool, vcpu.assigned);
    vcpu.runnable = false;
    this.#record(recordKinds.block, vcpu.id, -1, 0);
    if (trapped) this.owe(pcpu, this.costs.trapPs, causeIndex.trap, vcpu.vm.id);
    vcpu.pool.policy.block(vcpu.unit, this.#kernel.nowPs);
    this.tickle(pcpu);
  }

  /** The guest gives its core to others for now, though it has something to do; a hypercall, so it costs a trap. */
  yield(vcpu: Vcpu): void {
    const pcpu = vcpu.pcpu;
    check(pcpu !== null, 'a vCPU that is not on a core yields');
    this.#beforePolicy(vcpu.pool, vcpu.assigned);
    this.owe(pcpu, this.costs.trapPs, causeIndex.trap, vcpu.vm.id);
    vcpu.pool.policy.yield(vcpu.unit, this.#kernel.nowPs);
    this.tickle(pcpu);
  }

  /** The hypervisor handles an interrupt for `vcpu` on its core; the culprit owns the source. */
  inject(vcpu: Vcpu, costPs: number, culprit: number): void {
    const pcpu = vcpu.pcpu ?? vcpu.assigned;
    this.#ladder.settle(pcpu);
    this.owe(pcpu, costPs, causeIndex.interrupt, culprit);
  }

  /** Adds a debt to a settled core. */
  owe(pcpu: Pcpu, amountPs: number, cause: number, culprit: number, beneficiary = -1, beneficiaryCulprit = -1): void {
    if (amountPs === 0) return;
    pcpu.debts.push(amountPs, cause, culprit, beneficiary, beneficiaryCulprit);
    this.#sink?.record(recordKinds.overhead, this.#kernel.nowPs, pcpu.id, cause, culprit, amountPs);
  }

  /** A timer of the pool's policy rang: the cores that it tickles take the interrupt. */
  policyTimer(pool: Pool, timer: number): void {
    this.#ladder.bringUpPool(pool);
    this.#noteChange(pool);
    const before = this.#dueCount;
    pool.policy.timer(timer, this.#kernel.nowPs);
    for (let index = before; index < this.#dueCount; index += 1) this.#timerInterrupt(this.#due[index]!);
  }

  /** The end of a slice, a budget or a window, as the policy asked for. */
  sliceEnded(pcpu: Pcpu): void {
    pcpu.untilPs = Number.POSITIVE_INFINITY;
    this.#noteChange(pcpu.running?.pool ?? null);
    this.tickle(pcpu);
    this.#timerInterrupt(pcpu);
  }

  #timerInterrupt(pcpu: Pcpu): void {
    this.#ladder.settle(pcpu);
    this.owe(pcpu, this.costs.timerPs, causeIndex.interrupt, this.#hypervisorId);
  }

  get decisionsListed(): boolean {
    return this.#dueCount > 0;
  }

  /** Every core on the list that owes nothing picks, in the order of the cores. `poolOf`: by pCPU index. */
  decide(poolOf: readonly Pool[]): void {
    const due = this.#due;
    while (this.#dueCount > 0) {
      let first = 0;
      for (let index = 1; index < this.#dueCount; index += 1) if (due[index]!.index < due[first]!.index) first = index;
      const pcpu = due[first]!;
      due[first] = due[--this.#dueCount]!;
      pcpu.listedDecision = false;
      if (pcpu.decisionDue && pcpu.debts.empty) this.#decideOn(pcpu, poolOf[pcpu.index]!);
    }
  }

  #decideOn(pcpu: Pcpu, pool: Pool): void {
    const nowPs = this.#kernel.nowPs;
    this.#beforePolicy(pool, pcpu);
    pcpu.decisionDue = false;
    const pick = this.#pick;
    pick.unit = -1;
    pick.untilPs = Number.POSITIVE_INFINITY;
    pick.extraTime = false;
    pool.policy.pick(pool.processorOf[pcpu.index]!, nowPs, pick);
    check(pick.untilPs > nowPs, 'a policy picks until an instant that is not later than now');
    const next = pick.unit === -1 ? null : pool.vcpus[pick.unit]!;
    const { untilPs } = pick;
    const previous = pcpu.running;
    if (next !== previous) this.#switch(previous, next, pcpu);
    pcpu.untilPs = untilPs;
    if (next !== null) this.onDispatched(next);
  }

  /** The policy hears of both sides when the switch is made: it never sees a core that only looks idle. */
  #switch(previous: Vcpu | null, next: Vcpu | null, pcpu: Pcpu): void {
    const nowPs = this.#kernel.nowPs;
    if (previous !== null) this.#takeOff(previous, pcpu);
    if (next !== null) this.#putOn(next, previous, pcpu);
    const pool = (next ?? previous)!.pool;
    const processor = pool.processorOf[pcpu.index]!;
    if (previous !== null) pool.policy.placed(previous.unit, processor, -1, nowPs);
    if (next !== null) pool.policy.placed(next.unit, -1, processor, nowPs);
  }

  #takeOff(vcpu: Vcpu, pcpu: Pcpu): void {
    pcpu.running = null;
    vcpu.pcpu = null;
    const code = vcpu.runnable ? offCode[vcpu.pool.policy.eligibility(vcpu.unit)] : 1;
    this.#record(recordKinds.off, vcpu.id, pcpu.id, code);
    this.#recordBudget(vcpu);
  }

  #putOn(vcpu: Vcpu, previous: Vcpu | null, pcpu: Pcpu): void {
    check(vcpu.runnable, 'a policy picks a vCPU that is not runnable');
    check(vcpu.pcpu === null, 'a policy picks a vCPU that runs elsewhere');
    this.assign(vcpu, pcpu);
    pcpu.running = vcpu;
    vcpu.pcpu = pcpu;
    this.#record(recordKinds.on, vcpu.id, pcpu.id, 0);
    this.#recordBudget(vcpu);
    if (pcpu.context === vcpu) return;
    const left = previous?.id ?? vcpu.id;
    this.owe(pcpu, this.costs.worldSwitchPs, causeIndex['world-switch'], vcpu.id, vcpu.id, left);
    pcpu.context = vcpu;
  }

  /** Moves a waiting vCPU to another core; both are settled first. */
  assign(vcpu: Vcpu, pcpu: Pcpu): void {
    if (vcpu.assigned === pcpu) return;
    check(vcpu.pcpu === null, 'a running vCPU is moved');
    this.#ladder.settle(vcpu.assigned);
    this.#ladder.settle(pcpu);
    const from = vcpu.assigned.assigned;
    from.splice(from.indexOf(vcpu), 1);
    // By declared rank, so that charges are made in one order whatever the history.
    let at = pcpu.assigned.length;
    while (at > 0 && pcpu.assigned[at - 1]!.index > vcpu.index) at -= 1;
    pcpu.assigned.splice(at, 0, vcpu);
    vcpu.assigned = pcpu;
  }

  /** Settles what the policy may look at: the core at hand, and the whole pool where it keeps accounts. */
  #beforePolicy(pool: Pool, pcpu: Pcpu): void {
    this.#ladder.settle(pcpu);
    if (!pool.keepsAccounts) return;
    this.#ladder.bringUpPool(pool);
    this.#noteChange(pool);
  }

  #noteChange(pool: Pool | null): void {
    if (pool === null || pool.listedChange) return;
    pool.listedChange = true;
    this.#changedPools.push(pool);
  }

  /** At the end of the instant: which vCPUs became depleted, parked, closed out, or free again. */
  updateEligibility(): void {
    if (this.#changedPools.length === 0) return;
    for (const pool of this.#changedPools) {
      pool.listedChange = false;
      for (const vcpu of pool.vcpus) {
        const eligibility = pool.policy.eligibility(vcpu.unit);
        if (eligibility === vcpu.eligibility) {
          this.#recordRefill(vcpu);
          continue;
        }
        this.#ladder.settle(vcpu.assigned);
        vcpu.eligibility = eligibility;
        this.#record(recordKinds.eligible, vcpu.id, -1, eligibilityCode[eligibility]);
        this.#recordBudget(vcpu);
      }
    }
    this.#changedPools.length = 0;
  }

  #recordBudget(vcpu: Vcpu): void {
    if (this.#sink === null) return;
    const leftPs = vcpu.pool.policy.budgetLeftPs?.(vcpu.unit) ?? null;
    if (leftPs === null) return;
    vcpu.budgetSeenPs = leftPs;
    this.#record(recordKinds.budget, vcpu.id, -1, leftPs);
  }

  /** A budget that grew since it was last recorded was replenished. */
  #recordRefill(vcpu: Vcpu): void {
    if (this.#sink === null) return;
    const leftPs = vcpu.pool.policy.budgetLeftPs?.(vcpu.unit) ?? null;
    if (leftPs !== null && leftPs > vcpu.budgetSeenPs) this.#recordBudget(vcpu);
  }

  #record(kind: number, subject: number, object: number, value: number): void {
    this.#sink?.record(kind, this.#kernel.nowPs, subject, -1, object, value);
  }
}
