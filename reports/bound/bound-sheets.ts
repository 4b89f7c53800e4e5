/** The sections of the page of bounds: what is bounded, supply and demand, loads, and how far all is from failing. */
import type { BoundFacts, BoundRow, SensitivityFact } from '../../analysis/bound/bound-fact.ts';
import { numberCell, numberColumn, textCell } from '../league/cells.ts';
import { duration, percentage } from '../number.ts';
import type { PageSection } from '../page/frame.ts';
import type { Colours } from '../palette.ts';
import type { Block, Cell, Row, Sheet } from '../sheet.ts';
import {
  boundTitle,
  contentionHint,
  leftOutHead,
  leftOutWords,
  optional,
  subjectWords,
  termWords,
  verdictOf,
} from './bound-words.ts';
import { supplyChart } from './supply-chart.ts';

export function boundSections(facts: BoundFacts, colours: Colours): PageSection[] {
  return [
    { id: 'bounds', question: 'What cannot happen?', sheet: boundsSheet(facts) },
    { id: 'supply', question: 'What is each guest sure to get?', sheet: supplySheet(facts, colours) },
    { id: 'load', question: 'How full is it in the worst case?', sheet: loadSheet(facts) },
    ...(facts.sensitivity.length === 0
      ? []
      : [{ id: 'sensitivity', question: 'How far is it from failing?', sheet: sensitivitySheet(facts) }]),
    ...(facts.tails.length === 0
      ? []
      : [{ id: 'tails', question: 'How long could it get by chance?', sheet: tailSheet(facts) }]),
  ];
}

function shareText(share: number | null): string {
  if (share === null) return 'no limit';
  const { value, unit } = percentage(share);
  return `${value} ${unit}`;
}

function boundsSheet(facts: BoundFacts): Sheet {
  const bounded = facts.rows.filter(({ boundPs }) => boundPs !== null);
  const open = facts.rows.filter(({ boundPs }) => boundPs === null);
  return {
    title: boundTitle(facts),
    lead: 'Simulated: the longest of all runs. Bound: what theory says cannot be exceeded under the stated assumptions; a run beyond it would have failed. The limiting term is the largest part of the bound beside the own work.',
    blocks: [
      ...leftOutBlocks(facts),
      {
        kind: 'table',
        caption: 'Bounds of tasks and chains',
        look: 'plain',
        columns: [
          { head: '' },
          { head: 'task or chain' },
          numberColumn('simulated'),
          numberColumn('bound'),
          numberColumn('ratio'),
          numberColumn('limit'),
          numberColumn('slack'),
          { head: 'limiting term', minor: true },
        ],
        rows: bounded.map(boundedRow),
      },
      ...(bounded.filter(({ kind }) => kind === 'task').length > 0
        ? [{ kind: 'heading' as const, text: 'What each bound is made of' }, termsTable(bounded)]
        : []),
      ...(contentionHint(facts) === null
        ? []
        : [{ kind: 'note' as const, strong: 'Memory.', text: contentionHint(facts)! }]),
      ...(open.length === 0
        ? []
        : [
            {
              kind: 'table' as const,
              caption: 'Without a bound',
              look: 'plain' as const,
              columns: [
                { head: 'task or chain' },
                numberColumn('simulated'),
                numberColumn('limit'),
                { head: 'because' },
              ],
              rows: open.map(
                (row): Row => ({
                  cells: [
                    textCell(subjectWords(row), { code: true }),
                    numberCell(optional(row.simulatedPs)),
                    numberCell(optional(row.deadlinePs)),
                    textCell(row.reason ?? ''),
                  ],
                }),
              ),
            },
          ]),
    ],
  };
}

/** Before the table: what neither bounds nor runs have. */
function leftOutBlocks({ leftOut, rows }: BoundFacts): Block[] {
  if (leftOut.length === 0) return [];
  const stars = rows.flatMap((row) =>
    row.without === undefined || row.kind !== 'task' ? [] : [`${subjectWords(row)} ${row.without}`],
  );
  return [
    {
      kind: 'note',
      strong: `${leftOutHead.slice(0, 1).toUpperCase()}${leftOutHead.slice(1)}:`,
      text: 'bounds and runs of this page are those of the ECU without these parts. An option of the command shows what each does.',
    },
    { kind: 'list', items: [...leftOut.map(leftOutWords), ...stars] },
  ];
}

function boundedRow(row: BoundRow): Row {
  const { simulatedPs, boundPs, deadlinePs, limiting } = row;
  const slackPs = deadlinePs === null ? null : deadlinePs - boundPs!;
  const verdict = verdictOf(row);
  const cells: Cell[] = [
    { kind: 'mark', verdict },
    textCell(subjectWords(row), { code: true }),
    numberCell(optional(simulatedPs)),
    numberCell(duration(boundPs!)),
    numberCell(simulatedPs === null ? '–' : (simulatedPs / boundPs!).toFixed(2)),
    numberCell(optional(deadlinePs)),
    numberCell(
      slackPs === null ? '–' : slackPs < 0 ? `−${duration(-slackPs)}` : duration(slackPs),
      slackPs !== null && slackPs < 0 && row.judged,
    ),
    textCell(limiting === null ? '–' : `${termWords(limiting)} (${duration(limiting.amount)})`),
  ];
  return { cells, bad: verdict === 'violated' };
}

