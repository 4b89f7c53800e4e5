/**
 * What the item is made of that a requirement was judged by in one run: the longest response, the p99 of the reactions. A
 * percentile by nearest rank is a value that occurred, so there is a job, or a path through a chain, that had it.
 *
 * - A response is the sum of the ledger of its job.
 * - The latency of a path is the sum of the ledgers of its jobs and of the hand-overs between them: from the finish of a
 *   job to the release of the next one on the path (negative where that one was released before the data came and waited
 *   longer), and from the finish of the last job to its output (logical execution time holds it back). These terms
 *   telescope, so the sum is the latency to the picosecond.
 * - A mean response is the mean of the ledgers of all counted jobs. The mean of a chain belongs to no path: it has none.
 *
 * Times in ps.
 */
import type { RequirementFact } from '../fact.ts';
import { culpritNames } from '../interference/ledger-sums.ts';
import { followBackward, followForward } from '../latency/chain-latency.ts';
import type { ChainRun } from '../latency/chains.ts';
import type { RunIndex } from '../run-index.ts';
import type { RunObserver } from '../run-observer.ts';
import { JobLedgers } from './job-ledgers.ts';
import type { ChangeCause, Statistic } from './league-fact.ts';

export interface CompositionCell {
  readonly cause: ChangeCause;
  readonly culprit: string;
  readonly culpritVm: string | null;
  readonly ps: number;
}

export interface Composition {
  readonly requirement: string;
  /** Latency of the item: the sum of the cells. */
  readonly ps: number;
  readonly cells: readonly CompositionCell[];
}

/** What a composition is asked for: a metric of one kind, and the value it had. */
export interface Judged {
  /** `task:vm/task`, `chain:name` or `age:name`. */
  readonly metric: string;
  readonly statistic: Statistic;
  readonly valuePs: number;
}

/** To be given the records beside the observer: keeps the tasks of which requirements speak. */
export function ledgersOfJudged(index: RunIndex): JobLedgers {
  const subjects = new Set(index.ecu.requirements.map(({ of }) => of));
  const paths = index.ecu.chains.filter(({ name }) => subjects.has(name)).flatMap(({ path }) => path);
  const names = new Set([...subjects, ...paths]);
  return new JobLedgers(
    index.tasks
      .filter(({ name, task, id }) => id >= 0 && (names.has(name) || task.deadlineWritten))
      .map(({ id }) => id),
  );
}

/** Null when the value is that of no item, or the item did not finish. */
export function compositionOf(
  observer: RunObserver,
  ledgers: JobLedgers,
  { id }: Pick<RequirementFact, 'id'>,
  judged: Judged,
): Composition | null {
  const cells = new Cells(observer.index);
  const found = fill(cells, observer, ledgers, judged);
  return found && cells.all.length > 0 ? { requirement: id, ps: cells.sumPs, cells: cells.all } : null;
}

function fill(cells: Cells, observer: RunObserver, ledgers: JobLedgers, judged: Judged): boolean {
  const cut = judged.metric.indexOf(':');
  const [kind, subject] = [judged.metric.slice(0, cut), judged.metric.slice(cut + 1)];
  if (kind === 'task') {
    const task = observer.index.taskOfName.get(subject)?.id ?? -1;
    if (judged.statistic === 'mean') return fillMean(cells, observer, subject);
    const job = ledgers.nearest(task, judged.valuePs, observer.extent.warmUpPs);
    if (job === null) return false;
    cells.addJob(ledgers, task, job.job);
    return true;
  }
  const chain = observer.chain(subject);
  if (chain === undefined || judged.statistic === 'mean') return false;
  return fillPath(cells, ledgers, chain, pathOf(chain, kind === 'age', judged.valuePs));
}

function fillMean(cells: Cells, observer: RunObserver, task: string): boolean {
  const { ledger, tasks } = observer.facts({ seed: 0, fingerprint: '' });
  const count = tasks.find((one) => `${one.vm}/${one.task}` === task)?.finished ?? 0;
  if (count === 0) return false;
  for (const { victim, cause, culprit, culpritVm, ps } of ledger)
    if (victim === task) cells.add(cause, culprit, culpritVm, ps / count);
  return true;
}

/** Places of the jobs along the item whose latency comes nearest to `valuePs`, one per stage; null when there is none. */
function pathOf({ stages, latencies }: ChainRun, byAge: boolean, valuePs: number): number[] | null {
  const items = byAge ? latencies.dataAges : latencies.reactions;
  let best = items[0];
  if (best === undefined) return null;
  for (const item of items) if (Math.abs(item.latencyPs - valuePs) < Math.abs(best.latencyPs - valuePs)) best = item;
  return byAge
    ? followBackward(stages, stages.at(-1)!.writeAtPs.lastIndexOf(best.atPs))
    : followForward(stages, best.input);
}

function fillPath(cells: Cells, ledgers: JobLedgers, { chain, stages }: ChainRun, path: number[] | null): boolean {
  if (path === null || path.length < stages.length) return false;
  const jobs = path.map((place, stage) => stages[stage]!.jobs.at(place)!);
  const outputAtPs = stages.at(-1)!.writeAtPs[path.at(-1)!] ?? null;
  if (outputAtPs === null || jobs.some(({ finishAtPs }) => finishAtPs === null)) return false;
  jobs.forEach(({ job, finishAtPs }, stage) => {
    cells.addJob(ledgers, cells.index.taskOfName.get(chain.path[stage]!)?.id ?? -1, job);
    const next = jobs[stage + 1];
    const to = next === undefined ? 'output' : chain.path[stage + 1]!;
    const vm = next === undefined ? null : to.slice(0, to.indexOf('/'));
    cells.add('hand-over', to, vm, (next?.releaseAtPs ?? outputAtPs) - finishAtPs!);
  });
  return true;
}

class Cells {
  readonly index: RunIndex;
  readonly #cells = new Map<string, { cause: ChangeCause; culprit: string; culpritVm: string | null; ps: number }>();

  constructor(index: RunIndex) {
    this.index = index;
  }

  get all(): readonly CompositionCell[] {
    return [...this.#cells.values()];
  }

  get sumPs(): number {
    return this.all.reduce((sum, { ps }) => sum + ps, 0);
  }

  add(cause: ChangeCause, culprit: string, culpritVm: string | null, ps: number): void {
    if (ps === 0) return;
    const key = `${cause} ${culprit}`;
    const cell = this.#cells.get(key) ?? { cause, culprit, culpritVm, ps: 0 };
    this.#cells.set(key, cell);
    cell.ps += ps;
  }

  addJob(ledgers: JobLedgers, task: number, job: number): void {
    for (const { cause, culprit, ps } of ledgers.chargesOf(task, job)) {
      const names = culpritNames(this.index.entities, culprit);
      this.add(cause, names.culprit, names.culpritVm, ps);
    }
  }
}
