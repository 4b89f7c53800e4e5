/** The sections of a boot: how fast, along which path, what would help, can it be trusted, what if something fails. */
import type { BootFacts, MilestoneFact, WhatIfFact } from '../../analysis/boot/boot-fact.ts';
import { numberCell, numberColumn, textCell } from '../league/cells.ts';
import { duration, none, percentage, plural, roughPercentage } from '../number.ts';
import type { PageSection } from '../page/frame.ts';
import type { Colours } from '../palette.ts';
import type { Block, Row, Sheet, Table } from '../sheet.ts';
import { listed } from '../wording.ts';
import { bootChart } from './boot-chart.ts';
import { atText, bestLever, bootTitle, deltaText, overheadText, reached } from './boot-words.ts';

export function bootSections(facts: BootFacts, colours: Colours): PageSection[] {
  const sections: (PageSection | null)[] = [
    { id: 'boot', question: 'How fast does it boot?', sheet: bootSheet(facts, colours) },
    { id: 'path', question: 'What is it waiting for?', sheet: pathSheet(facts) },
    facts.whatIf.length === 0 ? null : { id: 'what-if', question: 'What would help?', sheet: whatIfSheet(facts) },
    facts.overhead === null
      ? null
      : { id: 'overhead', question: 'What does the hypervisor add?', sheet: overheadSheet(facts) },
    { id: 'trust', question: 'Does only the right software run?', sheet: trustSheet(facts) },
    facts.faults.length === 0 ? null : { id: 'faults', question: 'What if something fails?', sheet: faultSheet(facts) },
  ];
  return sections.filter((section) => section !== null);
}

// ---- how fast ----

export function bootSheet(facts: BootFacts, colours: Colours): Sheet {
  return {
    title: bootTitle(facts),
    lead: 'Time from power-on. Stages run on the same cores, media and schedulers as everything else: hollow is loading, diagonal is checking, solid is running, a thin line is waiting.',
    blocks: [{ kind: 'chart', chart: bootChart(facts, colours) }, milestoneTable(facts)],
  };
}

function milestoneTable(facts: BootFacts): Table {
  return {
    kind: 'table',
    caption: 'Milestones and where their time went',
    look: 'plain',
    columns: [
      { head: '' },
      { head: 'milestone' },
      numberColumn('reached'),
      numberColumn('limit'),
      numberColumn('storage'),
      numberColumn('crypto'),
      numberColumn('cpu'),
      numberColumn('waiting'),
    ],
    rows: facts.milestones.map(milestoneRow),
  };
}

function milestoneRow({ name, of, vm, atPs, limitPs, verdict, requirement, shares }: MilestoneFact): Row {
  const share = (ps: number) => numberCell(atPs === null || atPs === 0 ? none : roughPercentage(ps / atPs));
  return {
    bad: verdict === 'violated',
    ...(vm === null ? {} : { vm }),
    cells: [
      { kind: 'mark', verdict },
      textCell(name, { strong: true, second: requirement === null ? of : `${of} · ${requirement}` }),
      numberCell(atText(atPs), verdict === 'violated'),
      numberCell(limitPs === null ? none : duration(limitPs)),
      share(shares.storagePs),
      share(shares.cryptoPs),
      share(shares.cpuPs),
      share(shares.waitingPs),
    ],
  };
}

// ---- along which path ----

function pathSheet(facts: BootFacts): Sheet {
  const last = reached(facts).at(-1);
  const blocks: Block[] = facts.milestones
    .filter(({ path }) => path.length > 0)
    .flatMap((milestone) => [
      { kind: 'heading' as const, text: `Critical path of ${milestone.name}` },
      pathTable(facts, milestone),
    ]);
  blocks.push({ kind: 'heading', text: 'All stages' }, slackTable(facts));
  const longest = [...(last?.path ?? [])].sort((a, b) => b.endPs - b.startPs - (a.endPs - a.startPs))[0];
  return {
    title:
      last === undefined || longest === undefined
        ? 'No milestone is reached'
        : `${longest.stage} takes ${duration(longest.endPs - longest.startPs)} of the ${duration(last.atPs!)} to ${last.name}`,
    lead: 'The pieces of a critical path follow each other without a gap and sum to the time of its milestone. Held up by: who used the medium, engine or core that the stage waited for. Slack: how much later a stage may end, all else equal, before a milestone moves.',
    blocks,
  };
}

