/**
 * The story of one job, or of the worst way through a chain: the run, the job that was asked for, what its bound assumes, and,
 * when it was late, the smallest change that would have been enough: found by making the run again up to that job, with the
 * same seed, so that every draw is the same.
 */
import type { BoundRow } from '../../analysis/bound/bound-fact.ts';
import { boundRows } from '../../analysis/bound/bound-rows.ts';
import { boundEcu } from '../../analysis/bound/ecu-bounds.ts';
import { type ChainStep, compareWithBound, type EnoughChange } from '../../analysis/bound/job-explanation.ts';
import { withBudget, withPriority, withTasks } from '../../analysis/bound/sensitivity.ts';
import type { JobStory } from '../../analysis/fact.ts';
import { followForward } from '../../analysis/latency/chain-latency.ts';
import type { ChainRun } from '../../analysis/latency/chains.ts';
import type { JobTime } from '../../analysis/response-time/limit-watch.ts';
import type { IndexedTask } from '../../analysis/run-index.ts';
import { RunObserver } from '../../analysis/run-observer.ts';
import { JobFinder } from '../../analysis/story/job-finder.ts';
import { StoryTeller } from '../../analysis/story/job-story.ts';
import { slowestJob } from '../../analysis/story/pick-job.ts';
import type { EcuDescription } from '../../scenarios/ecu.ts';
import { EntityTable } from '../../scenarios/entity-table.ts';
import { run } from '../../scenarios/run.ts';
import type { ExplainedJob } from '../explain/explain-fact.ts';
import { BadInput, notAmong } from './command.ts';
import { RunFailure } from './terminal/failure-face.ts';

export interface ExplainOrder {
  readonly ecu: EcuDescription;
  readonly name: string;
  readonly seed: number;
  readonly horizonPs: number;
  readonly overrides: readonly string[];
  /** `vm/task` and `worst` or a job number; or a chain. */
  readonly subject: { readonly task: string; readonly job: number | 'worst' } | { readonly chain: string };
  readonly onProgress?: (nowPs: number) => undefined;
}

export interface Explanation extends ExplainedJob {
  readonly fingerprint: string;
}

/** @throws BadInput when there is no such task, chain or finished job; RunFailure when Bulkhead itself is wrong */
export function explain(order: ExplainOrder): Explanation {
  const { ecu, seed, horizonPs, subject, name, overrides } = order;
  const { entities } = new EntityTable(ecu);
  const observer = new RunObserver(ecu, entities, { horizonPs, warmUpPs: ecu.run.warmUpPs });
  const { index } = observer;
  const wanted = 'task' in subject ? taskNamed(index.taskOfName, subject.task) : null;
  if ('chain' in subject && !ecu.chains.some((chain) => chain.name === subject.chain))
    throw notAmong(
      `--chain: there is no chain "${subject.chain}"`,
      'chains',
      subject.chain,
      ecu.chains.map((chain) => chain.name),
    );
  const finder =
    wanted !== null && 'job' in subject && subject.job !== 'worst' ? new JobFinder(wanted.id, subject.job) : null;
  const failed = { ecu: name, seed, horizonPs, overrides, sha256: ecu.sha256, fingerprint: null };
  try {
    const result = run(ecu, {
      seed,
      horizonPs,
      keep: () => false,
      observers: finder === null ? [observer] : [observer, finder],
      ...progressOf(order),
    });
    observer.end();
    const hero = heroOf(order, observer, wanted, finder);
    const teller = new StoryTeller(observer, {
      requirement: null,
      lateJobs: observer.task(hero.task.name)?.missed ?? 0,
      ...hero,
    });
    run(ecu, {
      seed,
      horizonPs,
      keep: () => false,
      fingerprint: false,
      observers: [teller],
      onProgress: () => teller.isDone,
    });
    const story = teller.story()!;
    const rows = boundRows(ecu, boundEcu(ecu));
    const row = rows.find((one) => one.kind === 'task' && one.subject === hero.task.name) ?? null;
    const chain = 'chain' in subject ? chainOf(observer.chain(subject.chain)!, rows) : null;
    const changes = story.ledger.lateByPs === null ? [] : enoughChanges(order, story, hero.task);
    return {
      facts: observer.facts({ seed, fingerprint: result.fingerprint }),
      story,
      row,
      compared: compareWithBound(story.ledger, row),
      chain,
      changes,
      fingerprint: result.fingerprint,
    };
  } catch (error) {
    if (error instanceof BadInput) throw error;
    throw new RunFailure(failed, error);
  }
}

function progressOf({ onProgress }: ExplainOrder) {
  return onProgress === undefined ? {} : { onProgress };
}

function taskNamed(tasks: ReadonlyMap<string, IndexedTask>, name: string): IndexedTask {
  const task = tasks.get(name);
  if (task !== undefined) return task;
  throw notAmong(`--task: there is no task "${name}"`, 'tasks', name, [...tasks.keys()]);
}

interface Chosen {
  readonly task: IndexedTask;
  readonly job: JobTime;
  readonly wallPs: number | null;
}

