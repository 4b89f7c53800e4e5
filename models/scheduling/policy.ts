/**
 * The scheduling socket: one interface for every level. A hypervisor schedules vCPUs on pCPUs, a guest kernel schedules
 * tasks on vCPUs; both give the policy a `Level` and obey its picks.
 *
 * The policy decides; it never measures time and never charges a cost. The mechanism measures, charges overheads, and
 * calls the policy in the order of the phases of one instant:
 * `charge` of everything that ran, then `timer`, `block`/`wake`/`yield`/`boost`, then `pick` per tickled processor.
 * Units and processors are small integers, dense from 0, in the order of their names. Times are integer picoseconds.
 */
import type { z } from 'zod';
import type { Stream } from '../../engine/chance.ts';

/** A group that a unit stands in inside its level (cgroup): it competes with the group's weight, within its quota. */
export interface UnitGroup {
  /** Unique in the level. */
  readonly name: string;
  /** In the measure of the units' weights. */
  readonly weight: number;
  /** Time of all processors per period; null: not limited. */
  readonly quotaPs: number | null;
  readonly periodPs: number | null;
}

/** What a policy may know of a unit in advance: the neutral parameters and its own. */
export interface UnitSpec {
  readonly name: string;
  /** Group (VM at hypervisor level, cgroup or partition at guest level): dense from 0. */
  readonly group: number;
  readonly groupName: string;
  /** Groups that contain it, outermost first; absent: none. Read by the fair classes of Linux. */
  readonly groups?: readonly UnitGroup[];
  readonly budgetPs: number | null;
  readonly periodPs: number | null;
  readonly weight: number;
  /** Larger is more urgent, at every level. */
  readonly priority: number;
  /** Processors on which the unit may run, ascending; never empty. */
  readonly processors: readonly number[];
  readonly preemptible: boolean;
  /** The unit's own parameters for this policy, parsed with its `unitParameters`. */
  readonly options: unknown;
}

export type WakeReason = 'release' | 'interrupt' | 'resume' | 'next-job' | 'start';
export type Eligibility = 'eligible' | 'depleted' | 'parked' | 'window-closed';

/** Where `pick` writes its decision. Reused; read it at once. */
export interface Pick {
  /** Unit to run, or -1 for idle. */
  unit: number;
  /** Instant at which the processor must pick again at the latest; `Infinity` when none. */
  untilPs: number;
  /** The unit runs outside its reservation (slack, background). */
  extraTime: boolean;
}

/** What the mechanism offers to a policy. */
export interface Level {
  readonly processorCount: number;
  readonly units: readonly UnitSpec[];
  /** Unit that holds processor `p` now (also while it pays debts), or -1. */
  running(p: number): number;
  /** Processor that the unit is assigned to (where it runs, or where it waits); ledger rows 3 to 9 look there. */
  assigned(u: number): number;
  assign(u: number, p: number): void;
  allowed(u: number, p: number): boolean;
  runnable(u: number): boolean;
  /** A pCPU is always available; a guest's processor only while its vCPU runs without debt. */
  available(p: number): boolean;
  /** Absolute deadline of the unit's current job (guest level), or `Infinity`. */
  deadlineAtPs(u: number): number;
  /** Asks processor `p` to pick in the decision phase of this instant (or when its debt ends). */
  tickle(p: number): void;
  /** One timer per id (0..timerCount-1 of the policy); arming again moves it. `atPs` must not lie before now. */
  arm(id: number, atPs: number): void;
  disarm(id: number): void;
  readonly chance: Stream;
  /** False switches budget enforcement off (an experiment of the safety engineer). */
  readonly enforceBudgets: boolean;
}