function pathTable(facts: BootFacts, { name, atPs, path }: MilestoneFact): Table {
  return {
    kind: 'table',
    caption: `Critical path of ${name}: ${plural(path.length, 'piece')}, ${duration(atPs!)} in all`,
    look: 'plain',
    columns: [
      { head: 'piece' },
      numberColumn('from'),
      numberColumn('to'),
      numberColumn('takes'),
      { head: 'held up by' },
    ],
    rows: path.map(({ stage, vm, startPs, endPs }) => ({
      ...(vm === null ? {} : { vm }),
      cells: [
        textCell(stage, { code: true }),
        numberCell(duration(startPs)),
        numberCell(duration(endPs)),
        numberCell(duration(endPs - startPs)),
        textCell(listed(facts.stages.find((one) => one.stage === stage)?.delayedBy ?? []), { muted: true }),
      ],
    })),
  };
}

function slackTable({ stages }: BootFacts): Table {
  return {
    kind: 'table',
    caption: 'All stages',
    look: 'plain',
    columns: [
      { head: 'stage' },
      { head: 'where', minor: true },
      numberColumn('ready'),
      numberColumn('ends'),
      numberColumn('load'),
      numberColumn('check'),
      numberColumn('run'),
      numberColumn('slack'),
    ],
    rows: stages.map(({ stage, vm, pcpu, readyPs, endPs, parts, slackPs }) => {
      const took = (names: readonly string[]) =>
        parts.filter(({ name }) => names.includes(name)).reduce((ps, part) => ps + part.endPs - part.startPs, 0);
      return {
        ...(vm === null ? {} : { vm }),
        cells: [
          textCell(stage, { code: true }),
          textCell(vm ?? `pcpu${pcpu}`, { muted: true }),
          numberCell(atText(readyPs)),
          numberCell(atText(endPs)),
          numberCell(duration(took(['load']))),
          numberCell(duration(took(['hash', 'signature']))),
          numberCell(duration(took(['decompress', 'execute']))),
          numberCell(slackPs === null ? none : duration(slackPs)),
        ],
      };
    }),
  };
}

// ---- what would help ----

function whatIfSheet(facts: BootFacts): Sheet {
  const best = bestLever(facts);
  const gain = best?.deltas.reduce((least, delta) => ((delta.deltaPs ?? 0) < (least.deltaPs ?? 0) ? delta : least));
  const tried = facts.whatIf.filter(({ refused }) => refused === null);
  const refused = facts.whatIf.filter((one) => one.refused !== null);
  return {
    title:
      best === null || gain === undefined
        ? 'No lever brings a milestone forward'
        : `${best.lever} wins most: ${deltaText(gain.deltaPs)} for ${gain.milestone}`,
    lead: 'Each row is one simulation with the change written out, ordered by the sum of what it wins. Less is earlier. A lever is a change of the ECU file; the list below holds the words for --set.',
    blocks: [
      leverTable(facts, tried),
      ...(refused.length === 0
        ? []
        : [
            {
              kind: 'list' as const,
              items: refused.map(({ lever, refused: why }) => `${lever} cannot be tried: ${why}`),
            },
          ]),
      ...anomalyNotes(tried),
      setTable(tried),
    ],
  };
}

function leverTable({ milestones }: BootFacts, tried: readonly WhatIfFact[]): Table {
  return {
    kind: 'table',
    caption: 'What each change does to each milestone',
    look: 'plain',
    columns: [{ head: 'change' }, ...milestones.map(({ name }) => numberColumn(name))],
    rows: tried.map(({ lever, summary, deltas }) => ({
      cells: [
        textCell(lever, { strong: true, second: summary }),
        ...milestones.map(({ name }) =>
          numberCell(deltaText(deltas.find(({ milestone }) => milestone === name)?.deltaPs ?? null)),
        ),
      ],
    })),
  };
}

function anomalyNotes(tried: readonly WhatIfFact[]): Block[] {
  const found = tried.filter(({ anomalies }) => anomalies.length > 0);
  if (found.length === 0) return [];
  const what = found.map(({ lever, anomalies }) => `${lever} (${listed(anomalies)})`);
  return [
    {
      kind: 'note',
      strong: 'Scheduling anomaly.',
      text: `A milestone comes later though no stage has more to do: with ${listed(what)}. Other stages are now served first.`,
    },
  ];
}

