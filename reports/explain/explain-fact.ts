/** What the faces of `bulkhead explain` are written from. */
import type { BoundRow } from '../../analysis/bound/bound-fact.ts';
import type { ChainStep, ComparedKind, EnoughChange } from '../../analysis/bound/job-explanation.ts';
import type { JobStory, RunFacts } from '../../analysis/fact.ts';

export interface ExplainedJob {
  readonly facts: RunFacts;
  readonly story: JobStory;
  readonly row: BoundRow | null;
  readonly compared: readonly ComparedKind[];
  readonly chain: {
    readonly name: string;
    readonly latencyPs: number;
    readonly boundPs: number | null;
    readonly steps: readonly ChainStep[];
  } | null;
  readonly changes: readonly EnoughChange[];
}