export interface Policy {
  /** How many timer ids the policy uses. */
  readonly timerCount: number;
  /**
   * False: its decisions depend on no charge, and its units are always eligible. The mechanism then settles only the
   * processor at hand before it calls, and asks for no eligibility. Absent: true.
   */
  readonly keepsAccounts?: boolean;
  /** A unit comes to life / is taken away (start, restart, shutdown of its VM). */
  admit(u: number, nowPs: number): void;
  retire(u: number, nowPs: number): void;
  wake(u: number, why: WakeReason, nowPs: number): void;
  block(u: number, nowPs: number): void;
  yield(u: number, nowPs: number): void;
  /** A ceiling or an inherited urgency (a priority); null takes it back. */
  boost(u: number, urgency: number | null, nowPs: number): void;
  /**
   * `u` held its processor for `heldPs` since the last call, of which `suppliedPs` were given to it (the rest was stolen
   * by the level below). Comes before every other call of an instant.
   */
  charge(u: number, heldPs: number, suppliedPs: number, nowPs: number): void;
  timer(id: number, nowPs: number): void;
  pick(p: number, nowPs: number, out: Pick): void;
  /**
   * A pick was carried out: `u` left processor `from` (`to` = -1) or came to processor `to` (`from` = -1). Both sides of a
   * switch are called when it is made, the one that left first; `level.running` already gives the one that came.
   */
  placed(u: number, from: number, to: number, nowPs: number): void;
  eligibility(u: number): Eligibility;
  /** Budget left in ps, for the budget lane of the timeline; null when the policy keeps none for this unit. */
  budgetLeftPs?(u: number): number | null;
}

/** A mistake in parameters that only the policy can see, found before the run. */
export interface AdmissionProblem {
  /** Index of the unit at fault, or -1 when it is the policy's own parameters. */
  readonly unit: number;
  /** `budget`, `period`, `weight`, `priority`, or a key of the policy's own parameters. */
  readonly key: string;
  readonly message: string;
  readonly help?: string;
}

/** A member of the shelf `policies/`. */
export interface PolicyDefinition {
  readonly name: string;
  /** Where it comes from: `Xen 4.17 xen/common/sched/credit2.c`. */
  readonly origin: string;
  /** One sentence. */
  readonly summary: string;
  readonly levels: readonly ('hypervisor' | 'guest')[];
  /** Never idles a processor beside a runnable, eligible unit that is allowed there. */
  readonly workConserving: boolean;
  /** Largest overrun of a budget that its own rules allow, in ps, debts aside; absent: none. */
  readonly overrunPs?: number;
  /** On one processor, always runnable units get shares by weight: within `error` of a processor over `windowPs`. */
  readonly shares?: { readonly windowPs: number; readonly error: number };
  /**
   * A server: least and most ps that a unit with a budget every period, always runnable on an admitted processor, gets in
   * any window of `windowPs`, extra time aside; under `unitOptions` if given.
   */
  readonly supply?: {
    readonly unitOptions?: Readonly<Record<string, unknown>>;
    leastPs(budgetPs: number, periodPs: number, windowPs: number): number;
    mostPs(budgetPs: number, periodPs: number, windowPs: number): number;
  };
  /**
   * It looks at its accounts whenever time is charged (as the original does at every event), and not only at instants that it
   * asked for: several processors that share one budget notice its end at the next look. Such a policy may decide earlier
   * when it is charged more often.
   */
  readonly looksWhenCharged?: boolean;
  /** How it reads the neutral parameters; absent = ignored. */
  readonly reads: Partial<Record<'budget' | 'period' | 'weight' | 'priority' | 'preemptible' | 'deadline', string>>;
  /** Its own parameters (`per_policy.<name>` of the hypervisor or the kernel); every key with unit, default and source. */
  readonly parameters: z.ZodObject;
  /** Its own parameters of one unit (`per_policy.<name>` of a vCPU or task). */
  readonly unitParameters: z.ZodObject;
  /** Static checks: budgets, windows, admission. */
  admission?(units: readonly UnitSpec[], processorCount: number, options: never): AdmissionProblem[];
  create(level: Level, options: never): Policy;
}
