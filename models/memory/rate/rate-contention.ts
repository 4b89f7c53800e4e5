/**
 * The rate level at work: rates follow the tasks that run now, refills follow what was evicted while a task was away, and
 * budgets of memory make cores stand still.
 *
 * Rates: a core runs at the steady state that `RateModel` finds for the tasks that are current on all cores; debts of cores
 * and vCPUs are short against it and do not count as another program.
 * Refill: a task fills the cache that it shares with others up to its part of the steady state, one line per access; what does
 * not fit any more pushes out what was used longest ago (`contents.ts`). When a task returns, or a co-runner leaves it
 * more room, it fetches again what it lost, at most its part of the new steady state, and each who pushed lines out pays for
 * his. The same for the private cache, against tasks that ran on its core meanwhile, at the cost of a shared-cache hit.
 * Budgets: a core whose VM has fetched its budget goes on at `stillRate` for the rest of the period, at its own cost
 * (`budget-gate.ts`). Times are integer picoseconds.
 */
import { mulDivFloor } from '../../../engine/time.ts';
import type { Contention } from '../../core/contention.ts';
import type { Ladder } from '../../core/ladder.ts';
import type { Pcpu } from '../../core/pcpu.ts';
import { rateDenominator } from '../../core/progress.ts';
import type { Task } from '../../guest/task.ts';
import type { Vcpu } from '../../hypervisor/vcpu.ts';
import { causeIndex } from '../../ledger/ledger.ts';
import { splitByWeight } from '../split.ts';
import type { BudgetGate } from './budget-gate.ts';
import type { RateChip } from './chip.ts';
import { Contents } from './contents.ts';
import { one, type RateDemand } from './demand.ts';
import { lossResources, type RateSolution, type SteadyStates } from './rate-model.ts';
import { privateRefillPs, sharedRefill } from './refill.ts';
import { scaled } from './scaled.ts';

const lossCauses = [
  causeIndex['contention-cache'],
  causeIndex['contention-interconnect'],
  causeIndex['contention-dram'],
];
/** Part of its speed that a core keeps when it stands still: 0.1 %, since a rate is never 0. */
export const stillRate = rateDenominator / 1001;

/** What a task asks of memory on one type of core. */
export interface TaskDemand {
  /** Number in the model, and what it is. */
  readonly number: number;
  readonly demand: RateDemand;
  /** Number of its limits there (partition, banks, cap), and its part of each pool of the shared caches, 2^-16. */
  readonly limits: number;
  readonly shares: readonly number[];
  /** Lines that it keeps in the private caches of its core. */
  readonly privateLines: number;
}

/** What is remembered of one task. */
class Trail {
  readonly task: Task;
  readonly index: number;
  readonly #demands: readonly TaskDemand[];
  /** On the type of core that it runs on, or ran on last. */
  demand: TaskDemand;

  constructor(task: Task, index: number, demands: readonly TaskDemand[]) {
    this.task = task;
    this.index = index;
    this.#demands = demands;
    this.demand = demands[0]!;
  }

  moveTo(coreType: number): void {
    this.demand = this.#demands[coreType]!;
  }
}

export interface RateContentionParts {
  readonly model: SteadyStates;
  readonly chip: RateChip;
  readonly ladder: Ladder;
  readonly pcpus: readonly Pcpu[];
  /** Lines of each pool of the shared caches. */
  readonly pools: readonly number[];
  readonly gates: readonly BudgetGate[];
  /** Number of a VM, by its entity id, in the gates' budgets. */
  readonly vmNumber: (entityId: number) => number;
  readonly nowPs: () => number;
  /** Asks for an instant, and so for an `update`, then. */
  readonly wakeAt: (atPs: number) => void;
}

export class RateContention implements Contention {
  readonly #parts: RateContentionParts;
  readonly #pcpus: readonly Pcpu[];
  readonly #trails: Trail[] = [];
  /** By entity id of the task. */
  readonly #trailOf = new Map<number, Trail>();
  /** By pCPU: what was seen there last, and whose task it was in the steady state that holds (and in the one before). */
  readonly #taskOn: (Task | null)[];
  readonly #vcpuOn: (Vcpu | null)[];
  readonly #next: (Trail | null)[];
  #running: (Trail | null)[];
  #before: (Trail | null)[];
  /** Number of the VM, -1: none; for budgets only. */
  readonly #vmOn: number[];
  readonly #still: boolean[];
  #solution: RateSolution;
  readonly #demands: number[];
  readonly #limits: number[];
  /** By pool. */
  readonly #contents: readonly Contents[];
  /** Private caches: who used the core last, oldest first, each once. */
  readonly #usersOf: Trail[][];
  readonly #weights: number[] = [];
  readonly #splits: number[] = [];
  readonly #users: number[] = [];
  readonly #lines: number[] = [];
  #filledAtPs = 0;
  #spentAtPs = 0;
  #gateAtPs = 0;