function termsTable(bounded: readonly BoundRow[]) {
  const rows = bounded.map(
    (row): Row => ({
      cells: [
        textCell(subjectWords(row), { code: true }),
        textCell(
          [...row.terms]
            .sort((a, b) => b.amount - a.amount)
            .map(
              (term) => `${termWords(term)} ${term.amount < 0 ? `−${duration(-term.amount)}` : duration(term.amount)}`,
            )
            .join('; '),
        ),
        textCell(row.criticalInstant ?? ''),
      ],
    }),
  );
  return {
    kind: 'table' as const,
    caption: 'Terms, largest first; they add up to the bound',
    look: 'plain' as const,
    columns: [{ head: 'task or chain' }, { head: 'terms' }, { head: 'assumes' }],
    rows: rows.slice(0, 12),
    ...(rows.length > 12 ? { folded: { summary: `${rows.length - 12} more`, rows: rows.slice(12) } } : {}),
  };
}

function supplySheet({ supplies }: BoundFacts, colours: Colours): Sheet {
  const sure = supplies.filter(({ points }) => points.length > 0);
  const unsure = supplies.filter(({ points }) => points.length === 0);
  return {
    title: `${sure.length} of ${supplies.length} vCPUs ${sure.length === 1 ? 'has' : 'have'} a supply that is sure`,
    lead: 'Strong: least service in any window while the vCPU has work. Thin: most that its tasks may ask for. Costs of the hypervisor are taken off the supply.',
    blocks: [
      ...(sure.length === 0 ? [] : [{ kind: 'grid' as const, charts: sure.map((one) => supplyChart(one, colours)) }]),
      ...(unsure.length === 0
        ? []
        : [{ kind: 'list' as const, items: unsure.map(({ vm, vcpu, supply }) => `${vm}/${vcpu}: ${supply}`) }]),
    ],
  };
}

function loadSheet({ loads }: BoundFacts): Sheet {
  const cores = loads.filter(({ level }) => level === 'pcpu');
  const over = cores.filter(({ share }) => share === null || share > 1);
  return {
    title:
      over.length === 0
        ? 'No core is asked for more than it has'
        : `${over.length} of ${cores.length} cores may be asked for more than they have`,
    lead: 'Longest executions at the densest legal arrivals, as a share of one core; a budget limits what a vCPU asks of its core.',
    blocks: [
      {
        kind: 'table',
        caption: 'Worst-case load',
        look: 'plain',
        columns: [{ head: 'core or vCPU' }, numberColumn('asked'), numberColumn('budget')],
        rows: [...cores, ...loads.filter(({ level }) => level === 'vcpu')].map(({ of, share, budgetShare }) => ({
          cells: [
            textCell(of, { code: true }),
            numberCell(shareText(share), share === null || share > (budgetShare ?? 1)),
            numberCell(budgetShare === null ? '–' : shareText(budgetShare)),
          ],
        })),
      },
    ],
  };
}

function sensitivitySheet({ sensitivity }: BoundFacts): Sheet {
  const whole = sensitivity.find(({ kind }) => kind === 'all');
  const title =
    whole?.factor == null
      ? 'No bound fails within the range looked at'
      : `All executions may grow by a factor of ${whole.factor.toFixed(2)} before ${whole.first} fails`;
  return {
    title,
    lead: 'Factor at which the first row that is bounded within its limit now would no longer be. Bisected over whole bounds of the ECU.',
    blocks: [
      {
        kind: 'table',
        caption: 'Factors',
        look: 'plain',
        columns: [{ head: 'what changes' }, { head: 'of' }, numberColumn('factor'), { head: 'fails first' }],
        rows: sensitivity.map(({ of, kind, factor, first }: SensitivityFact) => ({
          cells: [
            textCell(kind === 'budget' ? 'budget' : kind === 'task' ? 'execution' : 'all executions'),
            textCell(of, { code: true }),
            numberCell(factor === null ? (kind === 'budget' ? 'below 0.02' : 'above 8') : factor.toFixed(2)),
            textCell(first ?? '–', { code: true }),
          ],
        })),
      },
    ],
  };
}

function tailSheet({ tails }: BoundFacts): Sheet {
  const admitted = tails.filter(({ estimate }) => estimate.refused === null);
  const range = (low: number, high: number) =>
    `${duration(Math.max(0, Math.round(low)))} to ${duration(Math.round(high))}`;
  return {
    title: `${admitted.length} of ${tails.length} extreme-value estimates are admitted`,
    lead: 'Extrapolated from what the model draws, so it is no bound. Refused where samples are few, alike, dependent or drifting, and where the fit fails. Intervals of 95 % by jackknife over 20 blocks.',
    blocks: [
      {
        kind: 'table',
        caption: 'Time that one job exceeds with the probability in the head',
        look: 'plain',
        columns: [
          { head: 'task' },
          { head: 'method' },
          numberColumn('samples'),
          numberColumn('shape'),
          numberColumn('1e-4'),
          numberColumn('1e-6'),
          numberColumn('1e-9'),
          numberColumn('bound'),
        ],
        rows: admitted.map(({ task, estimate, boundPs }) => ({
          cells: [
            textCell(task, { code: true }),
            textCell(estimate.method),
            numberCell(String(estimate.samples)),
            numberCell(estimate.shape!.toFixed(2)),
            ...estimate.levels.map(({ low, high }) => numberCell(range(low, high))),
            numberCell(optional(boundPs)),
          ],
        })),
      },
      {
        kind: 'table',
        caption: 'Tests',
        look: 'plain',
        columns: [{ head: 'task' }, { head: 'method' }, { head: 'tests' }, { head: 'verdict' }],
        rows: tails.map(({ task, estimate }) => ({
          cells: [
            textCell(task, { code: true }),
            textCell(estimate.method),
            textCell(
              estimate.tests
                .map(
                  ({ name, passed, value, limit }) =>
                    `${name} ${Number.isInteger(value) ? value : value.toFixed(2)} (limit ${limit})${passed ? '' : ': fails'}`,
                )
                .join('; '),
            ),
            textCell(estimate.refused ?? 'admitted'),
          ],
        })),
      },
    ],
  };
}
