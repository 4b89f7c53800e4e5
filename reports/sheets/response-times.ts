/** How long does it take? Every task against its deadline, closest first, and how often the judged ones take longer. */
import type { Distribution, RequirementFact, TaskFact } from '../../analysis/fact.ts';
import { type ExceedanceData, exceedance } from '../chart/exceedance.ts';
import { stripPx, stripWallPx, taskStrip } from '../chart/task-strip.ts';
import { taskStrips } from '../chart/task-strips.ts';
import { count, decimalsApart, milliseconds, none, plural, roughPercentage } from '../number.ts';
import { nearness, orderTasks } from '../order.ts';
import type { Colours } from '../palette.ts';
import type { Block, Cell, Row, Sheet, SheetDefinition, SheetInput } from '../sheet.ts';
import { capitalised, inWords, itemsOf } from '../wording.ts';

const mostOpen = 10;
const mostCurves = 6;

export const responseTimes: SheetDefinition = {
  id: 'response-times',
  question: 'How long does it take?',
  madeBy: 'a run with at least one task',
  write: writeResponseTimes,
};

function writeResponseTimes({ facts, colours, requirements }: SheetInput): Sheet | null {
  if (facts.tasks.length === 0) return null;
  const tasks = orderTasks(facts.tasks);
  const rows = tasks.map((task) => rowOf(task, colours));
  const folded = rows.slice(mostOpen);
  const curves = curvesOf(requirements, facts, colours);
  const blocks: Block[] = [
    {
      kind: 'table',
      caption: 'Response times per task in milliseconds',
      look: 'strips',
      columns: [
        { head: 'task' },
        { head: 'jobs', align: 'end', minor: true },
        { head: 'p50', align: 'end', minor: true },
        { head: 'p99', align: 'end', minor: true },
        { head: 'max, ms', align: 'end' },
        { head: 'deadline', align: 'end' },
        { head: 'against the deadline', wallPx: stripWallPx, widthPx: stripPx },
      ],
      rows: rows.slice(0, mostOpen),
      ...(folded.length > 0 ? { folded: { summary: foldWords(tasks.slice(mostOpen)), rows: folded } } : {}),
    },
    { kind: 'key', items: ['line: fastest to slowest job', 'bar: median to p99', 'tick: slowest', 'wall: deadline'] },
  ];
  if (curves.length > 0) {
    blocks.push(
      {
        kind: 'heading',
        text: 'How often is it longer than …?',
        lead: 'Share of jobs or reactions (log) that take longer than the time on the axis. The curve ends at the worst one; the line is the limit.',
      },
      { kind: 'grid', charts: curves.map(exceedance) },
    );
  }
  return {
    title: titleOf(tasks),
    lead: 'One line per task, in milliseconds, each scaled to its own deadline. Closest to the wall first.',
    blocks,
    pictures: [taskStrips(tasks, colours)],
  };
}

function titleOf(tasks: readonly TaskFact[]): string {
  const late = tasks.filter(({ missed }) => missed > 0);
  const names = late.map(({ vm, task }) => `${vm}/${task}`);
  if (late.length === 1) return `Only ${names[0]} misses a deadline`;
  if (late.length > 1) return `${capitalised(inWords(late.length))} tasks miss deadlines, ${names[0]} comes first`;
  const nearest = tasks[0]!;
  if (nearness(nearest) < 0) return 'No task has a deadline and a finished job';
  return `No deadline is missed; ${nearest.vm}/${nearest.task} comes nearest, at ${roughPercentage(nearness(nearest))} of its own`;
}

function foldWords(tasks: readonly TaskFact[]): string {
  const nearest = tasks.reduce((most, task) => Math.max(most, nearness(task)), 0);
  const late = tasks.filter(({ missed }) => missed > 0).length;
  const more = `${plural(tasks.length, 'more task')}`;
  return late > 0 ? `${more}, ${late} of them late` : `${more}, none above ${roughPercentage(nearest)} of its deadline`;
}

function rowOf(task: TaskFact, colours: Colours): Row {
  const { response, deadlinePs } = task;
  const slot = colours.slotOf(task.vm);
  const late = task.missed > 0;
  const decimals = deadlinePs === null || response.maxPs === null ? 3 : decimalsApart(response.maxPs, deadlinePs);
  const time = (ps: number | null, digits = 3): Cell => ({
    kind: 'number',
    value: ps === null ? none : milliseconds(ps, digits),
  });
  return {
    vm: task.vm,
    bad: late,
    cells: [
      { kind: 'name', slot, name: `${task.vm}/${task.task}` },
      { kind: 'number', value: jobsOf(task) },
      time(response.p50Ps),
      time(response.p99Ps),
      {
        kind: 'number',
        value: response.maxPs === null ? none : milliseconds(response.maxPs, decimals),
        strong: true,
        bad: late,
      },
      time(deadlinePs, decimals),
      { kind: 'chart', chart: taskStrip(task, slot) },
    ],
  };
}

/** Unfinished jobs are counted apart. */
function jobsOf({ finished, unfinished }: TaskFact): string {
  return unfinished === 0 ? count(finished) : `${count(finished)} + ${count(unfinished)} open`;
}

/** One curve per judged time (the same order as the verdicts), or of the tasks nearest their walls when none is. */
function curvesOf(
  requirements: readonly RequirementFact[],
  facts: SheetInput['facts'],
  colours: Colours,
): ExceedanceData[] {
  const judged = requirements.flatMap((requirement) => {
    const found = distributionOf(requirement, facts);
    if (found === null) return [];
    return [
      {
        ...found,
        id: requirement.id.toLowerCase(),
        name: requirement.subject,
        items: itemsOf(requirement)[1],
        limitPs: requirement.limit,
        slot: colours.slotOf(found.vm),
      },
    ];
  });
  const curves =
    judged.length > 0
      ? judged
      : orderTasks(facts.tasks).map((task) => ({
          id: `${task.vm}-${task.task}`,
          name: `${task.vm}/${task.task}`,
          items: 'jobs',
          slot: colours.slotOf(task.vm),
          distribution: task.response,
          limitPs: task.deadlinePs,
        }));
  return curves
    .filter(({ distribution }) => distribution.count > 1 && distribution.exceedance.length > 1)
    .slice(0, mostCurves);
}

function distributionOf(
  { unit, subject, use }: RequirementFact,
  facts: SheetInput['facts'],
): { readonly distribution: Distribution; readonly vm: string } | null {
  if (unit !== 'ps') return null;
  const task = facts.tasks.find((one) => `${one.vm}/${one.task}` === subject);
  if (task !== undefined) return { distribution: task.response, vm: task.vm };
  const chain = facts.chains.find((one) => one.chain === subject);
  if (chain === undefined) return null;
  const last = chain.path[chain.path.length - 1]!;
  return { distribution: use.includes('age') ? chain.dataAge : chain.reaction, vm: last.slice(0, last.indexOf('/')) };
}
