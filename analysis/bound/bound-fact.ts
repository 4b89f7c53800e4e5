/** What `bulkhead bound` knows, as plain data. Times in ps; null: none. */
import type { Asil } from '../../scenarios/ecu.ts';
import type { TailEstimate } from '../extreme-value/tail.ts';
import type { Term } from '../response-time/term.ts';

/** A part of the ECU that neither bounds nor the runs beside them have. */
export interface LeftOut {
  readonly part: string;
  readonly why: string;
  /** Options of `bulkhead bound` that show what it does. */
  readonly see: string;
}

export interface BoundRow {
  readonly kind: 'task' | 'reaction' | 'data-age';
  /** `vm/task` or the name of the chain. */
  readonly subject: string;
  readonly vm: string | null;
  readonly asil: Asil;
  readonly simulatedPs: number | null;
  readonly boundPs: number | null;
  /** Why there is no bound, or null. */
  readonly reason: string | null;
  /** What of it bound and runs are without; absent: nothing. */
  readonly without?: string;
  readonly deadlinePs: number | null;
  /** The deadline is judged: written, or a requirement. */
  readonly judged: boolean;
  readonly terms: readonly Term[];
  readonly limiting: Term | null;
  readonly criticalInstant: string | null;
}

/** Least service and most demand of one vCPU in any window. */
export interface SupplyDemand {
  readonly vm: string;
  readonly vcpu: string;
  /** What supplies it, or why nothing is sure. */
  readonly supply: string;
  readonly share: number | null;
  readonly points: readonly { readonly windowPs: number; readonly leastPs: number; readonly demandPs: number }[];
}

export interface LoadFact {
  /** `pcpu0`, `cluster/main`. */
  readonly of: string;
  readonly level: 'pcpu' | 'vcpu';
  /** Worst-case demand as a share of one processor; null: without limit. */
  readonly share: number | null;
  /** Budget / period, where there is one. */
  readonly budgetShare: number | null;
}

export interface SensitivityFact {
  readonly of: string;
  readonly kind: 'all' | 'task' | 'budget';
  /** Factor on the execution (or on the budget) at which the first row that holds now would fail; null: not within the range. */
  readonly factor: number | null;
  /** The row that fails first. */
  readonly first: string | null;
}

export interface BoundFacts {
  readonly ecu: { readonly name: string; readonly sha256: string; readonly policy: string };
  readonly seeds: readonly number[];
  readonly horizonPs: number;
  readonly leftOut: readonly LeftOut[];
  readonly rows: readonly BoundRow[];
  readonly supplies: readonly SupplyDemand[];
  readonly loads: readonly LoadFact[];
  readonly sensitivity: readonly SensitivityFact[];
  /** Extreme-value estimates of tasks; empty unless asked for. */
  readonly tails: readonly {
    readonly task: string;
    readonly estimate: TailEstimate;
    readonly boundPs: number | null;
  }[];
  readonly rounds: number;
  /** Rows with a bound when nobody contends for memory; null where nobody does anyway. */
  readonly boundedWithoutContention: number | null;
}
