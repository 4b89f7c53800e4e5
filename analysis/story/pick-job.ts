/**
 * Which job to tell of: the worst late job of the most important violated requirement (strictest ASIL first, then by
 * how far it is violated); when nothing is violated, the job nearest its wall. Only finished jobs can be told, as only
 * they have a ledger. For a chain it is the slowest job along the worst instance of the chain.
 */
import type { JudgedRequirement } from '../judge-requirements.ts';
import { followBackward, followForward } from '../latency/chain-latency.ts';
import type { ChainRun } from '../latency/chains.ts';
import type { ObservedRun } from '../requirement.ts';
import type { JobTime } from '../response-time/limit-watch.ts';
import { asilRank, type IndexedTask, type RunIndex } from '../run-index.ts';

export interface Hero {
  /** Id of the requirement that picked it, or null. */
  readonly requirement: string | null;
  readonly lateJobs: number;
  readonly task: IndexedTask;
  readonly job: JobTime;
  /** What it is held against, relative to its release: the requirement's limit, or its own deadline. */
  readonly wallPs: number | null;
}

/** Most important first: by ASIL when violated, then by how near or how far past the limit; ties by id. */
function byImportance(violated: boolean) {
  return (a: JudgedRequirement, b: JudgedRequirement): number =>
    (violated ? asilRank(a.fact.asil) - asilRank(b.fact.asil) : 0) ||
    (b.fact.ratio ?? 0) - (a.fact.ratio ?? 0) ||
    (a.fact.id < b.fact.id ? -1 : 1);
}

export function pickHero(judged: readonly JudgedRequirement[], run: ObservedRun, index: RunIndex): Hero | null {
  const bounded = judged.filter(({ fact }) => fact.comparison === 'max' && fact.unit === 'ps');
  for (const verdict of ['violated', 'met'] as const) {
    const candidates = bounded
      .filter(({ fact }) => fact.verdict === verdict)
      .sort(byImportance(verdict === 'violated'));
    for (const candidate of candidates) {
      const hero = heroOf(candidate, run, index);
      if (hero !== null && (verdict === 'met' || candidate.definition?.subject === 'chain' || isLate(hero)))
        return hero;
    }
  }
  return nearestWall(run, index);
}

function isLate({ job, wallPs }: Hero): boolean {
  return wallPs !== null && job.responsePs > wallPs;
}

function heroOf({ fact, definition, limit }: JudgedRequirement, run: ObservedRun, index: RunIndex): Hero | null {
  const picked = { requirement: fact.id, lateJobs: fact.broken };
  if (definition?.subject === 'task') {
    const task = index.taskOfName.get(fact.subject);
    const job = run.task(fact.subject)?.worst;
    return task === undefined || job === null || job === undefined ? null : { ...picked, task, job, wallPs: limit };
  }
  const chain = definition?.subject === 'chain' ? run.chain(fact.subject) : undefined;
  const slowest = chain === undefined ? null : slowestJob(chain, fact.use === 'data-age');
  if (chain === undefined || slowest === null) return null;
  const task = index.taskOfName.get(chain.chain.path[slowest.stage]!);
  return task === undefined ? null : { ...picked, task, job: slowest.job, wallPs: task.task.deadlinePs };
}

/** The finished job with the largest response time along the worst instance. */
export function slowestJob({ stages, latencies }: ChainRun, byAge: boolean): { stage: number; job: JobTime } | null {
  const items = byAge ? latencies.dataAges : latencies.reactions;
  let worst = items[0];
  if (worst === undefined) return null;
  for (const item of items) if (item.latencyPs > worst.latencyPs) worst = item;
  const atPs = worst.atPs;
  const last = stages[stages.length - 1]!;
  const path = byAge
    ? (followBackward(stages, last.writeAtPs.lastIndexOf(atPs)) ?? [])
    : followForward(stages, worst.input);
  let slowest: { stage: number; job: JobTime } | null = null;
  path.forEach((place, stage) => {
    const { job, releaseAtPs, finishAtPs } = stages[stage]!.jobs.at(place)!;
    if (finishAtPs === null) return;
    const responsePs = finishAtPs - releaseAtPs;
    if (slowest === null || responsePs > slowest.job.responsePs) {
      slowest = { stage, job: { job, releaseAtPs, finishAtPs, responsePs } };
    }
  });
  return slowest;
}

/** Without a judged requirement: the job that used the largest part of its task's deadline, the first of equals. */
function nearestWall(run: ObservedRun, index: RunIndex): Hero | null {
  let nearest: Hero | null = null;
  let share = -1;
  for (const task of index.tasks) {
    const times = run.task(task.name);
    const wallPs = task.task.deadlinePs;
    if (times === undefined || times.worst === null || wallPs === null) continue;
    if (times.worst.responsePs / wallPs <= share) continue;
    share = times.worst.responsePs / wallPs;
    nearest = { requirement: null, lateJobs: times.missed, task, job: times.worst, wallPs };
  }
  return nearest;
}