function heroOf(
  { subject, horizonPs }: ExplainOrder,
  observer: RunObserver,
  wanted: IndexedTask | null,
  finder: JobFinder | null,
): Chosen {
  if ('chain' in subject) {
    const slowest = slowestJob(observer.chain(subject.chain)!, false);
    if (slowest === null)
      throw new BadInput(
        `--chain: nothing came through ${subject.chain} within ${horizonPs} ps\n       make --horizon longer`,
      );
    const task = observer.index.taskOfName.get(observer.chain(subject.chain)!.chain.path[slowest.stage]!)!;
    return { task, job: slowest.job, wallPs: task.task.deadlinePs };
  }
  const job = finder === null ? (observer.task(subject.task)?.worst ?? null) : finder.found;
  if (job === null)
    throw new BadInput(
      subject.job === 'worst'
        ? `--task: no job of ${subject.task} finished within ${horizonPs} ps\n       make --horizon longer`
        : `--job: job ${subject.job} of ${subject.task} did not finish within ${horizonPs} ps; jobs are counted from 0\n       make --horizon longer, or ask for "worst"`,
    );
  return { task: wanted!, job, wallPs: wanted!.task.deadlinePs };
}

/** The worst reaction, stage by stage. */
function chainOf(chainRun: ChainRun, rows: readonly BoundRow[]): Explanation['chain'] {
  const { chain, stages, latencies } = chainRun;
  let worst = latencies.reactions[0];
  if (worst === undefined) return null;
  for (const item of latencies.reactions) if (item.latencyPs > worst.latencyPs) worst = item;
  const path = followForward(stages, worst.input);
  const steps = path.map((place, stage): ChainStep => {
    const { jobs, readAtPs, writeAtPs } = stages[stage]!;
    const { job, releaseAtPs } = jobs.at(place)!;
    return {
      task: chain.path[stage]!,
      job,
      releaseAtPs,
      readAtPs: stage === 0 ? null : (readAtPs[place] ?? null),
      writeAtPs: writeAtPs[place] ?? null,
    };
  });
  const boundPs = rows.find(({ kind, subject }) => kind === 'reaction' && subject === chain.name)?.boundPs ?? null;
  return { name: chain.name, latencyPs: worst.latencyPs, boundPs, steps };
}

/** A way to change the ECU by an amount: `at(0)` is nothing, `at(1)` all that makes sense. */
interface Lever {
  readonly what: string;
  at(amount: number): EcuDescription;
  say(amount: number): string;
  readonly share: ((amount: number) => number) | null;
}

const steps = 8;

/** For each lever the smallest amount that brings this job in time, cheapest first; levers that never do are left out. */
function enoughChanges({ ecu, seed }: ExplainOrder, story: JobStory, task: IndexedTask): EnoughChange[] {
  const { job, deadlinePs, finishAtPs } = story.ledger;
  const responseWith = (changed: EcuDescription): number | null => {
    const finder = new JobFinder(task.id, job);
    // Up to where it was late: if it has not finished by then, the change is not enough.
    run(changed, {
      seed,
      horizonPs: finishAtPs,
      ledger: false,
      fingerprint: false,
      keep: () => false,
      observers: [finder],
      onProgress: () => finder.found !== null,
    });
    return finder.found?.responsePs ?? null;
  };
  const enough = (responsePs: number | null) => responsePs !== null && responsePs <= deadlinePs!;
  const changes: EnoughChange[] = [];
  for (const lever of leversOf(ecu, story, task)) {
    let responsePs = responseWith(lever.at(1));
    if (!enough(responsePs)) continue;
    let [low, high] = [0, 1];
    for (let step = 0; step < (lever.share === null ? 0 : steps); step += 1) {
      const middle = (low + high) / 2;
      const found = responseWith(lever.at(middle));
      if (enough(found)) [high, responsePs] = [middle, found];
      else low = middle;
    }
    changes.push({
      what: lever.what,
      to: lever.say(high),
      share: lever.share?.(high) ?? null,
      responsePs: responsePs!,
    });
  }
  return changes.sort((a, b) => (a.share ?? 2) - (b.share ?? 2) || (a.what < b.what ? -1 : 1));
}

function leversOf(ecu: EcuDescription, story: JobStory, { name, vm, task }: IndexedTask): Lever[] {
  const levers: Lever[] = [];
  const percent = (share: number) => `${Math.round(share * 1000) / 10} %`;
  const less = (of: string): Lever => ({
    what: `execution of ${of}`,
    at: (amount) => withTasks(ecu, Math.max(0.01, 1 - amount), (one) => one === of),
    say: (amount) => `${percent(amount)} less`,
    share: (amount) => amount,
  });
  levers.push(less(name));
  for (const vcpu of vm.vcpus) {
    if (vcpu.budgetPs === null || vcpu.periodPs === null || vcpu.budgetPs >= vcpu.periodPs) continue;
    const of = `${vm.name}/${vcpu.name}`;
    const range = vcpu.periodPs / vcpu.budgetPs - 1;
    levers.push({
      what: `budget of ${of}`,
      at: (amount) => withBudget(ecu, of, 1 + amount * range),
      say: (amount) => `${percent(amount * range)} more`,
      share: (amount) => amount * range,
    });
  }
  const culprits = story.ledger.rows
    .filter(
      ({ culprit, cause }) =>
        culprit !== name &&
        culprit.includes('/') &&
        ['preemption', 'blocking', 'lock-holder', 'contention-dram', 'contention-cache'].includes(cause),
    )
    .sort((a, b) => b.ps - a.ps);
  const first = culprits.find(({ culprit }) =>
    ecu.vms.some((one) => one.tasks.some((other) => `${one.name}/${other.name}` === culprit)),
  );
  if (first !== undefined) levers.push(less(first.culprit));
  const above = Math.max(...vm.tasks.map(({ priority }) => priority)) + 1;
  if (task.priority < above - 1)
    levers.push({
      what: `priority of ${name}`,
      at: () => withPriority(ecu, name, above),
      say: () => `${above}, above all of its guest`,
      share: null,
    });
  return levers;
}
