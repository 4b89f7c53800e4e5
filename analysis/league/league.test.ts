/** What a league says of runs written by hand: order, verdicts, signs of differences, choices, reasons, places. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RequirementFact } from '../fact.ts';
import { syntheticEcu, syntheticRequirement, syntheticTask, syntheticVm } from '../synthetic-ecu.ts';
import type { Composition } from './composition.ts';
import { type LeagueInput, leagueOf } from './league.ts';
import { leagueMetrics, metricNames, readMetric } from './league-metrics.ts';
import type { LeagueRun, RunMetric } from './league-run.ts';
import type { PolicyRuns } from './policy-summary.ts';

const ms = 1e9;
const limitPs = 10 * ms;
const ecu = syntheticEcu([syntheticVm('a', 0, [syntheticTask('t', limitPs)])], {
  requirements: [syntheticRequirement('response', 'a/t', { id: 'R-1', max: limitPs })],
});

function distribution(name: string, unit: RunMetric['unit'], value: number | null): RunMetric {
  const count = value === null ? 0 : 4;
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
    exceedance: value === null ? [] : [[value, 1]],
  };
}

function compositionOf(responsePs: number, waitedPs: number): Composition {
  const cells = [
    { cause: 'own-execution' as const, culprit: 'a/t', culpritVm: 'a', ps: responsePs - waitedPs },
    { cause: 'vcpu-preemption' as const, culprit: 'b/main', culpritVm: 'b', ps: waitedPs },
  ];
  return { requirement: 'R-1', ps: responsePs, cells };
}

/** A run whose longest (and every) response of a/t is `responsePs`, of which `waitedPs` was pre-emption by b. */
function runOf(responsePs: number | null, waitedPs = 0, overhead = 0.01): LeagueRun {
  const requirement: RequirementFact = {
    id: 'R-1',
    use: 'response',
    subject: 'a/t',
    text: '',
    asil: 'B',
    verdict: responsePs === null ? 'not_judged' : responsePs > limitPs ? 'violated' : 'met',
    reason: null,
    unit: 'ps',
    comparison: 'max',
    limit: limitPs,
    observed: responsePs,
    median: responsePs,
    ratio: responsePs === null ? null : responsePs / limitPs,
    judged: 4,
    broken: 0,
    source: null,
    grade: 'assumed',
    implied: false,
  };
  return {
    fingerprint: String(responsePs),
    metrics: [
      distribution('task:a/t', 'ps', responsePs),
      distribution('overhead', 'fraction', overhead),
      distribution('switches', 'per_second', 100),
    ],
    requirements: [requirement],
    compositions: responsePs === null ? [] : [compositionOf(responsePs, waitedPs)],
    supply: [],
  };
}

function policy(name: string, runs: readonly (LeagueRun | string)[], refused: string | null = null): PolicyRuns {
  return {
    policy: name,
    sha256: name,
    refused,
    runs: runs.map((run, index) => {
      const head = { seed: index + 1, replay: `run ${index + 1}` };
      return typeof run === 'string' ? { ...head, failure: run } : { ...head, run };
    }),
  };
}

function league(policies: readonly PolicyRuns[], changes: Partial<LeagueInput> = {}) {
  return leagueOf({
    ecu,
    seeds: [1, 2, 3, 4, 5, 6],
    horizonPs: 1e12,
    isComplete: true,
    policies,
    baseline: policies[0]!.policy,
    onlyAgainstBaseline: false,
    metrics: [],
    fingerprint: 'f',
    ...changes,
  });
}

const six = (make: (index: number) => LeagueRun): LeagueRun[] => Array.from({ length: 6 }, (_, index) => make(index));
const slow = policy(
  'slow',
  six((i) => runOf(12 * ms + i * 1e6, 8 * ms)),
);
const fast = policy(
  'fast',
  six((i) => runOf(5 * ms + 2 * i * 1e6, 1 * ms)),
);
const same = policy(
  'same',
  six((i) => runOf(5 * ms + 2 * i * 1e6, 1 * ms, 0.02)),
);

