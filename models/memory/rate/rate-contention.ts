/**
 * The rate level at work: rates follow the tasks that run now, refills follow what was evicted while a task was away.
 *
 * Rates: a core runs at the steady state that `RateModel` finds for the tasks that are current on all cores; debts of cores
 * and vCPUs are short against it and do not count as another program.
 * Refill: while a task is away, others put lines into the cache that it shares with them, at the rate of the steady states
 * passed through; what they put in beyond the room that was left takes its lines. On its return the task refills what it
 * lost, at most its share of the new steady state, at the cost of one access to DRAM per line, divided by the accesses that
 * overlap. The same for the private cache, against tasks that ran on its core meanwhile, at the cost of a shared-cache hit.
 * Each culprit pays for the part that its insertions have in all of them. Times are integer picoseconds.
 */
import { mulDivFloor } from '../../../engine/time.ts';
import type { Contention } from '../../core/contention.ts';
import type { Ladder } from '../../core/ladder.ts';
import type { Pcpu } from '../../core/pcpu.ts';
import { rateDenominator } from '../../core/progress.ts';
import type { Task } from '../../guest/task.ts';
import { causeIndex } from '../../ledger/ledger.ts';
import { splitByWeight } from '../split.ts';
import { one } from './demand.ts';
import { lossResources, type RateModel, type RateSolution } from './rate-model.ts';

const lossCauses = [
  causeIndex['contention-cache'],
  causeIndex['contention-interconnect'],
  causeIndex['contention-dram'],
];

/** What a task asks of memory on one type of core. */
export interface TaskDemand {
  /** Number in the `RateModel`. */
  readonly demand: number;
  /** Number of its limits there (partition, cap). */
  readonly limits: number;
  /** Part of the shared cache that it competes in. */
  readonly pool: number;
  /** Lines that it keeps in the private caches of its core. */
  readonly privateLines: number;
  /** Accesses that overlap, in 2^-16. */
  readonly overlap: number;
}

export interface RefillCosts {
  /** One line from DRAM, and one from the shared cache into the private ones, ps. */
  readonly sharedLinePs: number;
  readonly privateLinePs: number;
}

/** What is remembered of one task. */
class Trail {
  readonly task: Task;
  readonly #demands: readonly TaskDemand[];
  /** On the type of core that it runs on, or ran on last. */
  demand: TaskDemand;
  /** Lines put into the shared cache so far. */
  insertedLines = 0;
  /** Lines of the shared cache in the steady state in which it ran last. */
  ownLines = 0;
  /** `insertedLines` of every trail when this one last stopped running. */
  readonly seen: number[] = [];

  constructor(task: Task, demands: readonly TaskDemand[]) {
    this.task = task;
    this.#demands = demands;
    this.demand = demands[0]!;
  }

  moveTo(coreType: number): void {
    this.demand = this.#demands[coreType]!;
  }
}

export class RateContention implements Contention {
  readonly #model: RateModel;
  readonly #ladder: Ladder;
  readonly #pcpus: readonly Pcpu[];
  readonly #costs: RefillCosts;
  readonly #trails: Trail[] = [];
  /** By entity id of the task. */
  readonly #trailOf = new Map<number, Trail>();
  readonly #running: (Trail | null)[];
  readonly #demands: number[];
  readonly #limits: number[];
  readonly #insertionsPerSecond: number[];
  /** Private caches: who used the core last, oldest first, each once. */
  readonly #usersOf: Trail[][];
  readonly #weights: number[] = [];
  readonly #shares: number[] = [];
  readonly #nowPs: () => number;
  #updatedAtPs = 0;

  constructor(parts: {
    model: RateModel;
    ladder: Ladder;
    pcpus: readonly Pcpu[];
    costs: RefillCosts;
    nowPs: () => number;
  }) {
    this.#model = parts.model;
    this.#ladder = parts.ladder;
    this.#pcpus = parts.pcpus;
    this.#costs = parts.costs;
    this.#nowPs = parts.nowPs;
    this.#running = parts.pcpus.map(() => null);
    this.#demands = parts.pcpus.map(() => -1);
    this.#limits = parts.pcpus.map(() => 0);
    this.#insertionsPerSecond = parts.pcpus.map(() => 0);
    this.#usersOf = parts.pcpus.map(() => []);
  }

  /** A task that asks something of memory, by core type; all others run at full rate and evict nothing. */
  add(task: Task, demands: readonly TaskDemand[]): void {
    const trail = new Trail(task, demands);
    this.#trails.push(trail);
    this.#trailOf.set(task.id, trail);
  }

