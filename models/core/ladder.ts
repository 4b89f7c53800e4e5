/**
 * The ladder of a pCPU: where its time goes. A lower rung progresses only when those above are empty:
 *
 * 1. debts of the pCPU (hypervisor interrupt handling, traps, world switches), not pre-emptible;
 * 2. debts of the vCPU on it (guest interrupt handlers, guest switches);
 * 3. refill of the job after a switch: lines that others evicted, owed by the task and pre-emptible with it;
 * 4. progress of the job at its rate.
 *
 * `settle` brings a core up to the present instant: it pays debts, advances the job, charges the ledger of every vCPU
 * assigned to the core (the table of causes, first match), and tells both schedulers what they consumed. Everything that
 * changes the state of a core settles it first. `boundaryAtPs` says when something will happen there next.
 */
import { check } from '../../engine/check.ts';
import type { Kernel } from '../../engine/kernel.ts';
import type { Task } from '../guest/task.ts';
import type { Pool } from '../hypervisor/pool.ts';
import type { Vcpu } from '../hypervisor/vcpu.ts';
import { causeIndex, chargeAccount } from '../ledger/ledger.ts';
import type { Debts } from './debt.ts';
import type { Pcpu } from './pcpu.ts';
import { carryAfter, timeToFinish, workDone } from './progress.ts';

export class Ladder {
  readonly #kernel: Kernel;
  readonly #hypervisorId: number;
  readonly #scheduleId: number;
  /** Cores whose pending event must be set anew at the end of the instant; the first `touchedCount` are valid. */
  readonly touched: Pcpu[] = [];
  touchedCount = 0;

  constructor(kernel: Kernel, hypervisorId: number, scheduleId: number) {
    this.#kernel = kernel;
    this.#hypervisorId = hypervisorId;
    this.#scheduleId = scheduleId;
  }

  /** Its state changes in this instant: its next event is set anew at the end. */
  touch(pcpu: Pcpu): void {
    if (pcpu.listedTouched) return;
    pcpu.listedTouched = true;
    this.touched[this.touchedCount++] = pcpu;
  }

  /** Settles `pcpu` up to now and marks it as touched. */
  settle(pcpu: Pcpu): void {
    this.touch(pcpu);
    if (pcpu.settledAtPs !== this.#kernel.nowPs) this.bringUp(pcpu);
  }

  /** Settles `pcpu` up to now, which by itself moves no event of it. */
  bringUp(pcpu: Pcpu): void {
    const nowPs = this.#kernel.nowPs;
    const heldPs = nowPs - pcpu.settledAtPs;
    if (heldPs === 0) return;
    pcpu.settledAtPs = nowPs;
    const suppliedPs = this.#payPcpuDebts(pcpu, heldPs);
    const vcpu = pcpu.running;
    if (suppliedPs > 0) this.#chargeWaiting(pcpu, vcpu, suppliedPs);
    if (vcpu === null) return;
    this.#supply(pcpu, vcpu, suppliedPs);
    vcpu.pool.policy.charge(vcpu.unit, heldPs, suppliedPs, nowPs);
  }

  /** Brings every core of the pool up to now, once per instant: before any call of its policy that is not a `charge`. */
  bringUpPool(pool: Pool): void {
    if (pool.settledAtPs === this.#kernel.nowPs) return;
    pool.settledAtPs = this.#kernel.nowPs;
    const { pcpus } = pool;
    for (let index = 0; index < pcpus.length; index += 1) this.bringUp(pcpus[index]!);
  }

  /** Next instant at which something happens on the core without outside help; `Infinity` when nothing will. */
  boundaryAtPs(pcpu: Pcpu): number {
    const debtEndPs = pcpu.settledAtPs + pcpu.debts.totalPs;
    if (pcpu.decisionDue) return debtEndPs;
    const decisionPs = pcpu.untilPs < debtEndPs ? debtEndPs : pcpu.untilPs;
    const vcpu = pcpu.running;
    if (vcpu === null) return decisionPs;
    const vcpuReadyPs = debtEndPs + vcpu.debts.totalPs;
    if (vcpu.decisionDue && !vcpu.holdsOff) return vcpuReadyPs < decisionPs ? vcpuReadyPs : decisionPs;
    const task = vcpu.current;
    const job = task === null ? null : task.job;
    if (task === null || job === null) return decisionPs;
    const slicePs = vcpu.sliceUntilPs < vcpuReadyPs ? vcpuReadyPs : vcpu.sliceUntilPs;
    const outsidePs = slicePs < decisionPs ? slicePs : decisionPs;
    if (task.spinsOn !== null) return outsidePs;
    const finishPs = vcpuReadyPs + task.refill.totalPs + timeToFinish(job.remainingPs, pcpu.rate, job.carry);
    return finishPs < outsidePs ? finishPs : outsidePs;
  }

  /** Rung 1. Gives the time that is left for the vCPU. */
  #payPcpuDebts(pcpu: Pcpu, heldPs: number): number {
    const { debts } = pcpu;
    let leftPs = heldPs;
    while (leftPs > 0 && !debts.empty) {
      const paidPs = debts.headShare(leftPs);
      for (const vcpu of pcpu.assigned) {
        if (vcpu.ledger === null || vcpu.ledger.pending === 0) continue;
        if (vcpu === pcpu.running || vcpu.eligibility === 'eligible') {
          vcpu.ledger.charge(debts.headCause, debts.headCulpritFor(vcpu.id), paidPs);
        } else this.#chargeNotAllowed(vcpu, paidPs);
      }
      debts.pay(paidPs);
      leftPs -= paidPs;
    }
    return leftPs;
  }

  /** Rows 6 to 9: the vCPUs that are assigned here and do not run. */
  #chargeWaiting(pcpu: Pcpu, running: Vcpu | null, ps: number): void {
    for (const vcpu of pcpu.assigned) {
      if (vcpu === running || vcpu.ledger === null || vcpu.ledger.pending === 0) continue;
      if (vcpu.eligibility !== 'eligible') this.#chargeNotAllowed(vcpu, ps);
      else if (running !== null) vcpu.ledger.charge(causeIndex['vcpu-preemption'], running.id, ps);
      else vcpu.ledger.charge(causeIndex['scheduling-latency'], this.#hypervisorId, ps);
    }
  }

  #chargeNotAllowed(vcpu: Vcpu, ps: number): void {
    if (vcpu.eligibility === 'window-closed') vcpu.ledger!.charge(causeIndex['window-closed'], this.#scheduleId, ps);
    else vcpu.ledger!.charge(causeIndex['budget-depletion'], vcpu.id, ps);
  }

  /** Rungs 2 to 4: what the running vCPU does with the time supplied to it. */
  #supply(pcpu: Pcpu, vcpu: Vcpu, suppliedPs: number): void {
    const { ledger } = vcpu;
    let leftPs = this.#pay(vcpu, vcpu.debts, suppliedPs);
    const task = vcpu.current;
    if (task === null) {
      if (leftPs > 0) ledger?.charge(causeIndex['scheduling-latency'], vcpu.vm.kernelId, leftPs);
      return;
    }
    const nowPs = this.#kernel.nowPs;
    const usedPs = leftPs;
    if (!task.refill.empty) leftPs = this.#pay(vcpu, task.refill, leftPs);
    if (leftPs > 0) this.#progress(pcpu, vcpu, leftPs);
    vcpu.vm.policy.charge(task.unit, nowPs - task.chargedAtPs, usedPs, nowPs);
    task.chargedAtPs = nowPs;
  }

