/**
 * Which metrics a league compares. Without a wish: that of every requirement, with the requirement's own statistic; every
 * other chain by the 99th percentile of its reaction; without either, every task by its longest response; always the
 * share of overhead and the world switches per second.
 *
 * A wish is written `kind:subject` or `kind:subject:statistic`: `chain:speed_to_needle`, `task:cluster/render:p99`,
 * `age:camera_to_glass`, `requirement:CLU-1`, `overhead`.
 */
import type { EcuDescription } from '../../scenarios/ecu.ts';
import type { RequirementFact } from '../fact.ts';
import type { LeagueMetric, Statistic } from './league-fact.ts';
import { metricOfRequirement } from './requirement-metric.ts';

export const statistics: readonly Statistic[] = ['max', 'p999', 'p99', 'p90', 'p50', 'mean', 'min'];

const machineMetrics: readonly LeagueMetric[] = [
  { name: 'overhead', statistic: 'max', unit: 'fraction', better: 'lower', requirement: null },
  { name: 'switches', statistic: 'max', unit: 'per_second', better: 'lower', requirement: null },
];

/** Everything that can be wished for of this ECU, without statistics. */
export function metricNames(ecu: EcuDescription): string[] {
  return [
    ...ecu.chains.flatMap(({ name }) => [`chain:${name}`, `age:${name}`]),
    ...ecu.requirements.map(({ id }) => `requirement:${id}`),
    ...ecu.vms.flatMap((vm) => vm.tasks.map((task) => `task:${vm.name}/${task.name}`)),
    ...machineMetrics.map(({ name }) => name),
  ];
}

/** Name and statistic of a wish; null when it is none of `names` (with or without a statistic). */
export function readMetric(
  wish: string,
  names: readonly string[],
): { name: string; statistic: Statistic | null } | null {
  if (names.includes(wish)) return { name: wish, statistic: null };
  const cut = wish.lastIndexOf(':');
  const name = wish.slice(0, cut);
  const statistic = statistics.find((one) => one === wish.slice(cut + 1));
  return cut < 0 || statistic === undefined || !names.includes(name) ? null : { name, statistic };
}

/** @param judged requirements that some run judged */
export function leagueMetrics(
  ecu: EcuDescription,
  judged: readonly RequirementFact[],
  wishes: readonly string[],
): LeagueMetric[] {
  const wanted = wishes.length > 0 ? wishes.map((wish) => wished(ecu, judged, wish)) : usual(ecu, judged);
  const metrics = new Map<string, LeagueMetric>();
  for (const metric of [...wanted, ...machineMetrics]) {
    const key = `${metric.name} ${metric.statistic}`;
    if (!metrics.has(key)) metrics.set(key, metric);
  }
  return [...metrics.values()];
}

function usual(ecu: EcuDescription, judged: readonly RequirementFact[]): LeagueMetric[] {
  const required = judged.map((requirement) => ofRequirement(ecu, requirement));
  const names = new Set(required.map(({ name }) => name));
  const chains = ecu.chains.map(({ name }) => plain(`chain:${name}`, 'p99')).filter(({ name }) => !names.has(name));
  if (required.length + chains.length > 0) return [...required, ...chains];
  return ecu.vms.flatMap((vm) => vm.tasks.map((task) => plain(`task:${vm.name}/${task.name}`, 'max')));
}

function plain(name: string, statistic: Statistic): LeagueMetric {
  return { name, statistic, unit: 'ps', better: 'lower', requirement: null };
}

/** The metric that a requirement is compared by, with the statistic that it is judged by. */
export function ofRequirement(ecu: EcuDescription, requirement: RequirementFact): LeagueMetric {
  const written = ecu.requirements.find(({ id }) => id === requirement.id)?.statistic ?? 'max';
  const statistic = written in sameStatistic ? sameStatistic[written] : statistics.find((one) => one === written);
  return {
    // A percentile that runs do not keep is compared by what the requirement itself observed.
    name: statistic === undefined ? `requirement:${requirement.id}` : metricOfRequirement(requirement),
    statistic: statistic ?? 'max',
    unit: requirement.unit,
    better: requirement.comparison === 'max' ? 'lower' : 'higher',
    requirement: requirement.id,
  };
}

/** The file's other names of statistics. */
const sameStatistic: Readonly<Record<string, Statistic>> = { median: 'p50', 'p99.9': 'p999', p100: 'max' };

function wished(ecu: EcuDescription, judged: readonly RequirementFact[], wish: string): LeagueMetric {
  const { name, statistic } = readMetric(wish, metricNames(ecu)) ?? { name: wish, statistic: null };
  const requirement = judged.find(
    (one) => name === `requirement:${one.id}` || (statistic === null && name === metricOfRequirement(one)),
  );
  if (requirement !== undefined) {
    const metric = ofRequirement(ecu, requirement);
    return statistic === null || statistic === metric.statistic ? metric : { ...metric, statistic, requirement: null };
  }
  const machine = machineMetrics.find((one) => one.name === name);
  if (machine !== undefined) return { ...machine, statistic: statistic ?? machine.statistic };
  return plain(name, statistic ?? 'p99');
}
