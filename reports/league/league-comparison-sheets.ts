/** The sections that are tables of numbers: paired differences with their tests, chains, and the cost of scheduling. */
import type { LeagueFacts } from '../../analysis/league/league-fact.ts';
import { none, plural } from '../number.ts';
import type { Row, Sheet } from '../sheet.ts';
import { numberCell, numberColumn, textCell } from './cells.ts';
import {
  againstBaseline,
  metricTitle,
  metricWords,
  runningPolicies,
  signedText,
  tellingMetrics,
  valueText,
} from './league-words.ts';

const significant = 0.05;

export function differences(facts: LeagueFacts): Sheet | null {
  const others = runningPolicies(facts).filter(({ policy }) => policy !== facts.baseline);
  const rows = tellingMetrics(facts).flatMap((metric) =>
    others.flatMap(({ policy }): (Row & { isClear: boolean; isAdjusted: boolean })[] => {
      const one = facts.comparisons.find(
        ({ metric: name, statistic, a, b }) =>
          name === metric.name &&
          statistic === metric.statistic &&
          ((a === facts.baseline && b === policy) || (a === policy && b === facts.baseline)),
      );
      const against = againstBaseline(facts, policy, metric);
      if (one === undefined || against === null) return [];
      const { median, interval, pValue, effect } = against;
      // Without a pair of values there is nothing to test.
      if (pValue === null || effect === null || one.adjustedP === null) return [];
      const between =
        interval === null ? none : `${signedText(metric.unit, interval[0])} … ${signedText(metric.unit, interval[1])}`;
      return [
        {
          isClear: pValue < significant,
          isAdjusted: one.adjustedP < significant,
          cells: [
            textCell(metricTitle(metric), { strong: true, second: metricWords(metric) }),
            textCell(policy, { code: true }),
            numberCell(signedText(metric.unit, median)),
            numberCell(between),
            numberCell(pText(pValue)),
            numberCell(pText(one.adjustedP)),
            numberCell(effect.toFixed(2).replace('-', '−')),
            numberCell(String(one.n)),
          ],
        },
      ];
    }),
  );
  if (rows.length === 0) return null;
  const without = tellingMetrics(facts).length * others.length - rows.length;
  const left =
    without === 0
      ? ''
      : ` Left out: ${plural(without, 'comparison')} without a pair of values (nothing finished under one of the two).`;
  const clear = rows.filter(({ isClear }) => isClear).length;
  const surviving = rows.filter(({ isAdjusted }) => isAdjusted).length;
  const few = facts.seeds.length < 6;
  return {
    title: few
      ? `${plural(facts.seeds.length, 'seed')} ${facts.seeds.length === 1 ? 'is' : 'are'} too few to tell a difference from chance`
      : `${clear} of ${rows.length} differences to ${facts.baseline} have p < 0.05; ${surviving} of them after Holm’s adjustment`,
    lead: `Policy minus ${facts.baseline} on the same seed. p: Wilcoxon's signed-rank test, two-sided, exact for these ranks (above 100 pairs the sign test); beside it p adjusted by Holm over all comparisons of the metric. Effect: matched-pairs rank-biserial correlation, −1 to 1. The interval holds the median with at least 95 % and takes six seeds.${left}`,
    blocks: [
      {
        kind: 'table',
        caption: `Paired differences to ${facts.baseline}`,
        look: 'plain',
        columns: [
          { head: 'metric' },
          { head: 'policy' },
          numberColumn('median difference'),
          numberColumn('95 % interval'),
          numberColumn('p'),
          numberColumn('p (Holm)'),
          numberColumn('effect'),
          numberColumn('pairs'),
        ],
        rows: rows.slice(0, 30),
        ...(rows.length > 30 ? { folded: { summary: `${rows.length - 30} more`, rows: rows.slice(30) } } : {}),
      },
    ],
  };
}

function pText(p: number): string {
  return p >= 0.0001 ? p.toFixed(4) : p.toExponential(1);
}

export function chains(facts: LeagueFacts): Sheet | null {
  const base = facts.policies.find(({ policy }) => policy === facts.baseline);
  const metrics = (base?.metrics ?? []).filter(({ name }) => /^(chain|age):/.test(name));
  if (metrics.length === 0) return null;
  const others = runningPolicies(facts).filter(({ policy }) => policy !== facts.baseline);
  const rows = metrics.flatMap((own) =>
    (['mean', 'p99', 'max'] as const).map(
      (statistic): Row => ({
        cells: [
          textCell(own.name.slice(own.name.indexOf(':') + 1), {
            code: true,
            second: `${own.name.startsWith('age') ? 'data age' : 'reaction'}, ${statistic}`,
          }),
          numberCell(valueText('ps', own[statistic])),
          ...others.map(({ metrics: theirs }) => {
            const value = theirs.find(({ name }) => name === own.name)?.[statistic] ?? null;
            const base_ = own[statistic];
            return numberCell(signedText('ps', value === null || base_ === null ? null : value - base_));
          }),
        ],
      }),
    ),
  );
  return {
    title: `Chains against ${facts.baseline}`,
    lead: 'Signed differences over all seeds together: of the mean over all trips, of the 99th percentile, and of the longest trip.',
    blocks: [
      {
        kind: 'table',
        caption: 'Chains: signed differences',
        look: 'plain',
        columns: [{ head: 'chain' }, numberColumn(facts.baseline), ...others.map(({ policy }) => numberColumn(policy))],
        rows: rows.slice(0, 24),
        ...(rows.length > 24 ? { folded: { summary: `${rows.length - 24} more rows`, rows: rows.slice(24) } } : {}),
      },
    ],
  };
}

export function cost(facts: LeagueFacts): Sheet | null {
  const policies = runningPolicies(facts);
  if (policies.length === 0) return null;
  const least = [...policies].sort((a, b) => (a.overheadShare ?? 0) - (b.overheadShare ?? 0))[0]!;
  return {
    title: `${least.policy} costs least: ${valueText('fraction', least.overheadShare)} of all cores`,
    lead: 'Share of all cores that went to world switches, traps, interrupts and timers of the hypervisor, and how often a core changed from one vCPU to another.',
    blocks: [
      {
        kind: 'table',
        caption: 'Overhead and world switches',
        look: 'plain',
        columns: [{ head: 'policy' }, numberColumn('overhead'), numberColumn('world switches'), numberColumn('seeds')],
        rows: policies.map(({ policy, overheadShare, switchesPerSecond, seeds }) => ({
          cells: [
            textCell(policy, { code: true }),
            numberCell(valueText('fraction', overheadShare)),
            numberCell(valueText('per_second', switchesPerSecond)),
            numberCell(String(seeds.length)),
          ],
        })),
      },
    ],
  };
}
