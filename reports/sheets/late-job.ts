/**
 * Why was it late? The story of one job: the worst late one, or, when none is late, the job nearest its wall; then
 * where its time went, beside the median job; then the whole run, so that the window is seen in its place.
 */

import type { JobStory } from '../../analysis/fact.ts';
import { ledgerWaterfall } from '../chart/ledger-waterfall.ts';
import { timeline } from '../chart/timeline.ts';
import { wholeRun } from '../chart/whole-run.ts';
import { count, duration, milliseconds } from '../number.ts';
import { deedOf, deedWithCulprit, mainReason } from '../reason.ts';
import type { Block, Sheet, SheetDefinition, SheetInput } from '../sheet.ts';

export const lateJob: SheetDefinition = {
  id: 'late-job',
  question: 'Why was it late?',
  madeBy: 'a run with at least one finished job',
  write: writeLateJob,
};

function writeLateJob({ facts, colours }: SheetInput): Sheet | null {
  const run: Block[] =
    facts.wholeRun.pcpus.length === 0
      ? []
      : [
          { kind: 'heading', text: 'The whole run' },
          {
            kind: 'chart',
            chart: wholeRun(
              {
                run: facts.wholeRun,
                horizonPs: facts.horizonPs,
                vms: facts.vms.map(({ vm }) => vm),
                window: facts.story?.window ?? null,
              },
              colours,
            ),
          },
        ];
  const { story } = facts;
  if (story === null) {
    if (run.length === 0) return null;
    return {
      title: 'No job finished, so none can be shown',
      lead: 'Who had each core over the run.',
      blocks: run.slice(1),
    };
  }
  return {
    ...(story.ledger.lateByPs === null ? { question: 'Which job came nearest its wall?' } : {}),
    title: titleOf(story),
    lead: leadOf(story),
    blocks: [
      { kind: 'chart', chart: timeline(story, colours) },
      { kind: 'heading', text: `Where its ${milliseconds(story.ledger.responsePs)} ms went` },
      { kind: 'chart', chart: ledgerWaterfall(story.ledger, colours) },
      ...noteOf(story),
      ...run,
    ],
  };
}

function titleOf({ ledger }: JobStory): string {
  const name = `Job ${count(ledger.job)} of ${ledger.task}`;
  if (ledger.lateByPs === null) {
    const left =
      ledger.deadlinePs === null
        ? 'took longest of all'
        : `finished ${duration(ledger.deadlinePs - ledger.responsePs)} before its deadline`;
    return `${name} ${left}`;
  }
  const reason = mainReason(ledger);
  return reason === null
    ? `${name} is late by ${duration(ledger.lateByPs)} by its own work`
    : `${name} ${deedOf(reason)}`;
}

function leadOf(story: JobStory): string {
  const { ledger, requirement, lateJobs } = story;
  const picked =
    ledger.lateByPs === null
      ? `Of all judged jobs, this one came nearest its deadline${reasonWords(ledger)}.`
      : `The worst of ${count(lateJobs)} late ${lateJobs === 1 ? 'job' : 'jobs'} of ${ledger.task}${requirement === null ? '' : ` (${requirement})`}: ${duration(ledger.lateByPs)} late.`;
  return `${picked} Full bar: runs. Thin line: ready, but does not run. Hollow: waits. Behind the tasks, a tint while their vCPU holds the core, stripes while it may not run.`;
}

function reasonWords(ledger: JobStory['ledger']): string {
  const reason = mainReason(ledger);
  return reason === null ? '' : `: it ${deedWithCulprit(reason)}`;
}

/** A spent budget is charged to its owner, whoever drained it: say so beside the picture. */
function noteOf({ ledger }: JobStory): Block[] {
  const depleted = ledger.rows.filter(({ cause }) => cause === 'budget-depletion').reduce((sum, { ps }) => sum + ps, 0);
  const contended = ledger.rows.some(({ cause, ps }) => ps > 0 && cause.startsWith('contention'));
  if (depleted === 0 && !contended) return [];
  const text =
    depleted > 0
      ? 'The ledger charges a spent budget to the vCPU that spent it, also where interference in earlier jobs helped to drain it. '
      : '';
  const shares = contended ? 'Contention is attributed among its culprits by convention. ' : '';
  return [
    {
      kind: 'note',
      strong: 'Read with care.',
      text: `${text}${shares}Only a paired run without a suspect says what that suspect is worth.`,
    },
  ];
}
