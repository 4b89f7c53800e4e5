/**
 * From the chains of a description to their latencies in one recording: builds the stages of each chain out of the job
 * table and says what was assumed about communication.
 */
import type { Chain, EcuDescription, Warning } from '../../scenarios/ecu.ts';
import type { ChainFact } from '../fact.ts';
import { ExactSum } from '../response-time/exact-sum.ts';
import { distributionOf, multisetOf } from '../response-time/order-statistics.ts';
import type { RunIndex } from '../run-index.ts';
import { type ChainItem, type ChainLatencies, chainLatencies, type Stage } from './chain-latency.ts';
import { type Communication, communicationOfHop, letIntervalPs, readAtPs, writeAtPs } from './communication.ts';
import type { JobTable } from './job-table.ts';

export interface ChainRun {
  readonly chain: Chain;
  readonly stages: readonly Stage[];
  readonly latencies: ChainLatencies;
}

/** Ids of all tasks that stand in a chain. */
export function chainTaskIds(index: RunIndex): number[] {
  const names = new Set(index.ecu.chains.flatMap((chain) => chain.path));
  return index.tasks.filter((task) => names.has(task.name) && task.id >= 0).map((task) => task.id);
}

/** @param horizonPs the last instant of which the recording tells */
export function followChain(
  index: RunIndex,
  table: JobTable,
  chain: Chain,
  warmUpPs: number,
  horizonPs: number,
): ChainRun {
  const hops = chain.path.slice(1).map((_, hop) => communicationOfHop(index.ecu, chain.hops[hop] ?? null));
  const stages = chain.path.map((name, place): Stage => {
    const task = index.taskOfName.get(name);
    const jobs = table.jobsOf(task?.id ?? -1);
    const reads: Communication = hops[place - 1] ?? index.ecu.communication;
    const writes: Communication = hops[place] ?? index.ecu.communication;
    const activator = index.taskOfName.get(chain.path[place - 1] ?? '')?.id ?? -1;
    const intervalPs = task === undefined ? null : letIntervalPs(task.task);
    return {
      jobs,
      readAtPs: jobs.map((job) => (reads === 'after' && job.activator !== activator ? null : readAtPs(reads, job))),
      writeAtPs: jobs.map((job) => writeAtPs(writes, job, intervalPs, horizonPs)),
    };
  });
  return { chain, stages, latencies: chainLatencies(stages, warmUpPs, horizonPs) };
}

export function chainFact({ chain, latencies }: ChainRun): ChainFact {
  return {
    chain: chain.name,
    path: chain.path,
    reaction: distributionOfItems(latencies.reactions),
    dataAge: distributionOfItems(latencies.dataAges),
    lost: latencies.lost,
  };
}

function distributionOfItems(items: readonly ChainItem[]) {
  const sum = new ExactSum();
  for (const { latencyPs } of items) sum.add(latencyPs);
  const multiset = multisetOf(items.map(({ latencyPs }) => latencyPs));
  return distributionOf(multiset, items.length === 0 ? null : sum.mean(items.length));
}

/** What the latencies of the chains take for granted, one sentence per chain that needs one. */
export function communicationNotes(ecu: EcuDescription): Warning[] {
  const notes: Warning[] = [];
  for (const chain of ecu.chains) {
    const kinds = chain.hops.map((hop) => communicationOfHop(ecu, hop));
    if (!kinds.includes('explicit')) continue;
    notes.push({
      path: `chains.${chain.name}`,
      message:
        'explicit accesses lie somewhere inside a job: latencies are those of the earliest read and the latest write, which no other place exceeds',
    });
  }
  return notes;
}
