/**
 * What a league found: policies on the same seeds, plain data (JSON). Values are in the unit of their metric (ps, share,
 * 1/s); a difference is always "policy minus baseline" or "b minus a". `null` is "none" or "not judged", never zero.
 */
import type { Cause } from '../../models/records.ts';
import type { Asil } from '../../scenarios/ecu.ts';
import type { MetricUnit } from './league-run.ts';
import type { PairedTest } from './paired-test.ts';
import type { ServiceWindow } from './service-window.ts';

export type Statistic = 'mean' | 'p50' | 'p90' | 'p99' | 'p999' | 'max' | 'min';

/** What is compared: one statistic of one metric. */
export interface LeagueMetric {
  readonly name: string;
  readonly statistic: Statistic;
  readonly unit: MetricUnit;
  readonly better: 'lower' | 'higher';
  /** Id of the requirement that is judged by it, or null. */
  readonly requirement: string | null;
}

export interface LeagueRequirement {
  readonly id: string;
  readonly text: string;
  readonly use: string;
  readonly subject: string;
  readonly asil: Asil;
  readonly unit: 'ps' | 'fraction';
  readonly comparison: 'max' | 'min';
  readonly limit: number | null;
}

/** One metric under one policy, over all its seeds. */
export interface MetricSummary {
  readonly name: string;
  readonly unit: MetricUnit;
  /** Items of all runs. */
  readonly count: number;
  readonly min: number | null;
  /** Over all items of all runs. */
  readonly mean: number | null;
  /**
   * Percentiles: nearest rank over all items of all runs. Each run gives its exceedance curve: its 40 worst items one by one,
   * below them ranks from the top a 64th or so apart, so far below the top a percentile may be that of a rank so much lower.
   */
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly p999: number | null;
  readonly max: number | null;
}

export interface RequirementUnderPolicy {
  readonly id: string;
  readonly metSeeds: number;
  readonly violatedSeeds: number;
  readonly notJudgedSeeds: number;
  /** Of the worst run; ratio 1 is the limit. */
  readonly worst: number | null;
  readonly worstRatio: number | null;
}

export interface PolicyFact {
  readonly policy: string;
  /** Digest of the description with this policy; null when refused. */
  readonly sha256: string | null;
  /** Why it cannot run this ECU, or null. */
  readonly refused: string | null;
  readonly seeds: readonly number[];
  readonly failures: readonly { readonly seed: number; readonly message: string; readonly replay: string }[];
  readonly fingerprints: readonly { readonly seed: number; readonly fingerprint: string; readonly replay: string }[];
  readonly metrics: readonly MetricSummary[];
  readonly requirements: readonly RequirementUnderPolicy[];
  /** Requirements that all seeds met. */
  readonly met: number;
  /** Largest of the worst ratios, or null. */
  readonly thinnestRatio: number | null;
  readonly overheadShare: number | null;
  readonly switchesPerSecond: number | null;
  readonly supply: readonly {
    readonly vm: string;
    readonly vcpu: string;
    readonly windows: readonly ServiceWindow[];
  }[];
}

export interface LeagueComparison extends PairedTest {
  readonly metric: string;
  readonly statistic: Statistic;
  readonly a: string;
  readonly b: string;
  /** Holm's adjustment over all comparisons of this metric that have pairs; null without pairs. */
  readonly adjustedP: number | null;
}

export interface LeagueRank {
  readonly metric: string;
  readonly statistic: Statistic;
  readonly policy: string;
  /** 1 is best; equal values share the mean of their places. Over the seeds that all ranked policies have. */
  readonly mean: number;
  readonly best: number;
  readonly worst: number;
}

/** A cause of the ledger, or the time between a job and the next on a path (`composition.ts`). */
export type ChangeCause = Cause | 'hand-over';

/** How one (cause, culprit) changed between the items that were judged (a job, or all jobs of a path). */
export interface LedgerChange {
  readonly cause: ChangeCause;
  readonly culprit: string;
  readonly culpritVm: string | null;
  readonly baselinePs: number;
  readonly policyPs: number;
  readonly differencePs: number;
}

export interface LeagueReason {
  readonly requirement: string;
  readonly policy: string;
  readonly statistic: Statistic;
  /** Where the median difference lies: the seed in the middle, or the two of which it is the mean. */
  readonly seeds: readonly number[];
  /** Median of the paired differences, policy minus baseline: what is to be explained. */
  readonly differencePs: number;
  /** Sum of all changes; null when the items judged could not be taken apart. */
  readonly explainedPs: number | null;
  /** True when the changes sum to a difference of the same sign. */
  readonly isExplained: boolean;
  /** First the largest of the sign of the difference, then the others by size; at most three. */
  readonly changes: readonly LedgerChange[];
}

export interface LeagueChoice {
  readonly requirement: string;
  /** The policy with the most room in its worst run; null when none was judged. */
  readonly best: string | null;
  /** Policies that meet it on all seeds. */
  readonly meeting: readonly string[];
  /** Policies that cannot be told from the best one: the same worst value, or at least 6 pairs and p >= 0.05. */
  readonly alike: readonly string[];
}

export interface LeagueFacts {
  readonly ecu: {
    readonly name: string;
    readonly description: string;
    readonly sha256: string;
    readonly soc: string;
    readonly hypervisor: string;
    readonly origin: string;
  };
  readonly vms: readonly { readonly vm: string; readonly asil: Asil }[];
  readonly tasks: number;
  readonly seeds: readonly number[];
  readonly horizonPs: number;
  readonly warmUpPs: number;
  /** False when the user stopped it: some policies have fewer seeds. */
  readonly isComplete: boolean;
  readonly baseline: string;
  /** Most requirements met first, then the most room, then as given; refused ones last. */
  readonly policies: readonly PolicyFact[];
  readonly requirements: readonly LeagueRequirement[];
  readonly metrics: readonly LeagueMetric[];
  readonly comparisons: readonly LeagueComparison[];
  readonly ranks: readonly LeagueRank[];
  readonly reasons: readonly LeagueReason[];
  readonly choices: readonly LeagueChoice[];
  /** SHA-256 over policies, seeds and fingerprints of all runs: what a repetition is compared with. */
  readonly fingerprint: string;
  readonly warnings: readonly { readonly path: string; readonly message: string }[];
}