function setTable(tried: readonly WhatIfFact[]): Table {
  return {
    kind: 'table',
    caption: 'The changes in words for --set',
    look: 'plain',
    columns: [{ head: 'change' }, { head: 'set' }],
    rows: [],
    folded: {
      summary: `${tried.length} changes`,
      rows: tried.map(({ lever, overrides }) => ({
        cells: [textCell(lever), textCell(overrides.join('  '), { code: true })],
      })),
    },
  };
}

// ---- the hypervisor ----

function overheadSheet(facts: BootFacts): Sheet {
  const { overhead } = facts;
  const { milestone, hypervisorPs, barePs, ratio, withoutBudgetsPs, hypervisorStage } = overhead!;
  const { value, unit } = percentage(ratio);
  return {
    title: overheadText(facts),
    lead: 'Bare: the same stages on the same cores with the same shares of time, but the hypervisor does not start and its traps, switches and interrupts cost nothing. Budgets are how the ECU shares its cores, not overhead; the last row is without them.',
    blocks: [
      {
        kind: 'table',
        caption: `Time to ${milestone}`,
        look: 'plain',
        columns: [{ head: 'how' }, numberColumn('reached'), numberColumn('against bare')],
        rows: [
          {
            cells: [
              textCell(`with ${facts.ecu.hypervisor}`, {
                second: hypervisorStage === null ? '' : `its start: ${hypervisorStage}`,
              }),
              numberCell(duration(hypervisorPs)),
              numberCell(`${value} ${unit}`),
            ],
          },
          { cells: [textCell('bare'), numberCell(duration(barePs)), numberCell('0')] },
          ...(withoutBudgetsPs === null
            ? []
            : [
                {
                  cells: [
                    textCell('bare, no budget is enforced'),
                    numberCell(duration(withoutBudgetsPs)),
                    numberCell(deltaText(withoutBudgetsPs - barePs)),
                  ],
                },
              ]),
        ],
      },
    ],
  };
}

// ---- trust and faults ----

function trustSheet({ trust }: BootFacts): Sheet {
  const holes = trust.filter(({ weight }) => weight === 'hole');
  return {
    title:
      holes.length === 0
        ? 'Every image is checked before it runs'
        : `${plural(holes.length, 'hole')} in the chain of trust: ${listed([...new Set(holes.map(({ stage }) => stage))])}`,
    lead: 'From the description alone: who checks which image, when, and whether an older one would pass. A stage that loads nothing is taken as code that cannot change.',
    blocks:
      trust.length === 0
        ? []
        : [
            {
              kind: 'table',
              caption: 'Findings',
              look: 'plain',
              columns: [{ head: 'stage' }, { head: '' }, { head: 'finding' }],
              rows: [...holes, ...trust.filter(({ weight }) => weight === 'note')].map(
                ({ stage, weight, finding, kind }) => ({
                  bad: weight === 'hole',
                  cells: [textCell(stage, { code: true }), textCell(weight, { second: kind }), textCell(finding)],
                }),
              ),
            },
          ],
  };
}

function faultSheet(facts: BootFacts): Sheet {
  const breaking = facts.faults.filter(({ asilHolds }) => !asilHolds);
  const unnoticed = facts.faults.filter(
    ({ detectedAtPs, effects }) => detectedAtPs === null && effects.every(({ deltaPs }) => deltaPs === 0),
  );
  return {
    title:
      breaking.length === 0
        ? 'No fault of an image keeps a guest with an ASIL from coming up in time, but for its own'
        : `${breaking.length} of ${facts.faults.length} faults keep another guest with an ASIL from coming up in time`,
    lead: `Each row is one simulation with one fault. Reaction: from the start of the stage until it is noticed. ${unnoticed.length === 0 ? '' : `${plural(unnoticed.length, 'fault')} go unnoticed.`}`,
    blocks: [
      {
        kind: 'table',
        caption: 'Faults and their effect on the milestones',
        look: 'plain',
        columns: [
          { head: 'fault' },
          { head: 'stage' },
          numberColumn('noticed after'),
          ...facts.milestones.map(({ name }) => numberColumn(name)),
        ],
        rows: facts.faults.map(({ fault, stage, reaction, reactionPs, effects, asilHolds }) => ({
          bad: !asilHolds,
          cells: [
            textCell(fault, { second: reaction }),
            textCell(stage, { code: true }),
            numberCell(reactionPs === null ? none : duration(reactionPs)),
            ...effects.map(({ atPs, deltaPs, verdict }) =>
              numberCell(atPs === null ? 'never' : deltaText(deltaPs), verdict === 'violated'),
            ),
          ],
        })),
      },
    ],
  };
}
