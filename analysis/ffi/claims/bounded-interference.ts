/**
 * `bounded-interference`: against the run in which the varied VMs are idle, no job of the victim finishes later than the bound
 * (nor earlier than `early`), and its own releases stay where they were. Never taken from the ledger.
 */
import { type ClaimDefinition, Worst } from '../claim.ts';
import { isolationControls } from '../control-paths.ts';
import { inMicroseconds } from '../exact-time.ts';
import { jobsOf } from '../job-columns.ts';

export const boundedInterference = {
  name: 'bounded-interference',
  promise: 'finishes every job within the bound of when it would finish beside idle VMs',
  basis: 'Part 6 D.2.2',
  effects: ['T1', 'T2', 'T3', 'T4'],
  limits: 'Against idle VMs, not between two adversaries.',
  notApplicable: ({ victim }) => (victim.taskIds.size === 0 ? 'the victim has no task' : null),
  controls: isolationControls,
  judge: ({ run, reference }, { claim, entities, victim }) => {
    const latePs = claim.bound as number;
    const earlyPs = (claim.early as number | undefined) ?? latePs;
    const worst = new Worst();
    const before = jobsOf(reference, victim.taskIds);
    for (const [task, { finishPs }] of jobsOf(run, victim.taskIds)) {
      const referencePs = before.get(task)!.finishPs;
      const name = entities[task]!.name;
      for (let job = 0; job < referencePs.length; job += 1) {
        const wasPs = referencePs[job]!;
        if (Number.isNaN(wasPs) || wasPs > run.horizonPs) continue;
        const isPs = job < finishPs.length ? finishPs[job]! : Number.NaN;
        // Not finished: late once the horizon has passed the limit, else censored.
        if (Number.isNaN(isPs) && run.horizonPs <= wasPs + latePs) continue;
        const shiftPs = Number.isNaN(isPs) ? run.horizonPs - wasPs : isPs - wasPs;
        const marginPs = Math.min(latePs - shiftPs, shiftPs + earlyPs);
        const words = shiftPs < 0 ? 'early' : 'late';
        worst.see(marginPs, wasPs, words, () =>
          `${name}, job ${job}, is ${inMicroseconds(Math.abs(shiftPs))} ${words}er than beside idle VMs`
            .replace('lateer', 'later')
            .replace('earlyer', 'earlier'),
        );
      }
    }
    return worst.judgement();
  },
} as const satisfies ClaimDefinition;
