/** The story of one job in words, for pages and terminals alike. */
import type { ComparedKind, EnoughChange } from '../../analysis/bound/job-explanation.ts';
import { duration } from '../number.ts';
import type { ExplainedJob } from './explain-fact.ts';

export function explainTitle({ story, chain }: ExplainedJob): string {
  const { task, job, responsePs, deadlinePs, lateByPs } = story.ledger;
  const end =
    deadlinePs === null
      ? 'no deadline'
      : lateByPs === null
        ? `${duration(deadlinePs - responsePs)} to spare`
        : `${duration(lateByPs)} late`;
  const told = `${task} job ${job} took ${duration(responsePs)}: ${end}`;
  return chain === null
    ? told
    : `${chain.name} took ${duration(chain.latencyPs)} at worst; slowest on the way: ${told}`;
}

export const comparedWords: Readonly<Record<ComparedKind['kind'], string>> = {
  'own-execution': 'own execution',
  backlog: 'earlier jobs, and what passed before its release',
  suspension: 'waits for devices',
  preemption: 'pre-emption',
  blocking: 'blocking',
  interrupts: 'interrupts and guest switches',
  overhead: 'traps, world switches, timers',
  supply: 'budget or window closed',
  communication: 'communication',
  errors: 'errors',
  contention: 'memory (no term in the bound)',
};

/** How the job differed from the critical instant. */
export function instantWords({ row, story, compared }: ExplainedJob): string {
  if (row === null || row.boundPs === null) return `There is no bound: ${row?.reason ?? 'the task is not described'}.`;
  const most = compared.reduce(
    (widest, one) => ((one.boundPs ?? 0) - one.jobPs > (widest.boundPs ?? 0) - widest.jobPs ? one : widest),
    compared[0]!,
  );
  const apart = (most.boundPs ?? 0) - most.jobPs;
  const head = `The bound of ${duration(row.boundPs)} assumes that the job is ${row.criticalInstant}`;
  if (apart <= 0) return `${head}; this job had all of it.`;
  return `${head}; this job took ${duration(row.boundPs - story.ledger.responsePs)} less, most of it in ${comparedWords[most.kind]} (${duration(most.jobPs)} instead of ${duration(most.boundPs ?? 0)}).`;
}

export function changeWords({ what, to, responsePs }: EnoughChange): string {
  return `${what}: ${to} would have been enough (${duration(responsePs)})`;
}