describe('a league', () => {
  const facts = league([
    slow,
    fast,
    same,
    policy('shut', [], 'no core of its own'),
    policy(
      'broken',
      six(() => runOf(1)).map((run, i) => (i === 2 ? 'it broke' : run)),
    ),
  ]);

  test('puts those that meet most first, those without runs last, and a failed run meets nothing', () => {
    expect(facts.policies.map(({ policy: name, met }) => `${name} ${met}`)).toEqual([
      'fast 1',
      'same 1',
      'broken 0',
      'slow 0',
      'shut 0',
    ]);
    expect(facts.policies.at(-1)).toMatchObject({ refused: 'no core of its own', metrics: [], overheadShare: null });
    expect(facts.policies[2]!.failures).toEqual([{ seed: 3, message: 'it broke', replay: 'run 3' }]);
    expect(facts.policies[2]!.seeds).toEqual([1, 2, 4, 5, 6]);
  });

  test('takes b minus a, seed by seed', () => {
    const one = facts.comparisons.find(({ metric, a, b }) => metric === 'task:a/t' && a === 'slow' && b === 'fast');
    // 7 ms less on the first seed, and 1 us more than that on each further one.
    expect(one).toMatchObject({ n: 6, medianDifference: -7 * ms + 2.5e6, effect: -1, pValue: 2 / 64 });
    expect(one!.interval).toEqual([-7 * ms, -7 * ms + 5e6]);
    expect(one!.adjustedP!).toBeGreaterThan(one!.pValue!);
    expect(facts.comparisons.some(({ a, b }) => a === 'shut' || b === 'shut')).toBe(false);
  });

  test('pairs only the seeds that both have', () => {
    const one = facts.comparisons.find(({ metric, a, b }) => metric === 'task:a/t' && a === 'slow' && b === 'broken');
    expect(one!.n).toBe(5);
  });

  test('chooses the one with most room and names those that cannot be told from it', () => {
    expect(facts.choices).toEqual([{ requirement: 'R-1', best: 'fast', meeting: ['fast', 'same'], alike: ['same'] }]);
  });

  test('says why by the ledgers of the judged jobs on the seeds in the middle', () => {
    const why = facts.reasons.find(({ policy: name }) => name === 'fast')!;
    expect(why).toMatchObject({ seeds: [3, 4], statistic: 'max', isExplained: true });
    expect(why.differencePs).toBe(-7 * ms + 2.5e6);
    expect(why.explainedPs).toBe(why.differencePs);
    expect(why.changes).toEqual([
      {
        cause: 'vcpu-preemption',
        culprit: 'b/main',
        culpritVm: 'b',
        baselinePs: 8 * ms,
        policyPs: ms,
        differencePs: -7 * ms,
      },
      // 4 ms + 2i us after, 4 ms + i us before; i is 2 and 3.
      {
        cause: 'own-execution',
        culprit: 'a/t',
        culpritVm: 'a',
        baselinePs: 4 * ms + 2.5e6,
        policyPs: 4 * ms + 5e6,
        differencePs: 2.5e6,
      },
    ]);
  });

  test('says that a ledger of another sign, or none, explains nothing', () => {
    const wrong = six((i) => ({ ...runOf(5 * ms + i), compositions: [compositionOf(13 * ms, 0)] }));
    const none = six((i) => ({ ...runOf(5 * ms + i), compositions: [] }));
    const { reasons } = league([slow, policy('wrong', wrong), policy('none', none)]);
    expect(reasons).toMatchObject([
      { policy: 'wrong', differencePs: -7 * ms - 1e6 * 2.5 + 2.5, explainedPs: ms - 2.5e6, isExplained: false },
      { policy: 'none', differencePs: -7 * ms - 1e6 * 2.5 + 2.5, explainedPs: null, isExplained: false, changes: [] },
    ]);
  });

  test('the sign of what is explained is that of what is compared, or it is said not to be', () => {
    const responses = fc.array(
      fc.record({ response: fc.integer({ min: 2, max: 20 }), off: fc.integer({ min: -3, max: 3 }) }),
      {
        minLength: 6,
        maxLength: 6,
      },
    );
    const runs = (items: readonly { response: number; off: number }[]) =>
      items.map(({ response, off }) => ({
        ...runOf(response),
        compositions: [compositionOf(response + off, waited(response))],
      }));
    const waited = (response: number) => (response * 7) % 5;
    fc.assert(
      fc.property(responses, responses, (one, other) => {
        const [why] = league([policy('base', runs(one)), policy('other', runs(other))]).reasons;
        const differences = one.map(({ response }, i) => other[i]!.response - response).sort((a, b) => a - b);
        const compared = (differences[2]! + differences[3]!) / 2;
        expect(why!.differencePs).toBe(compared);
        expect(why!.isExplained).toBe(Math.sign(why!.explainedPs!) === Math.sign(compared));
        if (why!.isExplained && compared !== 0)
          expect(Math.sign(why!.changes[0]!.differencePs)).toBe(Math.sign(compared));
      }),
      { seed: 20260101, numRuns: 50 },
    );
  });

  test('takes reasons only from the seeds that both have', () => {
    const base = policy('base', [runOf(2 * ms, ms), runOf(50 * ms, 40 * ms)]);
    const gap = policy('gap', [runOf(2 * ms, ms), 'it broke']);
    expect(league([base, gap]).reasons).toMatchObject([{ policy: 'gap', differencePs: 0, changes: [] }]);
  });

  test('gives places by seed; equal ones share theirs', () => {
    const whole = league([slow, fast, same]);
    const places = whole.ranks.filter(({ metric }) => metric === 'task:a/t');
    expect(places.map(({ policy: name, mean }) => [name, mean])).toEqual([
      ['slow', 3],
      ['fast', 1.5],
      ['same', 1.5],
    ]);
  });

  test('against a baseline compares with nothing else', () => {
    const { comparisons } = league([slow, fast, same], { baseline: 'fast', onlyAgainstBaseline: true });
    expect(new Set(comparisons.map(({ a, b }) => `${a} ${b}`))).toEqual(new Set(['fast slow', 'fast same']));
  });
});