  update(): void {
    let changed = false;
    for (let core = 0; core < this.#pcpus.length; core += 1) {
      if (this.#trailOn(this.#pcpus[core]!) !== this.#running[core]) changed = true;
    }
    if (!changed) return;
    this.#countInsertions();
    for (let core = 0; core < this.#pcpus.length; core += 1) this.#leave(core);
    const solution = this.#enterAll();
    for (let core = 0; core < this.#pcpus.length; core += 1) this.#apply(core, solution);
  }

  #trailOn(pcpu: Pcpu): Trail | null {
    const task = pcpu.running?.current;
    return task === undefined || task === null ? null : (this.#trailOf.get(task.id) ?? null);
  }

  #countInsertions(): void {
    const nowPs = this.#nowPs();
    const elapsedPs = nowPs - this.#updatedAtPs;
    this.#updatedAtPs = nowPs;
    for (let core = 0; core < this.#pcpus.length; core += 1) {
      const trail = this.#running[core];
      const perSecond = this.#insertionsPerSecond[core]!;
      if (trail !== null && trail !== undefined && perSecond > 0)
        trail.insertedLines += mulDivFloor(elapsedPs, perSecond, 1e12);
    }
  }

  /** A task that stopped remembers how far everybody was. */
  #leave(core: number): void {
    const trail = this.#running[core];
    if (trail === null || trail === undefined || this.#trailOn(this.#pcpus[core]!) === trail) return;
    for (let index = 0; index < this.#trails.length; index += 1) trail.seen[index] = this.#trails[index]!.insertedLines;
  }

  #enterAll(): RateSolution {
    const before: (Trail | null)[] = this.#running.slice();
    for (let core = 0; core < this.#pcpus.length; core += 1) {
      const trail = this.#trailOn(this.#pcpus[core]!);
      trail?.moveTo(this.#pcpus[core]!.coreType);
      this.#running[core] = trail;
      this.#demands[core] = trail?.demand.demand ?? -1;
      this.#limits[core] = trail?.demand.limits ?? 0;
    }
    const solution = this.#model.solve(this.#demands, this.#limits);
    for (let core = 0; core < this.#pcpus.length; core += 1) {
      const trail = this.#running[core];
      this.#insertionsPerSecond[core] = solution.insertionsPerSecond[core]!;
      if (trail === null || trail === undefined) continue;
      if (before[core] !== trail) this.#refill(trail, core, solution.lines[core]!);
      trail.ownLines = solution.lines[core]!;
    }
    return solution;
  }

  #refill(trail: Trail, core: number, steadyLines: number): void {
    const pcpu = this.#pcpus[core]!;
    this.#ladder.settle(pcpu);
    if (trail.seen.length > 0) this.#refillShared(trail, steadyLines);
    this.#refillPrivate(trail, core);
  }

  /** Lines of the shared cache that others took while the task was away. */
  #refillShared(trail: Trail, steadyLines: number): void {
    const trails = this.#trails;
    const weights = this.#weights;
    let insertedLines = 0;
    for (let index = 0; index < trails.length; index += 1) {
      const other = trails[index]!;
      const counts = other !== trail && other.demand.pool === trail.demand.pool;
      weights[index] = counts ? other.insertedLines - (trail.seen[index] ?? 0) : 0;
      insertedLines += weights[index]!;
    }
    // Lines inserted elsewhere first; the room that nobody had used is taken as gone since the start of the run.
    const lostLines = Math.min(trail.ownLines, steadyLines, insertedLines);
    const linePs = mulDivFloor(this.#costs.sharedLinePs, one, trail.demand.overlap);
    this.#owe(trail, lostLines * linePs, trails);
  }

  /** Lines of the private caches that others took on this core, or all of them after a move. */
  #refillPrivate(trail: Trail, core: number): void {
    const users = this.#usersOf[core]!;
    const at = users.indexOf(trail);
    const since = at === -1 ? users : users.slice(at + 1);
    if (since.length > 0) {
      let usedLines = 0;
      since.forEach((other, index) => {
        this.#weights[index] = other.demand.privateLines;
        usedLines += other.demand.privateLines;
      });
      const lostLines = Math.min(trail.demand.privateLines, usedLines);
      this.#owe(trail, lostLines * mulDivFloor(this.#costs.privateLinePs, one, trail.demand.overlap), since);
    }
    if (at !== -1) users.splice(at, 1);
    users.push(trail);
  }

  /** Splits the refill among culprits by `#weights`; in the order of `culprits`. */
  #owe(trail: Trail, refillPs: number, culprits: readonly Trail[]): void {
    if (refillPs === 0 || !splitByWeight(refillPs, this.#weights, culprits.length, this.#shares)) return;
    for (let index = 0; index < culprits.length; index += 1) {
      trail.task.refill.push(this.#shares[index]!, causeIndex['cache-refill'], culprits[index]!.task.id);
    }
  }

  #apply(core: number, solution: RateSolution): void {
    const pcpu = this.#pcpus[core]!;
    this.#ladder.settle(pcpu);
    const cores = this.#pcpus.length;
    pcpu.rate = this.#running[core] === null ? rateDenominator : solution.rates[core]!;
    pcpu.lossCount = 0;
    if (pcpu.rate === rateDenominator) return;
    for (let resource = 0; resource < lossResources.length; resource += 1) {
      for (let other = 0; other < cores; other += 1) {
        const loss = solution.losses[(core * lossResources.length + resource) * cores + other]!;
        if (loss === 0) continue;
        pcpu.lossPerDenominator[pcpu.lossCount] = loss;
        pcpu.lossCause[pcpu.lossCount] = lossCauses[resource]!;
        pcpu.lossCulprit[pcpu.lossCount] = this.#running[other]!.task.id;
        pcpu.lossCount += 1;
      }
    }
  }
}