  constructor(parts: RateContentionParts) {
    this.#parts = parts;
    const { pcpus } = parts;
    this.#pcpus = pcpus;
    this.#taskOn = pcpus.map(() => null);
    this.#vcpuOn = pcpus.map(() => null);
    this.#next = pcpus.map(() => null);
    this.#running = pcpus.map(() => null);
    this.#before = pcpus.map(() => null);
    this.#vmOn = pcpus.map(() => -1);
    this.#still = pcpus.map(() => false);
    this.#demands = pcpus.map(() => -1);
    this.#limits = pcpus.map(() => 0);
    this.#solution = parts.model.solve(this.#demands, this.#limits);
    this.#contents = parts.pools.map((lines) => new Contents(lines));
    this.#usersOf = pcpus.map(() => []);
  }

  /** A task that asks something of memory, by core type; all others run at full rate and evict nothing. */
  add(task: Task, demands: readonly TaskDemand[]): void {
    const trail = new Trail(task, this.#trails.length, demands);
    this.#trails.push(trail);
    this.#trailOf.set(task.id, trail);
  }

  update(): void {
    const gated = this.#parts.gates.length > 0;
    let changed = this.#look();
    if (gated) {
      if (!changed && this.#parts.nowPs() < this.#gateAtPs) return;
      this.#spend();
      if (this.#findStill()) changed = true;
    }
    if (changed) {
      this.#fill();
      this.#enterAll();
    }
    if (gated) this.#settleGates();
    if (changed) for (let core = 0; core < this.#pcpus.length; core += 1) this.#apply(core);
  }

  /** Whether another task (or, for budgets, another VM) that counts runs somewhere; the new ones stand in `#next`. */
  #look(): boolean {
    const gated = this.#parts.gates.length > 0;
    let changed = false;
    for (let core = 0; core < this.#pcpus.length; core += 1) {
      const { running } = this.#pcpus[core]!;
      const task = running === null ? null : running.current;
      if (task === this.#taskOn[core] && (running === this.#vcpuOn[core] || !gated)) continue;
      const trail = task === null ? null : (this.#trailOf.get(task.id) ?? null);
      if (trail !== this.#running[core] || (gated && running !== this.#vcpuOn[core])) changed = true;
      this.#taskOn[core] = task;
      this.#vcpuOn[core] = running;
      this.#next[core] = trail;
    }
    return changed;
  }

  // ---- budgets ----

  /** Brings the accounts up to now, at the rates of the steady state that held until now. */
  #spend(): void {
    const nowPs = this.#parts.nowPs();
    const elapsedPs = nowPs - this.#spentAtPs;
    this.#spentAtPs = nowPs;
    for (const gate of this.#parts.gates) {
      for (let core = 0; core < this.#pcpus.length; core += 1) {
        const perSecond = this.#solution.insertionsPerSecond[core]!;
        if (elapsedPs > 0 && perSecond > 0) gate.spend(core, this.#vmOn[core]!, elapsedPs, perSecond);
      }
      gate.advanceTo(nowPs);
    }
  }

  /** Whether somebody stands still now who did not, or the other way round. */
  #findStill(): boolean {
    let changed = false;
    const { gates, vmNumber } = this.#parts;
    for (let core = 0; core < this.#pcpus.length; core += 1) {
      const vcpu = this.#vcpuOn[core]!;
      const vm = vcpu === null ? -1 : vmNumber(vcpu.vm.id);
      this.#vmOn[core] = vm;
      let still = false;
      for (let index = 0; index < gates.length; index += 1)
        if (vm !== -1 && gates[index]!.standsStill(core, vm)) still = true;
      if (still !== this.#still[core]) changed = true;
      this.#still[core] = still;
    }
    return changed;
  }

  /** Wakes when the first budget is spent at the present rates, or the first period ends in which somebody has one. */
  #settleGates(): void {
    const nowPs = this.#parts.nowPs();
    let atPs = Number.POSITIVE_INFINITY;
    for (const gate of this.#parts.gates) {
      for (let core = 0; core < this.#pcpus.length; core += 1) {
        const vm = this.#vmOn[core]!;
        if (vm === -1 || !gate.has(core, vm)) continue;
        const spentPs = gate.spentAtPs(core, vm, this.#solution.insertionsPerSecond[core]!, nowPs);
        atPs = Math.min(atPs, gate.periodEndPs, spentPs > nowPs ? spentPs : Number.POSITIVE_INFINITY);
      }
    }
    this.#gateAtPs = atPs;
    if (atPs < Number.POSITIVE_INFINITY) this.#parts.wakeAt(atPs);
  }

  // ---- contents of the caches ----

  /** What ran until now filled its part of the shared cache, one line per access, and pushed others out. */
  #fill(): void {
    const nowPs = this.#parts.nowPs();
    const elapsedPs = nowPs - this.#filledAtPs;
    this.#filledAtPs = nowPs;
    if (elapsedPs === 0) return;
    const { accessesPerSecond, lines } = this.#solution;
    for (let pool = 0; pool < this.#contents.length; pool += 1) {
      const contents = this.#contents[pool]!;
      let users = 0;
      for (let core = 0; core < this.#pcpus.length; core += 1) {
        const trail = this.#running[core];
        if (trail === null || trail === undefined || lines[core] === 0) continue;
        const share = trail.demand.shares[pool]!;
        if (share === 0) continue;
        const accesses = mulDivFloor(elapsedPs, accessesPerSecond[core]!, 1e12);
        const part = scaled(lines[core]!, share, one);
        this.#users[users] = trail.index;
        this.#lines[users] = Math.min(part, contents.linesOf(trail.index) + scaled(accesses, share, one));
        users += 1;
      }
      if (users > 0) contents.use(this.#users, this.#lines, users);
    }
  }

  #enterAll(): void {
    const before = this.#running;
    this.#running = this.#before;
    this.#before = before;
    const linesBefore = this.#solution.lines;
    for (let core = 0; core < this.#pcpus.length; core += 1) {
      const trail = this.#next[core]!;
      trail?.moveTo(this.#pcpus[core]!.coreType);
      this.#running[core] = trail;
      this.#demands[core] = trail === null || this.#still[core] ? -1 : trail.demand.number;
      this.#limits[core] = trail?.demand.limits ?? 0;
    }
    this.#solution = this.#parts.model.solve(this.#demands, this.#limits);
    for (let core = 0; core < this.#pcpus.length; core += 1) {
      const trail = this.#running[core];
      if (trail === null || trail === undefined) continue;
      const came = before[core] !== trail;
      const lines = this.#solution.lines[core]!;
      if (!came && lines <= linesBefore[core]!) continue;
      this.#parts.ladder.settle(this.#pcpus[core]!);
      this.#refillShared(trail, lines);
      if (came) this.#refillPrivate(trail, core);
    }
  }

  /** Lines of the shared cache that others took while the task was away. */
  #refillShared(trail: Trail, steadyLines: number): void {
    const { demand, shares } = trail.demand;
    for (let pool = 0; pool < this.#contents.length; pool += 1) {
      if (shares[pool] === 0) continue;
      const losses = this.#contents[pool]!.takeLosses(trail.index);
      if (losses.length === 0) continue;
      const lines = scaled(steadyLines, shares[pool]!, one);
      for (const { culprit, ps } of sharedRefill(this.#parts.chip, demand, lines, steadyLines, losses))
        trail.task.refill.push(ps, causeIndex['cache-refill'], this.#trails[culprit]!.task.id);
    }
  }

  /** Lines of the private caches that others took on this core. */
  #refillPrivate(trail: Trail, core: number): void {
    const users = this.#usersOf[core]!;
    const at = users.indexOf(trail);
    const since = at === -1 ? users.length : users.length - at - 1;
    if (since > 0) {
      let usedLines = 0;
      for (let index = 0; index < since; index += 1) {
        const lines = users[users.length - since + index]!.demand.privateLines;
        this.#weights[index] = lines;
        usedLines += lines;
      }
      const lostLines = Math.min(trail.demand.privateLines, usedLines);
      const ps = privateRefillPs(this.#parts.chip, trail.demand.demand, lostLines);
      if (ps > 0 && splitByWeight(ps, this.#weights, since, this.#splits)) {
        for (let index = 0; index < since; index += 1) {
          const culprit = users[users.length - since + index]!;
          trail.task.refill.push(this.#splits[index]!, causeIndex['cache-refill'], culprit.task.id);
        }
      }
    }
    if (at !== -1) users.splice(at, 1);
    users.push(trail);
  }

  // ---- rates ----

  #apply(core: number): void {
    const pcpu = this.#pcpus[core]!;
    this.#parts.ladder.settle(pcpu);
    pcpu.lossCount = 0;
    if (this.#still[core]) {
      pcpu.rate = stillRate;
      this.#lose(pcpu, rateDenominator - stillRate, causeIndex['budget-depletion'], pcpu.running!.id);
      return;
    }
    const { rates, losses } = this.#solution;
    const cores = this.#pcpus.length;
    pcpu.rate = this.#running[core] === null ? rateDenominator : rates[core]!;
    if (pcpu.rate === rateDenominator) return;
    for (let resource = 0; resource < lossResources.length; resource += 1) {
      for (let other = 0; other < cores; other += 1) {
        const loss = losses[(core * lossResources.length + resource) * cores + other]!;
        if (loss > 0) this.#lose(pcpu, loss, lossCauses[resource]!, this.#running[other]!.task.id);
      }
    }
  }

  #lose(pcpu: Pcpu, loss: number, cause: number, culprit: number): void {
    pcpu.lossPerDenominator[pcpu.lossCount] = loss;
    pcpu.lossCause[pcpu.lossCount] = cause;
    pcpu.lossCulprit[pcpu.lossCount] = culprit;
    pcpu.lossCount += 1;
  }
}