test('a policy under which nothing finishes is neither met nor best, and comes last', () => {
  const starved = policy(
    'starved',
    six(() => runOf(null)),
  );
  const facts = league([fast, starved]);
  expect(facts.policies.map(({ policy: name }) => name)).toEqual(['fast', 'starved']);
  expect(facts.choices[0]).toMatchObject({ best: 'fast', meeting: ['fast'] });
  expect(facts.ranks.find(({ policy: name, metric }) => name === 'starved' && metric === 'task:a/t')!.mean).toBe(2);
  expect(facts.comparisons.find(({ metric }) => metric === 'task:a/t')).toMatchObject({
    n: 0,
    medianDifference: null,
    pValue: null,
    adjustedP: null,
    effect: null,
  });
  expect(facts.reasons).toEqual([]);
});

test('pooled values: extremes over all runs, means weighted by their items, percentiles over all items', () => {
  const metric = league([fast, slow]).policies[0]!.metrics[0]!;
  expect(metric).toMatchObject({ count: 24, min: 5 * ms, max: 5 * ms + 10e6, p99: 5 * ms + 10e6 });
  expect(metric.mean).toBeCloseTo(5 * ms + 5e6, -2);
});

test('the order in which policies are given moves only ties and signs', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), (order) => {
      const all = [slow, fast, same];
      const one = league(all, { baseline: 'slow' });
      const other = league(
        order.map((place) => all[place]!),
        { baseline: 'slow' },
      );
      const size = (facts: typeof one, x: string, y: string) =>
        facts.comparisons
          .filter(({ a, b }) => [a, b].sort().join() === [x, y].sort().join())
          .map(({ pValue, effect }) => [pValue, Math.abs(effect!)]);
      expect(size(other, 'slow', 'fast')).toEqual(size(one, 'slow', 'fast'));
      expect(new Map(other.reasons.map((reason) => [reason.policy, reason]))).toEqual(
        new Map(one.reasons.map((reason) => [reason.policy, reason])),
      );
      expect(other.policies.at(-1)!.policy).toBe('slow');
    }),
    { seed: 20260101, numRuns: 6 },
  );
});

describe('metrics', () => {
  const names = metricNames(ecu);
  test('are wished for by name, with a statistic or without', () => {
    expect(names).toEqual(['requirement:R-1', 'task:a/t', 'overhead', 'switches']);
    expect(readMetric('task:a/t', names)).toEqual({ name: 'task:a/t', statistic: null });
    expect(readMetric('task:a/t:p99', names)).toEqual({ name: 'task:a/t', statistic: 'p99' });
    expect(['task:a/x', 'task:a/t:p98', 'a/t', ''].map((wish) => readMetric(wish, names))).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  test('a wish replaces the requirements; overhead and switches stay', () => {
    const judged = runOf(ms).requirements;
    const of = (...wishes: string[]) =>
      leagueMetrics(ecu, judged, wishes).map(
        ({ name, statistic, requirement }) => `${name} ${statistic} ${requirement}`,
      );
    const machine = ['overhead max null', 'switches max null'];
    expect(of()).toEqual(['task:a/t max R-1', ...machine]);
    expect(of('task:a/t:p90')).toEqual(['task:a/t p90 null', ...machine]);
    expect(of('requirement:R-1', 'overhead')).toEqual(['task:a/t max R-1', ...machine]);
  });

  test('a percentile that runs do not keep is taken from what the requirement observed', () => {
    const odd = { ...ecu, requirements: ecu.requirements.map((one) => ({ ...one, statistic: 'p97.5' })) };
    expect(leagueMetrics(odd, runOf(ms).requirements, [])[0]).toMatchObject({
      name: 'requirement:R-1',
      statistic: 'max',
    });
  });
});
