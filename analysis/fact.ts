/**
 * What analysis hands to reports: plain data (JSON), integers in picoseconds, names as in the ECU file. A fact says what
 * is so, never how it is drawn; a report says it, never computes it. `null` is "not judged" or "none", never zero.
 */
import type { Cause } from '../models/records.ts';
import type { Asil, Provenance, Warning } from '../scenarios/ecu.ts';
import type { BootFacts } from './boot/boot-fact.ts';
import type { DeviceFact, RuleFact } from './device/device-fact.ts';

/** Order statistics of a set of durations; all null when `count` is 0. Percentiles are nearest-rank. */
export interface Distribution {
  readonly count: number;
  readonly minPs: number | null;
  readonly meanPs: number | null;
  readonly p50Ps: number | null;
  readonly p90Ps: number | null;
  readonly p99Ps: number | null;
  readonly p999Ps: number | null;
  readonly maxPs: number | null;
  /** max - min. */
  readonly jitterPs: number | null;
  /** Points of the exceedance curve, descending share: [timePs, share of items that take longer or equal]; at most 120. */
  readonly exceedance: readonly (readonly [number, number])[];
}

export interface TaskFact {
  readonly vm: string;
  readonly task: string;
  readonly asil: Asil;
  readonly released: number;
  readonly finished: number;
  /** Finished late, or unfinished with the deadline passed. */
  readonly missed: number;
  /** Released, not finished, deadline not passed at the horizon (or none). */
  readonly unfinished: number;
  readonly deadlinePs: number | null;
  readonly deadlineWritten: boolean;
  readonly response: Distribution;
  readonly startDelay: Distribution;
}

export interface ChainFact {
  readonly chain: string;
  readonly path: readonly string[];
  /** From the release of the first task to the first output of the last that carries it or a newer one (first-to-first). */
  readonly reaction: Distribution;
  /** From the release of the first task to the last use of its data at the last task's output (last-to-last). */
  readonly dataAge: Distribution;
  /** Inputs whose own data is in no output within the horizon: overtaken by a newer one, or not through yet. */
  readonly lost: number;
}

export interface VcpuFact {
  readonly vm: string;
  readonly vcpu: string;
  readonly asil: Asil;
  readonly pcpus: readonly number[];
  /** Time on a pCPU with something to do; the rest is split below. A guest that rests on its pCPU (native WFI) is blocked. */
  readonly runPs: number;
  readonly readyPs: number;
  readonly blockedPs: number;
  readonly depletedPs: number;
  readonly windowClosedPs: number;
  readonly switches: number;
  readonly budgetPs: number | null;
  readonly periodPs: number | null;
  /** Least service seen in any window of length t while it wanted to run: [tPs, servicePs]; at most 60 points. */
  readonly leastSupply: readonly (readonly [number, number])[];
}

export interface PcpuFact {
  readonly pcpu: string;
  readonly coreType: string;
  readonly busyPs: number;
  readonly idlePs: number;
  readonly overheadPs: number;
  readonly worldSwitches: number;
  /** Time per VM, in VM name order; same order as `RunFacts.vms`. */
  readonly perVmPs: readonly number[];
}

export interface VmFact {
  readonly vm: string;
  readonly asil: Asil;
  readonly kernel: string;
  readonly runPs: number;
  /** Summed response time of its jobs. */
  readonly responseSumPs: number;
}

/** One cell of the ledger, summed over the finished jobs of one victim task. */
export interface LedgerFact {
  /** Task name `vm/task`. */
  readonly victim: string;
  readonly victimVm: string;
  readonly cause: Cause;
  /** Entity name: task, vCPU, VM, accelerator, `hypervisor`, `schedule`. */
  readonly culprit: string;
  /** VM of the culprit, or null (hypervisor, schedule, device). */
  readonly culpritVm: string | null;
  readonly ps: number;
}

export type Verdict = 'met' | 'violated' | 'not_judged';

