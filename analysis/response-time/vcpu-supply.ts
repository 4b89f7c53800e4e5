/**
 * The socket of the shelf `supplies/`: what a hypervisor's policy surely gives to one vCPU. A member knows one family of
 * policies; a policy without a member has no known bound, and then there is none. Times in ps.
 */
import type { Interferer } from './busy-window.ts';
import type { SupplyBound } from './supply-bound.ts';

/** A vCPU as a supply bound sees it. */
export interface SupplyUnit {
  /** `vm/vcpu` */
  readonly name: string;
  /** Place of its VM among those of the pool, in the order of creation. */
  readonly vm: string;
  /** Cores of its pool on which it may run. */
  readonly pcpus: readonly number[];
  readonly budgetPs: number | null;
  readonly periodPs: number | null;
  readonly priority: number;
  /** Its own parameters for the policy, times in ps. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What its VM makes it ask of a core, when no budget stops it; null: without limit, or not known. */
  readonly demand: readonly Interferer[] | null;
  /** Most that it executes in any window while no budget stops it, jobs that came before the window included; absent: not known. */
  readonly most?: readonly Interferer[] | null;
}

export interface SupplyProblem {
  readonly policy: string;
  /** Parameters of the policy, times in ps. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly unit: SupplyUnit;
  /** All units of the pool in declared order, `unit` among them. */
  readonly units: readonly SupplyUnit[];
  readonly pcpus: readonly number[];
  readonly budgetsEnforced: boolean;
  /** Debts of the cores that the unit shares: traps, injections, world switches, timers. */
  readonly overheads: readonly Interferer[];
  /** What one decision of the hypervisor's timer costs with the switch that follows. */
  readonly switchPs: number;
}

export interface Supplied {
  readonly supply: SupplyBound;
  /** Work that goes before all of the vCPU's work, beside what `supply` withholds already. */
  readonly interferers: readonly Interferer[];
  /**
   * A server that loses or moves its budget when it sleeps gives nothing for up to so long after it woke again: to be added
   * for every wait inside of a job. 0 where sleeping costs nothing.
   */
  readonly restartPs: number;
}

export interface NotSupplied {
  readonly supply: null;
  readonly reason: string;
}

export type SupplyResult = Supplied | NotSupplied;

export function notSupplied(reason: string): NotSupplied {
  return { supply: null, reason };
}

export interface SupplyDefinition {
  /** Policies of hypervisors that it speaks for. */
  readonly policies: readonly string[];
  readonly origin: string;
  readonly summary: string;
  bound(problem: SupplyProblem): SupplyResult;
}

/** Units that may take a core away from `unit`: they share one. */
export function sharersOf({ unit, units }: SupplyProblem): SupplyUnit[] {
  return units.filter((other) => other !== unit && other.pcpus.some((pcpu) => unit.pcpus.includes(pcpu)));
}

export function overheadIn(overheads: readonly Interferer[], window: number): number {
  return overheads.reduce((sum, { demand }) => sum + demand(window), 0);
}

export function limited({ budgetPs, periodPs }: SupplyUnit, budgetsEnforced: boolean): boolean {
  return budgetsEnforced && budgetPs !== null && periodPs !== null && budgetPs < periodPs;
}

/** Home core of each unit under policies that place once: the least loaded that is allowed, in declared order. */
export function homesOf(units: readonly SupplyUnit[]): number[] {
  const load = new Map<number, number>();
  return units.map(({ pcpus, budgetPs, periodPs }) => {
    let home = pcpus[0]!;
    for (const pcpu of pcpus) if ((load.get(pcpu) ?? 0) < (load.get(home) ?? 0)) home = pcpu;
    load.set(home, (load.get(home) ?? 0) + (budgetPs === null || periodPs === null ? 1 : budgetPs / periodPs));
    return home;
  });
}
