/** The one door of this room: the story of one job in, texts out: page, drawings, document. Knows no file system. */
import { ledgerWaterfall } from '../chart/ledger-waterfall.ts';
import { timeline } from '../chart/timeline.ts';
import { numberCell, numberColumn, textCell } from '../league/cells.ts';
import { standaloneSvg } from '../markup.ts';
import { nodeSurface } from '../media/surface/d3-node-surface.ts';
import type { Artefact, Replay, Surface } from '../medium.ts';
import { duration, exactPs } from '../number.ts';
import { digestWords, framedPage, sectionHtml, titleHtml } from '../page/frame.ts';
import { assignColours, type Colours } from '../palette.ts';
import type { Block } from '../sheet.ts';
import type { ExplainedJob } from './explain-fact.ts';
import { changeWords, comparedWords, explainTitle, instantWords } from './explain-words.ts';

export type ExplainFormat = 'html' | 'svg' | 'json';

/** `explain.html`, `timeline.svg`, `ledger.svg`, `explain.json`; all hold `replay.line`. */
export function renderExplain(
  told: ExplainedJob,
  replay: Replay,
  formats: readonly string[],
  surface: Surface = nodeSurface(),
): readonly Artefact[] {
  const colours = assignColours(told.facts.vms);
  const charts = [timeline(told.story, colours), ledgerWaterfall(told.story.ledger, colours)];
  const writers: Readonly<Record<ExplainFormat, () => readonly Artefact[]>> = {
    html: () => [{ name: 'explain.html', text: page(told, replay, colours, surface) }],
    svg: () => charts.map((chart) => ({ name: `${chart.id}.svg`, text: standaloneSvg(chart, replay.line, surface) })),
    json: () => [{ name: 'explain.json', text: `${JSON.stringify(explainDocument(told, replay), null, 2)}\n` }],
  };
  return formats.flatMap((format) => (Object.hasOwn(writers, format) ? writers[format as ExplainFormat]() : []));
}

/** Plain data, snake case, times in integer picoseconds. */
export function explainDocument(
  { facts, story, row, compared, chain, changes }: ExplainedJob,
  { line, version }: Replay,
) {
  const { ledger } = story;
  return {
    tool: { name: 'bulkhead', version },
    ecu: { name: facts.ecu.name, sha256: facts.ecu.sha256 },
    seed: facts.seed,
    horizon_ps: facts.horizonPs,
    task: ledger.task,
    job: ledger.job,
    release_at_ps: ledger.releaseAtPs,
    finish_at_ps: ledger.finishAtPs,
    response_ps: ledger.responsePs,
    deadline_ps: ledger.deadlinePs,
    late_by_ps: ledger.lateByPs,
    median_response_ps: ledger.medianResponsePs,
    ledger: ledger.rows.map(({ cause, culprit, ps, medianPs }) => ({ cause, culprit, ps, median_ps: medianPs })),
    bound_ps: row?.boundPs ?? null,
    bound_reason: row?.reason ?? null,
    critical_instant: row?.criticalInstant ?? null,
    compared: compared.map(({ kind, jobPs, boundPs }) => ({ kind, job_ps: jobPs, bound_ps: boundPs })),
    chain:
      chain === null
        ? null
        : {
            chain: chain.name,
            reaction_ps: chain.latencyPs,
            bound_ps: chain.boundPs,
            steps: chain.steps.map(({ task, job, releaseAtPs, readAtPs, writeAtPs }) => ({
              task,
              job,
              release_at_ps: releaseAtPs,
              read_at_ps: readAtPs,
              write_at_ps: writeAtPs,
            })),
          },
    changes: changes.map(({ what, to, share, responsePs }) => ({ what, to, share, response_ps: responsePs })),
    replay: line,
  };
}

function blocksOf(told: ExplainedJob, colours: Colours): Block[] {
  const { story, compared, chain, changes } = told;
  return [
    ...(chain === null ? [] : chainBlocks(chain)),
    { kind: 'chart', chart: timeline(story, colours) },
    { kind: 'heading', text: `Where its ${duration(story.ledger.responsePs)} went` },
    { kind: 'chart', chart: ledgerWaterfall(story.ledger, colours) },
    { kind: 'heading', text: 'Beside the critical instant', lead: instantWords(told) },
    {
      kind: 'table',
      caption: 'This job and its bound',
      look: 'plain',
      columns: [{ head: '' }, numberColumn('this job'), numberColumn('bound')],
      rows: compared.map(({ kind, jobPs, boundPs }) => ({
        cells: [
          textCell(comparedWords[kind]),
          numberCell(duration(jobPs)),
          numberCell(boundPs === null ? '–' : boundPs < 0 ? `−${duration(-boundPs)}` : duration(boundPs)),
        ],
      })),
    },
    ...(story.ledger.lateByPs === null
      ? []
      : [
          { kind: 'heading' as const, text: 'What would have been enough' },
          changes.length === 0
            ? {
                kind: 'note' as const,
                strong: 'None of the changes tried.',
                text: 'Less execution of the task or of its main culprit, more budget, and the highest priority of its guest were each tried alone, on the same seed.',
              }
            : { kind: 'list' as const, items: changes.map(changeWords) },
        ]),
  ];
}

function chainBlocks({ name, latencyPs, boundPs, steps }: NonNullable<ExplainedJob['chain']>): Block[] {
  const at = (ps: number | null) => (ps === null ? '–' : exactPs(ps));
  return [
    {
      kind: 'heading',
      text: `The worst way through ${name}`,
      lead: `${duration(latencyPs)} from the release of its first job to the output that shows it${boundPs === null ? '' : `; the bound is ${duration(boundPs)}`}.`,
    },
    {
      kind: 'table',
      caption: 'Stage by stage',
      look: 'plain',
      columns: [
        { head: 'task' },
        numberColumn('job'),
        numberColumn('released'),
        numberColumn('read'),
        numberColumn('written'),
      ],
      rows: steps.map(({ task, job, releaseAtPs, readAtPs, writeAtPs }) => ({
        cells: [
          textCell(task, { code: true }),
          numberCell(String(job)),
          numberCell(at(releaseAtPs)),
          numberCell(at(readAtPs)),
          numberCell(at(writeAtPs)),
        ],
      })),
    },
  ];
}

function page(told: ExplainedJob, replay: Replay, colours: Colours, surface: Surface): string {
  const title = explainTitle(told);
  const { facts, story } = told;
  const { ecu, seed, horizonPs, fingerprint } = facts;
  const sheet = { title, lead: instantWords(told), blocks: blocksOf(told, colours) };
  const frame = {
    tab: `${title} · ${ecu.name} · Bulkhead`,
    subject: `${ecu.name}: one job of ${story.ledger.task}, seed ${seed}`,
    skip: { to: 'story', words: 'Skip to the story' },
    heading: titleHtml(title),
    sections: [sectionHtml({ id: 'story', question: 'What happened to it?', sheet }, surface)],
    made: `${digestWords(ecu.sha256)} · seed ${seed} · horizon ${horizonPs} ps · fingerprint ${fingerprint}`,
  };
  return framedPage(frame, replay, surface);
}