export interface RequirementFact {
  readonly id: string;
  /** Kind of requirement: `deadline`, `response`, `reaction`, ... */
  readonly use: string;
  readonly subject: string;
  readonly text: string;
  readonly asil: Asil;
  readonly verdict: Verdict;
  /** Why it is not judged, or null. */
  readonly reason: string | null;
  /** `ps` or `fraction`: unit of limit, observed and median. */
  readonly unit: 'ps' | 'fraction';
  readonly comparison: 'max' | 'min';
  readonly limit: number | null;
  readonly observed: number | null;
  readonly median: number | null;
  /** observed / limit (max) or limit / observed (min); the length of the bar. */
  readonly ratio: number | null;
  /** How many items were judged, and how many broke the limit. */
  readonly judged: number;
  readonly broken: number;
  readonly source: string | null;
  readonly grade: 'measured' | 'published' | 'assumed';
  /** Declared by a written deadline of a task, not by an entry under `requirements`. */
  readonly implied: boolean;
}

/** Where the time of one job went, beside the median job of the same task. Rows sum to `responsePs` exactly. */
export interface JobLedger {
  readonly task: string;
  readonly job: number;
  readonly releaseAtPs: number;
  readonly finishAtPs: number;
  readonly responsePs: number;
  readonly deadlinePs: number | null;
  /** Late by, or null when it is in time. */
  readonly lateByPs: number | null;
  readonly medianResponsePs: number;
  readonly rows: readonly {
    readonly cause: Cause;
    readonly culprit: string;
    readonly culpritVm: string | null;
    readonly ps: number;
    readonly medianPs: number;
  }[];
}

export interface Interval {
  readonly startPs: number;
  readonly endPs: number;
}

/** One lane of a timeline. Intervals are sorted and do not overlap. */
export type Lane =
  | {
      readonly kind: 'pcpu';
      readonly label: string;
      readonly strip: boolean;
      readonly intervals: readonly (Interval & {
        readonly vm: string | null;
        readonly label: string;
        readonly overhead: boolean;
      })[];
    }
  | {
      readonly kind: 'budget';
      readonly label: string;
      readonly vm: string;
      readonly fullPs: number;
      readonly points: readonly (readonly [number, number])[];
    }
  | {
      readonly kind: 'task';
      readonly label: string;
      readonly vm: string;
      readonly hero: boolean;
      readonly releases: readonly number[];
      readonly deadlines: readonly number[];
      readonly intervals: readonly (Interval & { readonly state: 'running' | 'ready' | 'waiting' })[];
    }
  | {
      readonly kind: 'supply';
      readonly label: string;
      readonly vm: string;
      readonly intervals: readonly (Interval & { readonly state: 'held' | 'depleted' | 'window-closed' })[];
    };

/** The story of the job that matters most: the worst late one, or the one nearest its wall. */
export interface JobStory {
  /** Requirement that picked it, or null. */
  readonly requirement: string | null;
  readonly lateJobs: number;
  readonly ledger: JobLedger;
  readonly window: Interval;
  /** Supply of the job's vCPU first, then lanes top to bottom. */
  readonly lanes: readonly Lane[];
}

/** The whole run in at most 200 bins. */
export interface WholeRunFact {
  readonly binPs: number;
  readonly pcpus: readonly {
    readonly pcpu: string /** [vm][bin], share 0..1 in the order of `vms`; last row: hypervisor. */;
    readonly shares: readonly (readonly number[])[];
  }[];
  readonly violations: readonly {
    readonly requirement: string;
    readonly atPs: readonly number[];
    readonly count: number;
  }[];
}

/** Which ECU a fact is about. */
export interface EcuFact {
  readonly name: string;
  readonly description: string;
  readonly sha256: string;
  readonly soc: string;
  readonly hypervisor: string;
  readonly policy: string;
  readonly origin: string;
}

export interface RunFacts {
  readonly ecu: EcuFact;
  readonly seed: number;
  readonly horizonPs: number;
  readonly warmUpPs: number;
  readonly fingerprint: string;
  readonly vms: readonly VmFact[];
  readonly tasks: readonly TaskFact[];
  readonly chains: readonly ChainFact[];
  readonly vcpus: readonly VcpuFact[];
  readonly pcpus: readonly PcpuFact[];
  readonly ledger: readonly LedgerFact[];
  readonly requirements: readonly RequirementFact[];
  readonly story: JobStory | null;
  readonly wholeRun: WholeRunFact;
  /** Only where devices were simulated. */
  readonly devices?: readonly DeviceFact[];
  readonly virtioRules?: readonly RuleFact[];
  /** The same ECU from power-on, simulated apart; null or absent where no requirement asks for it. */
  readonly boot?: BootFacts | null;
  readonly provenance: readonly Provenance[];
  readonly warnings: readonly Warning[];
}
