/** A small league written by hand, for tests of how it is shown. */
import type { LeagueFacts, PolicyFact } from '../../analysis/league/league-fact.ts';

export const ms = 1e9;

/** One requirement, CLU-1 of at most 8 ms, whose worst run took `worst` on each of six seeds. */
export function samplePolicy(name: string, worst: number | null, changes: Partial<PolicyFact> = {}): PolicyFact {
  const verdict = worst === null ? 'notJudgedSeeds' : worst > 8 * ms ? 'violatedSeeds' : 'metSeeds';
  const counts = { metSeeds: 0, violatedSeeds: 0, notJudgedSeeds: 0, [verdict]: 6 };
  const one = (metric: string, unit: 'ps' | 'fraction' | 'per_second', value: number | null) => {
    const statistics = { min: value, mean: value, p50: value, p90: value, p99: value, p999: value, max: value };
    return { name: metric, unit, count: 6, ...statistics };
  };
  return {
    policy: name,
    sha256: 'ab',
    refused: null,
    seeds: [1, 2, 3, 4, 5, 6],
    failures: [],
    fingerprints: [],
    metrics: [
      one('task:cluster/render', 'ps', worst),
      one('overhead', 'fraction', 0.0031),
      one('switches', 'per_second', 715),
    ],
    requirements: [{ id: 'CLU-1', ...counts, worst, worstRatio: worst === null ? null : worst / (8 * ms) }],
    met: verdict === 'metSeeds' ? 1 : 0,
    thinnestRatio: worst === null ? null : worst / (8 * ms),
    overheadShare: 0.0031,
    switchesPerSecond: 715,
    supply: [],
    ...changes,
  };
}

/** A league of such policies; `credit` is the baseline and 1.5 ms behind each other one. */
export function sampleLeague(policies: readonly PolicyFact[], changes: Partial<LeagueFacts> = {}): LeagueFacts {
  const metric = {
    name: 'task:cluster/render',
    statistic: 'max',
    unit: 'ps',
    better: 'lower',
    requirement: 'CLU-1',
  } as const;
  const meeting = policies.filter(({ met }) => met === 1).map(({ policy: name }) => name);
  return {
    ecu: { name: 'cockpit', description: '', sha256: 'ab', soc: 'am62p', hypervisor: 'xen-arm', origin: 'cockpit' },
    vms: [{ vm: 'cluster', asil: 'B' }],
    tasks: 3,
    seeds: [1, 2, 3, 4, 5, 6],
    horizonPs: 10e12,
    warmUpPs: 0,
    isComplete: true,
    baseline: 'credit',
    policies,
    requirements: [
      {
        id: 'CLU-1',
        text: '',
        use: 'deadline',
        subject: 'cluster/render',
        asil: 'B',
        unit: 'ps',
        comparison: 'max',
        limit: 8 * ms,
      },
    ],
    metrics: [
      metric,
      { name: 'overhead', statistic: 'max', unit: 'fraction', better: 'lower', requirement: null },
      { name: 'switches', statistic: 'max', unit: 'per_second', better: 'lower', requirement: null },
    ],
    comparisons: policies
      .filter(({ policy: name }) => name !== 'credit')
      .map(({ policy: b }) => ({
        metric: metric.name,
        statistic: 'max',
        a: 'credit',
        b,
        n: 6,
        medianDifference: -1.5 * ms,
        interval: [-2 * ms, -1 * ms],
        pValue: 0.03125,
        adjustedP: 0.0625,
        effect: -1,
        test: 'wilcoxon',
      })),
    ranks: [],
    reasons: [
      {
        requirement: 'CLU-1',
        policy: 'mcs',
        statistic: 'max',
        seeds: [3, 4],
        differencePs: -1.5 * ms,
        explainedPs: -1.5 * ms,
        isExplained: true,
        changes: [
          {
            cause: 'vcpu-preemption',
            culprit: 'driver/io',
            culpritVm: 'driver',
            baselinePs: ms,
            policyPs: 0,
            differencePs: -ms,
          },
          {
            cause: 'budget-depletion',
            culprit: 'cluster/main',
            culpritVm: 'cluster',
            baselinePs: 0,
            policyPs: 1e8,
            differencePs: 1e8,
          },
        ],
      },
    ],
    choices: [{ requirement: 'CLU-1', best: meeting[0] ?? 'mcs', meeting, alike: [] }],
    fingerprint: 'f',
    warnings: [],
    ...changes,
  };
}
