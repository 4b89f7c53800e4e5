/** `deadline`: each job of the victim that has a deadline within the run finishes by it. One run judges it; no reference. */
import { type ClaimDefinition, Worst } from '../claim.ts';
import { budgetControls } from '../control-paths.ts';
import { inMicroseconds } from '../exact-time.ts';
import { jobsOf } from '../job-columns.ts';

export const deadline = {
  name: 'deadline',
  promise: 'finishes every job by its deadline',
  basis: 'Part 6 D.2.2',
  effects: ['T1', 'T2', 'T3', 'T4'],
  limits: 'Holds for the programs drawn, never for any.',
  notApplicable: ({ ecu, victim }) => {
    const some = ecu.vms.some((vm) =>
      vm.tasks.some(
        ({ name, deadlinePs }) => deadlinePs !== null && victimTask(victim.name, victim.vm, `${vm.name}/${name}`),
      ),
    );
    return some ? null : 'no task of the victim has a deadline';
  },
  controls: budgetControls,
  judge: ({ run }, { entities, victim }) => {
    const worst = new Worst();
    for (const [task, { deadlineAtPs, finishPs }] of jobsOf(run, victim.taskIds)) {
      for (let job = 0; job < deadlineAtPs.length; job += 1) {
        const atPs = deadlineAtPs[job]!;
        if (!(atPs >= 0 && atPs <= run.horizonPs)) continue;
        const finishedPs = finishPs[job]!;
        // An unfinished job is late by what has passed already.
        const marginPs = Number.isNaN(finishedPs) ? Math.min(-1, atPs - run.horizonPs) : atPs - finishedPs;
        const name = entities[task]!.name;
        worst.see(marginPs, atPs, 'late', () => `${name}, job ${job}, is late by ${inMicroseconds(-marginPs)}`);
      }
    }
    return worst.judgement();
  },
} as const satisfies ClaimDefinition;

function victimTask(name: string, vm: string, task: string): boolean {
  return task === name || (task.startsWith(`${vm}/`) && !name.includes('/')) || name.startsWith(`${vm}/`);
}
