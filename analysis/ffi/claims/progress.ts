/**
 * `progress`: each job of the victim ends within a limit, no circle of tasks waits for each other, and the run itself goes on: a
 * run that does not end violates this claim.
 */
import { recordKinds } from '../../../models/records.ts';
import { type ClaimDefinition, Worst } from '../claim.ts';
import { progressControls } from '../control-paths.ts';
import { inMicroseconds } from '../exact-time.ts';
import { jobsOf } from '../job-columns.ts';
import type { RunColumns } from '../run-columns.ts';

export const progress = {
  name: 'progress',
  promise: 'gets every job done, and never waits in a circle',
  basis: 'Part 6 D.2.2',
  effects: ['T1', 'T2', 'T3'],
  limits: 'Bounded progress within the horizon, not liveness.',
  notApplicable: ({ victim }) => (victim.taskIds.size === 0 ? 'the victim has no task' : null),
  controls: progressControls,
  judge: ({ run }, { claim, entities, victim }) => {
    if (run.failure !== null)
      return { clause: 'hung', judged: 1, marginPs: null, atPs: null, detail: `the run ended: ${run.failure}` };
    const withinPs = (claim.within as number | undefined) ?? claim.ftti ?? 0;
    const circle = waitCircle(run, victim.taskIds);
    const worst = new Worst();
    if (circle !== null)
      worst.see(-1, circle, 'circle', () => `tasks wait for each other at ${inMicroseconds(circle)}`);
    for (const [task, { releasePs, finishPs }] of jobsOf(run, victim.taskIds)) {
      for (let job = 0; job < releasePs.length; job += 1) {
        const endPs = Number.isNaN(finishPs[job]!) ? run.horizonPs : finishPs[job]!;
        const tookPs = endPs - releasePs[job]!;
        // A job that is still under way inside its limit says nothing yet.
        if (Number.isNaN(finishPs[job]!) && (withinPs === 0 || tookPs <= withinPs)) continue;
        if (withinPs === 0) continue;
        const name = entities[task]!.name;
        worst.see(
          withinPs - tookPs,
          releasePs[job]!,
          'stuck',
          () => `${name}, job ${job}, has not ended after ${inMicroseconds(tookPs)}`,
        );
      }
    }
    return worst.judgement();
  },
} as const satisfies ClaimDefinition;

/** Instant at which a task begins to wait for a lock whose holder waits, in the end, for it; null: never. */
function waitCircle(run: RunColumns, tasks: ReadonlySet<number>): number | null {
  const holder = new Map<number, number>();
  const waits = new Map<number, number>();
  const { kind, subject, object, atPs } = run;
  for (let at = 0; at < run.size; at += 1) {
    const what = kind[at]!;
    const task = subject[at]!;
    if (what === recordKinds.take) holder.set(object[at]!, task);
    else if (what === recordKinds.give) holder.delete(object[at]!);
    else if (what === recordKinds.resume) waits.delete(task);
    else if (what === recordKinds.wait) {
      waits.set(task, object[at]!);
      let next = holder.get(object[at]!);
      for (let steps = 0; next !== undefined && steps < 64; steps += 1) {
        if (next === task) return tasks.has(task) ? atPs[at]! : null;
        const lock = waits.get(next);
        next = lock === undefined ? undefined : holder.get(lock);
      }
    }
  }
  return null;
}
