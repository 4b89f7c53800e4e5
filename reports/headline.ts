/**
 * The first five and thirty seconds: how many requirements are violated, which, one cause each; then the four questions
 * with one small picture and one sentence each. Templates only: a fact, a number, a name.
 */
import type { RequirementFact, RunFacts } from '../analysis/fact.ts';
import { largestCause, largestWithin, matrixOf, worstInterference } from './blame.ts';
import type { Chart } from './chart/canvas.ts';
import { blameGlance, coresGlance, gradesGlance, verdictsGlance } from './chart/glance.ts';
import { missedDeadlines } from './missed-deadlines.ts';
import { count, duration, margin, none, percentage, plainDuration, plural, roughPercentage } from './number.ts';
import { deedWithCulprit, grownRows } from './reason.ts';
import { requirementAnchor, type SheetInput } from './sheet.ts';
import { fitTitle } from './sheets/fit.ts';
import { trustTitle } from './sheets/trust.ts';
import { causeDeed, coreName, inWords, itemsOf, listed, requirementText } from './wording.ts';

const mostLines = 3;
/** Below this share of a task's summed response time a cause explains nothing. */
const notableShare = 0.05;

export interface Headline {
  readonly verdict: 'met' | 'violated' | 'none';
  /** `3 of 10`, in red when violated; may be empty. */
  readonly lead: string;
  readonly rest: string;
  /** At most three; `anchor` is a section or a row of the page. */
  readonly lines: readonly { readonly id: string; readonly anchor: string; readonly text: string }[];
  /** What the run was: one line. */
  readonly subject: string;
  readonly questions: readonly Question[];
}

export interface Question {
  readonly question: string;
  readonly anchor: string;
  readonly answer: string;
  readonly chart: Chart;
}

export function headlineOf(input: SheetInput): Headline {
  const { facts, requirements } = input;
  const violated = requirements.filter(({ verdict }) => verdict === 'violated');
  const unjudged = requirements.filter(({ verdict }) => verdict === 'not_judged');
  const { name, soc, hypervisor, policy } = facts.ecu;
  const shared = {
    subject: [
      name,
      soc,
      `${hypervisor === 'none' ? 'no hypervisor' : hypervisor}, ${policy}`,
      `${plural(facts.vms.length, 'VM')}, ${plural(facts.tasks.length, 'task')}`,
      `${plainDuration(facts.horizonPs)} simulated`,
      `seed ${facts.seed}`,
    ].join(' · '),
    questions: questionsOf(input),
  };
  if (requirements.length === 0) {
    const example = `requirements: {R-1: {use: response, of: ${firstTask(facts)}, max: 5 ms}}`;
    return {
      ...shared,
      verdict: 'none',
      lead: '',
      rest: 'Nothing is judged',
      lines: [{ id: 'add one', anchor: 'replay', text: `${example} in ${facts.ecu.origin}` }],
    };
  }
  const missed = missedDeadlines(facts);
  if (violated.length === 0) return { ...shared, ...keptHeadline(requirements, unjudged, missed) };
  const shown = violated.slice(0, mostLines).map((requirement) => ({
    id: requirement.id,
    anchor: anchorOf(requirement, facts),
    text: causeSentence(requirement, facts),
  }));
  const more = violated.length - shown.length;
  const lines = more > 0 ? [...shown, { id: `and ${more} more`, anchor: 'verdicts', text: '' }] : shown;
  const are = requirements.length === 1 ? 'requirement is violated' : 'requirements are violated';
  return {
    ...shared,
    verdict: 'violated',
    lead:
      violated.length === requirements.length && violated.length > 1
        ? `All ${count(violated.length)}`
        : `${count(violated.length)} of ${count(requirements.length)}`,
    rest: ` ${are}${unjudgedWords(unjudged)}${missed}`,
    lines,
  };
}

function keptHeadline(
  requirements: readonly RequirementFact[],
  unjudged: readonly RequirementFact[],
  missed: string,
): Pick<Headline, 'verdict' | 'lead' | 'rest' | 'lines'> {
  const met = requirements.filter(({ verdict }) => verdict === 'met');
  const thinnest = met[0];
  const lines = unjudgedLines(unjudged);
  if (thinnest === undefined)
    return { verdict: 'none', lead: '', rest: `No requirement could be judged${missed}`, lines };
  const all =
    requirements.length === 1 ? 'The requirement is met' : `All ${count(requirements.length)} requirements are met`;
  const some = `${count(met.length)} of ${count(requirements.length)} requirements are met${unjudgedWords(unjudged)}`;
  const line = {
    id: thinnest.id,
    anchor: requirementAnchor(thinnest.id),
    text: `${margin(thinnest.ratio ?? 0, 'met')}, the thinnest margin: ${requirementText(thinnest)}.`,
  };
  return {
    verdict: 'met',
    lead: '',
    rest: (unjudged.length > 0 ? some : all) + missed,
    lines: [line, ...lines].slice(0, mostLines),
  };
}

function unjudgedWords(unjudged: readonly RequirementFact[]): string {
  return unjudged.length === 0 ? '' : `, ${inWords(unjudged.length)} not judged`;
}

/** One line per reason. */
function unjudgedLines(unjudged: readonly RequirementFact[]): Headline['lines'] {
  const reasons = new Map<string, RequirementFact[]>();
  for (const one of unjudged) {
    const reason = one.reason ?? 'nothing was observed';
    reasons.set(reason, [...(reasons.get(reason) ?? []), one]);
  }
  return [...reasons].slice(0, mostLines).map(([reason, [first, ...rest]]) => ({
    id: first!.id,
    anchor: requirementAnchor(first!.id),
    text: `${rest.length === 0 ? 'is' : `and ${listed(rest.map(({ id }) => id))} are`} not judged: ${reason}.`,
  }));
}

