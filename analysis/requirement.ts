/**
 * The requirement socket: what a kind of requirement measures, and where its limit comes from. The kind observes; the
 * verdict is one and the same function for all (`verdict.ts`), so that no kind can judge in its own favour.
 *
 * Units: `ps` or a fraction. Boot kinds and presets are resolved by scenarios; here only plain kinds arrive.
 */
import type { EcuDescription, Requirement } from '../scenarios/ecu.ts';
import type { ChainRun } from './latency/chains.ts';
import type { TaskTimes } from './response-time/job-times.ts';
import type { Multiset } from './response-time/order-statistics.ts';

/** What the rooms of analysis know about a finished run. Names as in the ECU file; undefined when there is no such thing. */
export interface ObservedRun {
  readonly ecu: EcuDescription;
  task(name: string): TaskTimes | undefined;
  chain(name: string): ChainRun | undefined;
  /** Share of its time that a VM, a vCPU (`vm/vcpu`) or a pCPU (`pcpu0`) was used. */
  utilisation(subject: string): number | undefined;
  /** The same ECU from power-on, simulated apart; absent: it was not. */
  readonly boot?: BootTimes | null;
}

/** When milestones were reached, ps from power-on; null: not until `endedAtPs`. */
export interface BootTimes {
  readonly endedAtPs: number;
  readonly milestones: Readonly<Record<string, number | null>>;
  /** What the hypervisor adds to the last milestone, as a share; null: not compared. */
  readonly overhead: number | null;
}

export type Observation =
  /** Nothing can be said, and why. */
  | { readonly kind: 'none'; readonly reason: string }
  /** Many items (jobs, inputs), judged by a statistic of them. */
  | {
      readonly kind: 'items';
      readonly noun: 'job' | 'input' | 'boot';
      /** Latencies of the items that ended. */
      readonly ended: Multiset;
      /** Ages at the horizon of those that did not: lower bounds. */
      readonly openPs: readonly number[];
    }
  /** One number. */
  | { readonly kind: 'share'; readonly share: number };

/** A member of the shelf `requirements/`. */
export interface RequirementDefinition {
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  readonly unit: 'ps' | 'fraction';
  /** `task`: the breaks of its jobs are counted while they finish. */
  readonly subject: 'task' | 'chain' | 'processor' | 'boot';
  /** Limit in the unit; null when there is none. */
  limit(requirement: Requirement, ecu: EcuDescription): number | null;
  observe(requirement: Requirement, run: ObservedRun): Observation;
}

/** The limit as written in the requirement. */
export function writtenLimit(requirement: Requirement): number | null {
  return requirement.max ?? requirement.min;
}

/** `max` unless only a minimum is written. */
export function comparisonOf(requirement: Requirement): 'max' | 'min' {
  return requirement.max === null && requirement.min !== null ? 'min' : 'max';
}

export function jobsOf(times: TaskTimes | undefined, of: string): Observation {
  if (times === undefined) return { kind: 'none', reason: `there is no task ${of}` };
  return { kind: 'items', noun: 'job', ended: times.response.multiset(), openPs: times.openPs };
}
