/**
 * `synchronisation`: the first and the last task of a chain start as far apart, job by job, as beside idle VMs, within a
 * tolerance, and in the same order.
 */
import { type ClaimDefinition, Worst } from '../claim.ts';
import { barrierControls } from '../control-paths.ts';
import { inMicroseconds } from '../exact-time.ts';
import { jobsOf } from '../job-columns.ts';

export const synchronisation = {
  name: 'synchronisation',
  promise: 'keeps order and distance of the first and last task of its chain',
  basis: 'Part 6 D.2.2',
  effects: ['T5'],
  limits: 'Starts of jobs with the same number are paired.',
  notApplicable: ({ ecu, claim, victim }) =>
    victim.kind !== 'chain'
      ? 'its victim must be a chain'
      : claim.tolerance === undefined
        ? 'it needs a "tolerance"'
        : ecu.chains.find(({ name }) => name === victim.name)!.path.length < 2
          ? 'the chain has one task only'
          : null,
  controls: barrierControls,
  judge: ({ run, reference }, { ecu, claim, entities, victim }) => {
    const { path } = ecu.chains.find(({ name }) => name === victim.name)!;
    const idOf = (task: string) => entities.find(({ kind, name }) => kind === 'task' && name === task)!.id;
    const [first, last] = [idOf(path[0]!), idOf(path.at(-1)!)];
    const ids = new Set([first, last]);
    const [now, before] = [jobsOf(run, ids), jobsOf(reference, ids)];
    const worst = new Worst();
    const starts = (jobs: typeof now, task: number) => jobs.get(task)!.startPs;
    const count = Math.min(...[now, before].flatMap((jobs) => [starts(jobs, first).length, starts(jobs, last).length]));
    for (let job = 0; job < count; job += 1) {
      const skewPs = starts(now, last)[job]! - starts(now, first)[job]!;
      const nominalPs = starts(before, last)[job]! - starts(before, first)[job]!;
      if (Number.isNaN(skewPs) || Number.isNaN(nominalPs)) continue;
      const offPs = Math.abs(skewPs - nominalPs);
      worst.see(
        (claim.tolerance as number) - offPs,
        starts(now, last)[job]!,
        'skewed',
        () => `job ${job} of ${path.at(-1)} is off by ${inMicroseconds(offPs)}`,
      );
      if (skewPs < 0 !== nominalPs < 0)
        worst.see(
          -1,
          starts(now, last)[job]!,
          'order',
          () => `job ${job} of ${path.at(-1)} and of ${path[0]} changed their order`,
        );
    }
    return worst.judgement();
  },
} as const satisfies ClaimDefinition;