function firstTask({ tasks }: RunFacts): string {
  return tasks[0] === undefined ? 'vm/task' : `${tasks[0].vm}/${tasks[0].task}`;
}

function anchorOf({ id }: RequirementFact, { story }: RunFacts): string {
  return story?.requirement === id ? 'late-job' : requirementAnchor(id);
}

/** `2 of 600 jobs of cluster/render are late, the worst by 160 µs: it waited for budget (cluster/main).` */
function causeSentence(requirement: RequirementFact, facts: RunFacts): string {
  const { subject, judged, broken, unit, observed, limit, comparison, use } = requirement;
  const cause = causeOf(requirement, facts);
  if (unit === 'fraction' || comparison === 'min' || observed === null || limit === null) {
    const write = (value: number) => (unit === 'ps' ? duration(value) : `${percentage(value).value} %`);
    return `${subject} is at ${observed === null ? none : write(observed)}, ${comparison === 'max' ? 'above' : 'below'} its limit of ${limit === null ? none : write(limit)}${cause}.`;
  }
  const [one, many] = itemsOf(requirement);
  const items =
    judged === 1 ? `The only ${one} of ${subject}` : `${count(broken)} of ${count(judged)} ${many} of ${subject}`;
  const verb = broken === 1 || judged === 1 ? 'is' : 'are';
  return use === 'deadline'
    ? `${items} ${verb} late, the worst by ${duration(observed - limit)}${cause}.`
    : `${items} ${verb} over ${duration(limit)}, the worst takes ${duration(observed)}${cause}.`;
}

/** The story's own largest growth where there is one, else the largest charge to the tasks that the subject names. */
function causeOf({ id, subject }: RequirementFact, facts: RunFacts): string {
  const { story } = facts;
  if (story !== null && story.requirement === id) {
    const grown = grownRows(story.ledger);
    const told = grown
      .slice(0, 2)
      .filter((row, index) => index === 0 || (row.ps - row.medianPs) * 4 > grown[0]!.ps - grown[0]!.medianPs);
    if (told.length > 0) return `: it ${listed(told.map(deedWithCulprit))}`;
  }
  const chain = facts.chains.find((one) => one.chain === subject);
  const tasks = chain?.path ?? [subject];
  const largest = largestCause(facts, tasks);
  if (largest === null) return '';
  const sum = facts.ledger.filter(({ victim }) => tasks.includes(victim)).reduce((total, { ps }) => total + ps, 0);
  if (largest.ps < sum * notableShare) return '. Nearly all of its time is its own work';
  const who = chain === undefined ? 'it' : largest.victim;
  return `. What costs most: ${who} ${causeDeed(largest.cause)} (${largest.culprit})`;
}

function questionsOf({ facts, colours, requirements }: SheetInput): Question[] {
  const cores = facts.pcpus.map(({ perVmPs, overheadPs }) => [
    ...perVmPs.map((ps, index) => ({
      slot: colours.slotOf(facts.vms[index]?.vm ?? null),
      share: ps / Math.max(1, facts.horizonPs),
    })),
    { slot: 'h', share: overheadPs / Math.max(1, facts.horizonPs) },
  ]);
  const busy = facts.pcpus
    .map(({ pcpu, busyPs }) => `${coreName(pcpu)} ${roughPercentage(busyPs / Math.max(1, facts.horizonPs))}`)
    .join(', ');
  const matrix = matrixOf(facts, colours);
  const worst = worstInterference(matrix);
  const [within] = largestWithin(facts);
  const blame =
    facts.vms.length < 2
      ? within === undefined
        ? 'Only one guest runs here'
        : `One guest; ${within.culprit} has ${roughPercentage(within.share)} of ${within.victim}’s time`
      : worst === null || worst.share < 0.0005
        ? 'Not in this run: no VM has a share of another’s time'
        : `Yes: ${worst.culprit} has ${roughPercentage(worst.share)} of ${worst.victim}’s time`;
  const cells = matrix.victims.map(({ vm, sumPs }, row) =>
    matrix.culprits.map(({ name, slot }, column) => ({
      slot,
      own: name === vm,
      share: sumPs === 0 ? 0 : matrix.cells[row]![column]! / sumPs,
    })),
  );
  const met = requirements.filter(({ verdict }) => verdict === 'met').length;
  const policy =
    requirements.length === 0
      ? `${facts.ecu.policy} is not judged here`
      : `${facts.ecu.policy} meets ${met} of ${requirements.length}; no other was compared`;
  const grades = { measured: 0, published: 0, assumed: 0 };
  for (const { grade } of facts.provenance) grades[grade]++;
  const fit = facts.vcpus.length === 0 ? 'No vCPU was simulated' : fitTitle(facts.vcpus, facts.horizonPs);
  const trust = trustTitle(facts.provenance);
  return [
    { question: 'Does it fit?', anchor: 'fit', answer: fit, chart: coresGlance(cores, `Busy: ${busy || 'no core'}.`) },
    {
      question: 'Can one guest hurt another?',
      anchor: 'who-hurts-whom',
      answer: blame,
      chart: blameGlance(cells, `${blame}.`),
    },
    {
      question: 'Which policy?',
      anchor: 'verdicts',
      answer: policy,
      chart: verdictsGlance(
        requirements.map(({ verdict }) => verdict),
        `${policy}.`,
      ),
    },
    {
      question: 'May I trust it?',
      anchor: 'trust',
      answer: trust,
      chart: gradesGlance([grades.measured, grades.published, grades.assumed], `${trust}.`),
    },
  ];
}
