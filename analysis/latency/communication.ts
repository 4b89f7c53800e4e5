/**
 * When a job reads and writes, by the kind of communication of a channel.
 *
 * | kind     | reads                      | writes                                                    |
 * |----------|----------------------------|-----------------------------------------------------------|
 * | implicit | at its start               | at its finish (AUTOSAR RTE implicit sender/receiver)      |
 * | explicit | at its start: the earliest | at its finish: the latest                                 |
 * | let      | at its release             | at release + interval, or at its finish if that is later  |
 * | after    | at its release, from the job that activated it | at its finish                         |
 *
 * An explicit access happens wherever the code has it, between start and finish. A file does not say where, so the instants
 * that are worst for every chain are taken: no other choice makes a reaction longer or data older (a law in
 * `explicit.test.ts`).
 *
 * The interval of logical execution time is the period, or the deadline of a task without one. `null`: it has not
 * happened within the horizon. Times in ps.
 */

import type { EcuDescription, Task } from '../../scenarios/ecu.ts';
import { nominalPeriodPs } from '../run-index.ts';
import type { JobRow } from './job-table.ts';

export type Communication = 'implicit' | 'explicit' | 'let' | 'after';

/** Communication of each hop of a chain: what its channel says, or what holds for the whole ECU. */
export function communicationOfHop(ecu: EcuDescription, hop: string | null): Communication {
  if (hop === 'after') return 'after';
  if (hop === null) return ecu.communication;
  return ecu.channels.find((channel) => channel.name === hop)?.communication ?? ecu.communication;
}

/** Length of the task's logical execution time, or null when nothing defines it. */
export function letIntervalPs(task: Task): number | null {
  return nominalPeriodPs(task) ?? task.deadlinePs;
}

export function readAtPs(kind: Communication, job: JobRow): number | null {
  return kind === 'let' || kind === 'after' ? job.releaseAtPs : job.startAtPs;
}

/** An instant past the horizon is null: nobody has seen that output. */
export function writeAtPs(
  kind: Communication,
  job: JobRow,
  intervalPs: number | null,
  horizonPs: number,
): number | null {
  if (job.finishAtPs === null) return null;
  if (kind !== 'let' || intervalPs === null) return job.finishAtPs;
  const atPs = Math.max(job.finishAtPs, job.releaseAtPs + intervalPs);
  return atPs <= horizonPs ? atPs : null;
}
