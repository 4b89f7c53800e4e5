/**
 * One request on its way through a device: the instants at which it entered each stage, and who is to blame for the waiting
 * ones. Stages follow each other without gaps, so their durations sum to the latency exactly. Times in ps.
 */
import type { Task } from '../guest/task.ts';
import { requestStages } from '../records.ts';
import type { Chain } from './queue.ts';

export class Request {
  /** Counts per device from 0. */
  readonly index: number;
  readonly sizeBytes: number;
  /** The task that waits for it, or null: something that came in. */
  readonly task: Task | null;
  /** Resets of the device before it: what belongs to an earlier life of the device is dropped. */
  readonly life: number;
  chain: Chain | null = null;
  /** `at[n]`: end of stage n; `at[-1]` is `beganAtPs`. */
  readonly beganAtPs: number;
  readonly endsAtPs: number[] = [];
  readonly culprits: number[] = [];
  resumed = false;

  constructor(index: number, sizeBytes: number, task: Task | null, life: number, beganAtPs: number) {
    this.index = index;
    this.sizeBytes = sizeBytes;
    this.task = task;
    this.life = life;
    this.beganAtPs = beganAtPs;
  }

  /** The stage ends at `atPs`; stages in between that did not happen took no time. */
  end(stage: (typeof requestStages)[number], atPs: number, culprit: number): void {
    const place = requestStages.indexOf(stage);
    const { endsAtPs, culprits } = this;
    const beforePs = endsAtPs.at(-1) ?? this.beganAtPs;
    while (endsAtPs.length < place) {
      endsAtPs.push(beforePs);
      culprits.push(-1);
    }
    if (endsAtPs.length > place) return;
    endsAtPs.push(atPs > beforePs ? atPs : beforePs);
    culprits.push(culprit);
  }
}
