/**
 * Facts about the devices of a run: requests and where their time goes, counts, rules. Plain data, times in integer
 * picoseconds, names as in the ECU file.
 */
import type { DeviceCount, RequestStage, RuleId } from '../../models/records.ts';
import type { Distribution } from '../fact.ts';

/** One stage of the requests of a device, over all of them. */
export interface StageFact {
  readonly stage: RequestStage;
  readonly sumPs: number;
  readonly time: Distribution;
  /** Who is blamed for most of it, by convention whoever stood in the way when the stage began; null: nobody. */
  readonly culprit: string | null;
  readonly culpritVm: string | null;
  /** How much of `sumPs` is blamed on that one. */
  readonly culpritPs: number;
}

/** One request, stage by stage: they sum to `totalPs` exactly. */
export interface RequestFact {
  readonly index: number;
  /** The task that asked; null: something that came in. */
  readonly task: string | null;
  readonly beganAtPs: number;
  readonly totalPs: number;
  readonly stages: readonly {
    readonly stage: RequestStage;
    readonly ps: number;
    readonly culprit: string | null;
    readonly culpritVm: string | null;
  }[];
}

export interface DeviceFact {
  readonly vm: string;
  readonly device: string;
  /** Kind of device. */
  readonly use: string;
  readonly backend: string;
  readonly medium: string | null;
  readonly transport: string;
  readonly features: readonly string[];
  /** Requests of tasks, and what came in by itself; handled after the warm-up. */
  readonly requests: number;
  readonly inputs: number;
  readonly bytes: number;
  /** Time in which they were handled. */
  readonly spanPs: number;
  readonly counts: Readonly<Record<DeviceCount, number>>;
  readonly latency: Distribution;
  readonly stages: readonly StageFact[];
  readonly slowest: RequestFact | null;
}

/** A rule of the VirtIO standard that the run checked online. */
export interface RuleFact {
  readonly rule: RuleId;
  readonly text: string;
  readonly exercised: number;
  readonly violated: number;
  /** Devices at which it was exercised. */
  readonly devices: number;
}
