/**
 * What a league keeps of one run: order statistics of every task and chain, verdicts, the ledger, switches, overhead and
 * service windows. Plain data of a few kilobytes, computed from records as they come: no trace is kept. Times in ps.
 */
import type { Distribution, RequirementFact } from '../fact.ts';
import type { RunObserver } from '../run-observer.ts';
import { type Composition, compositionOf } from './composition.ts';
import type { JobLedgers } from './job-ledgers.ts';
import { ofRequirement } from './league-metrics.ts';
import { metricOfRequirement } from './requirement-metric.ts';
import { type ServiceWindow, serviceWindows } from './service-window.ts';
import { allVcpus, vmServiceWindows } from './vm-service.ts';

export type MetricUnit = 'ps' | 'fraction' | 'per_second';

/** Values of one metric in one run; all null when `count` is 0. */
export interface RunMetric {
  /** `task:vm/task` (response), `chain:name` (reaction), `age:name` (data age), `requirement:id`, `overhead`, `switches`. */
  readonly name: string;
  readonly unit: MetricUnit;
  readonly count: number;
  readonly min: number | null;
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly p999: number | null;
  readonly max: number | null;
  /** Points of the exceedance curve: [value, share of items that are at least it], values ascending; at most 120. */
  readonly exceedance: readonly (readonly [number, number])[];
}

export interface LeagueRun {
  readonly fingerprint: string;
  readonly metrics: readonly RunMetric[];
  readonly requirements: readonly RequirementFact[];
  /** What the judged item of each requirement in ps is made of, where there is one. */
  readonly compositions: readonly Composition[];
  /** Of every vCPU, and (`vcpu` is `all`) of all vCPUs together of each VM that has several. */
  readonly supply: readonly {
    readonly vm: string;
    readonly vcpu: string;
    readonly windows: readonly ServiceWindow[];
  }[];
}

/**
 * @param observer of a run that has ended
 * @param ledgers `ledgersOfJudged`, which has seen the same records
 */
export function leagueRunOf(observer: RunObserver, ledgers: JobLedgers, fingerprint: string): LeagueRun {
  const facts = observer.facts({ seed: 0, fingerprint });
  const { horizonPs } = facts;
  const overheadPs = facts.pcpus.reduce((sum, pcpu) => sum + pcpu.overheadPs, 0);
  const switches = facts.pcpus.reduce((sum, pcpu) => sum + pcpu.worldSwitches, 0);
  const metrics = [
    ...facts.tasks.map(({ vm, task, response }) => ofDistribution(`task:${vm}/${task}`, response)),
    ...facts.chains.flatMap(({ chain, reaction, dataAge }) => [
      ofDistribution(`chain:${chain}`, reaction),
      ofDistribution(`age:${chain}`, dataAge),
    ]),
    ...facts.requirements.map(({ id, unit, observed }) => single(`requirement:${id}`, unit, observed)),
    single('overhead', 'fraction', overheadPs / (horizonPs * facts.pcpus.length)),
    single('switches', 'per_second', (switches * 1e12) / horizonPs),
  ];
  return {
    fingerprint,
    metrics,
    requirements: facts.requirements,
    compositions: facts.requirements.flatMap((requirement) => {
      const { name, statistic, unit } = ofRequirement(observer.ecu, requirement);
      const valuePs = metrics.find((metric) => metric.name === name)?.[statistic] ?? null;
      if (unit !== 'ps' || valuePs === null) return [];
      const judged = { metric: metricOfRequirement(requirement), statistic, valuePs };
      return compositionOf(observer, ledgers, requirement, judged) ?? [];
    }),
    supply: [...vcpuSupply(observer), ...vmSupply(observer)],
  };
}

function vcpuSupply(observer: RunObserver): LeagueRun['supply'] {
  return observer.index.vcpus.map(({ vm, vcpu }, place) => ({
    vm: vm.name,
    vcpu: vcpu.name,
    windows: serviceWindows(observer.wantings(place), vcpu.periodPs),
  }));
}

/** VMs with several vCPUs, on the grid of their shortest period. */
function vmSupply(observer: RunObserver): LeagueRun['supply'] {
  const vcpusOf = new Map<string, number[]>();
  observer.index.vcpus.forEach(({ vm }, place) => {
    vcpusOf.set(vm.name, [...(vcpusOf.get(vm.name) ?? []), place]);
  });
  return [...vcpusOf].flatMap(([vm, places]) => {
    if (places.length === 1) return [];
    const periods = places.flatMap((place) => observer.index.vcpus[place]!.vcpu.periodPs ?? []);
    const wantings = places.map((place) => observer.wantings(place));
    const periodPs = periods.length === 0 ? null : Math.min(...periods);
    return [{ vm, vcpu: allVcpus, windows: vmServiceWindows(wantings, periodPs) }];
  });
}

function ofDistribution(name: string, set: Distribution): RunMetric {
  const { count, minPs, meanPs, p50Ps, p90Ps, p99Ps, p999Ps, maxPs, exceedance } = set;
  return {
    name,
    unit: 'ps',
    count,
    min: minPs,
    mean: meanPs,
    p50: p50Ps,
    p90: p90Ps,
    p99: p99Ps,
    p999: p999Ps,
    max: maxPs,
    exceedance,
  };
}

function single(name: string, unit: MetricUnit, value: number | null): RunMetric {
  const count = value === null ? 0 : 1;
  const exceedance = value === null ? [] : [[value, 1] as const];
  return {
    name,
    unit,
    count,
    min: value,
    mean: value,
    p50: value,
    p90: value,
    p99: value,
    p999: value,
    max: value,
    exceedance,
  };
}