  /** Pays debts of the vCPU or of its task, for all jobs that are pending there. Gives the time that is left. */
  #pay(vcpu: Vcpu, debts: Debts, suppliedPs: number): number {
    const { ledger } = vcpu;
    let leftPs = suppliedPs;
    while (leftPs > 0 && !debts.empty) {
      const paidPs = debts.headShare(leftPs);
      if (ledger !== null && ledger.pending > 0) ledger.charge(debts.headCause, debts.headCulpritFor(vcpu.id), paidPs);
      debts.pay(paidPs);
      leftPs -= paidPs;
    }
    return leftPs;
  }

  /** Rows 12 to 16: own work, and the losses that contention takes out of the rate, cut at prefix sums. */
  #progress(pcpu: Pcpu, vcpu: Vcpu, elapsedPs: number): void {
    const task = vcpu.current!;
    const job = task.job;
    check(job !== null, 'a task without a job holds its processor');
    const { ledger } = vcpu;
    if (task.spinsOn !== null) {
      this.#spin(vcpu, task, elapsedPs);
      return;
    }
    const donePs = workDone(elapsedPs, pcpu.rate, job.carry);
    if (ledger !== null && ledger.pending > 0) {
      if (donePs > 0) ledger.chargeExecution(task.id, vcpu.blocksMoreUrgent, donePs);
      let rate = pcpu.rate;
      let chargedPs = donePs;
      for (let index = 0; index < pcpu.lossCount; index += 1) {
        rate += pcpu.lossPerDenominator[index]!;
        const untilPs = index === pcpu.lossCount - 1 ? elapsedPs : workDone(elapsedPs, rate, job.carry);
        if (untilPs > chargedPs) ledger.charge(pcpu.lossCause[index]!, pcpu.lossCulprit[index]!, untilPs - chargedPs);
        chargedPs = untilPs;
      }
    }
    job.carry = carryAfter(elapsedPs, pcpu.rate, job.carry);
    job.executedPs += donePs;
    job.remainingPs -= donePs;
    check(job.remainingPs >= 0, 'a job did more work than it had');
  }

  /** Row 2, busily: the task holds its processor, its jobs blame the holder of the lock, all others blame the task. */
  #spin(vcpu: Vcpu, task: Task, elapsedPs: number): void {
    const { ledger } = vcpu;
    if (ledger === null) return;
    ledger.chargeExecution(task.id, vcpu.blocksMoreUrgent, elapsedPs);
    const nowPs = this.#kernel.nowPs;
    for (const job of task.jobs) {
      const spunPs = Math.min(elapsedPs, nowPs - job.releaseAtPs);
      chargeAccount(job, causeIndex['lock-holder'], task.spinsOn!.holder!.id, spunPs);
      job.spunPs += spunPs;
    }
  }
}
