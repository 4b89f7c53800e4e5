/**
 * The late job to the microsecond: the core that its vCPU may use, the budget left, the tasks of its guest, the other
 * cores as strips. A full bar runs, a thin line is ready, hollow waits, a triangle is a release; behind the tasks, a
 * tint while their vCPU holds the core and stripes while it may not: two levels of scheduling at once. The wall is the
 * deadline of the job; what passes it is red.
 *
 * Groups `zoom` (scaled) and `pins` (moved) serve the page's zoom; without script the window is simply complete.
 */
import type { Interval, JobStory } from '../../analysis/fact.ts';
import { count, duration, exactPs, milliseconds, none, plainDuration } from '../number.ts';
import type { Colours } from '../palette.ts';
import { mainReason } from '../reason.ts';
import { causeWords, coreName, shortName } from '../wording.ts';
import { roundStep, tickLabel, ticksWithin } from './axis.ts';
import { type Canvas, type Chart, fitted, group, line, path, px, rect, reservedPx, text } from './canvas.ts';
import {
  type BudgetLane,
  gutterPx,
  merged,
  type PcpuLane,
  type Placed,
  planTimeline,
  plotPx,
  type TaskLane,
  type TimelinePlan,
} from './timeline-plan.ts';

const msUnit = { unit: 'ms', factorPs: 1e9 };

export function timeline(story: JobStory, colours: Colours): Chart {
  const plan = planTimeline(story);
  return {
    id: 'timeline',
    title: `${story.ledger.task}, job ${story.ledger.job}, and what ran around it`,
    description: describeStory(story),
    widthPx: gutterPx + plotPx + 4,
    heightPx: plan.heightPx,
    wide: true,
    draw: (canvas) => drawTimeline(canvas, story, plan, colours),
  };
}

function describeStory({ ledger }: JobStory): string {
  const deadline =
    ledger.deadlinePs === null
      ? 'It has no deadline.'
      : ledger.lateByPs === null
        ? `It meets its deadline of ${duration(ledger.deadlinePs)}.`
        : `It misses its deadline of ${duration(ledger.deadlinePs)} by ${duration(ledger.lateByPs)}.`;
  const main = mainReason(ledger);
  const reason =
    main === null
      ? ''
      : ` What grew most: ${causeWords[main.cause]} (${main.culprit}), ${duration(main.ps)}; the median job has ${duration(main.medianPs)} of it.`;
  return `Released at ${duration(ledger.releaseAtPs, 6)}, finished ${duration(ledger.responsePs)} later. ${deadline}${reason}`;
}

function drawTimeline(canvas: Canvas, story: JobStory, plan: TimelinePlan, colours: Colours): void {
  const { startPs, endPs } = story.window;
  const clip = canvas.append('clipPath').attr('id', 'timeline-window');
  clip
    .append('rect')
    .attr('x', gutterPx)
    .attr('y', 0)
    .attr('width', plotPx + 3)
    .attr('height', plan.heightPx);
  const plot = group(canvas).attr('clip-path', 'url(#timeline-window)');
  const zoom = group(plot, 'zoom');
  zoom.attr('data-focus', px(plan.x(story.ledger.releaseAtPs)));
  zoom.attr('data-left', gutterPx).attr('data-width', plotPx);
  zoom.attr('data-from', px((startPs - story.ledger.releaseAtPs) / 1e6)).attr('data-span', px((endPs - startPs) / 1e6));
  const pins = group(plot, 'pins');
  const gutter = group(canvas, 'gutter');
  rect(gutter, -20, 0, gutterPx + 18, plan.heightPx, 'ground');
  drawAxis(zoom, pins, gutter, story, plan);
  drawSupply(zoom, plan, colours);
  for (const placed of [...plan.cores, ...plan.strips]) drawCore(zoom, gutter, placed, plan, colours, story);
  for (const placed of plan.budgets) drawBudget(zoom, gutter, placed, plan, colours);
  for (const placed of plan.tasks) drawTask(zoom, pins, gutter, placed, plan, colours, story);
  if (plan.strips.length > 0) line(canvas, 0, plan.labelsPx + 8, gutterPx + plotPx, plan.labelsPx + 8, 'axis');
  drawWalls(zoom, pins, story, plan);
  drawReason(zoom, pins, story, plan);
}

/** A child of `pins` keeps its size while the plot is scaled; it moves with `data-x`. */
function pin(pins: Canvas, x: number): Canvas {
  return group(pins).attr('data-x', px(x));
}

function drawAxis(zoom: Canvas, pins: Canvas, gutter: Canvas, story: JobStory, plan: TimelinePlan): void {
  const { startPs, endPs } = story.window;
  const release = story.ledger.releaseAtPs;
  const stepPs = roundStep(endPs - startPs, 9);
  text(gutter, gutterPx - 12, 12, 'ms from release', 'ts mut', 'end');
  text(gutter, gutterPx - 12, 25, 'ms from start', 'tx mut', 'end');
  ticksWithin(startPs - release, endPs - release, stepPs).forEach((tick, index) => {
    const x = plan.x(tick + release);
    line(zoom, x, 30, x, plan.heightPx - 4, 'grid fit');
    if (x < gutterPx + 14 || x > gutterPx + plotPx - 14) return;
    const label = group(pins, 'tick').attr('data-x', px(x));
    text(label, x, 12, (tick > 0 ? '+' : '') + tickLabel(tick, msUnit), 'ts', 'middle');
    if (index % 2 === 0) text(label, x, 25, milliseconds(tick + release, 2), 'tx mut', 'middle');
  });
}

function drawSupply(zoom: Canvas, plan: TimelinePlan, colours: Colours): void {
  if (plan.supply === null) return;
  const slot = colours.slotOf(plan.supply.vm);
  const height = plan.tasksToPx - plan.tasksFromPx;
  for (const { startPs, endPs, first } of merged(plan.supply.intervals, plan.mergePs, ({ state }) => state)) {
    const words = { held: 'holds the core', depleted: 'budget spent', 'window-closed': 'window closed' }[first.state];
    const x = plan.x(startPs);
    rect(
      zoom,
      x,
      plan.tasksFromPx,
      plan.x(endPs) - x,
      height,
      first.state === 'held' ? `tint k${slot}` : 't-closed',
      `${plan.supply.label}: ${words}, ${exactPs(endPs - startPs)}`,
    );
  }
}

function drawCore(
  zoom: Canvas,
  gutter: Canvas,
  { lane, topPx }: Placed<PcpuLane>,
  plan: TimelinePlan,
  colours: Colours,
  story: JobStory,
): void {
  const name = fitted(coreName(lane.label), 64, 12, true);
  text(gutter, 0, topPx + 14, name, 'tb');
  const names = colours.vms.map(({ vm }) => vm).filter((vm) => lane.intervals.some((interval) => interval.vm === vm));
  const shown = lane.strip ? names.join(', ') || 'idle' : 'who has it';
  text(
    gutter,
    gutterPx - 12,
    topPx + 14,
    fitted(shown, gutterPx - 20 - reservedPx(name, 12, true), 10.5),
    'tx mut',
    'end',
  );
  rect(zoom, gutterPx, topPx, plotPx, 18, 'slot');
  const key = (interval: PcpuLane['intervals'][number]) => (interval.overhead ? 'hypervisor' : (interval.vm ?? ''));
  for (const { startPs, endPs, interval, first } of merged(lane.intervals, plan.mergePs, key)) {
    const slot = first.overhead ? 'h' : colours.slotOf(first.vm, 'hypervisor');
    const words =
      interval === null
        ? `${key(first)}: many short pieces`
        : `${coreName(lane.label)}: ${first.label}, ${exactPs(endPs - startPs)}${since(startPs, story)}`;
    const x = plan.x(startPs);
    rect(zoom, x, topPx, Math.max(plan.x(endPs) - x, 0.6), 18, interval === null ? `half k${slot}` : `k${slot}`, words);
  }
}

function since(atPs: number, story: JobStory): string {
  const relative = atPs - story.ledger.releaseAtPs;
  return `, from ${relative < 0 ? '' : '+'}${milliseconds(relative)} ms`;
}

function drawBudget(
  zoom: Canvas,
  gutter: Canvas,
  { lane, topPx }: Placed<BudgetLane>,
  plan: TimelinePlan,
  colours: Colours,
): void {
  const slot = colours.slotOf(lane.vm);
  const bottom = topPx + 34;
  const full = Math.max(1, lane.fullPs);
  const y = (ps: number) => px(bottom - 30 * Math.max(0, Math.min(1, ps / full)));
  text(gutter, 0, topPx + 13, fitted(lane.label, 100, 12, true), 'tb');
  text(gutter, 0, topPx + 26, 'budget left', 'tx mut');
  text(gutter, gutterPx - 12, topPx + 8, plainDuration(lane.fullPs), 'tx mut', 'end');
  text(gutter, gutterPx - 12, bottom + 3, '0', 'tx mut', 'end');
  line(zoom, gutterPx, bottom, gutterPx + plotPx, bottom, 'grid fit');
  if (lane.points.length === 0) return;
  const points = lane.points.map(
    ([atPs, ps]) => `${px(Math.max(gutterPx, Math.min(gutterPx + plotPx, plan.x(atPs))))} ${y(ps)}`,
  );
  const curve = `M${points.join('L')}`;
  const first = points[0]!.split(' ')[0];
  path(zoom, `${curve}V${bottom}H${first}Z`, `area k${slot}`);
  path(zoom, curve, `step s${slot} fit`, `budget left of ${lane.label}`);
}

function drawTask(
  zoom: Canvas,
  pins: Canvas,
  gutter: Canvas,
  { lane, topPx, heightPx }: Placed<TaskLane>,
  plan: TimelinePlan,
  colours: Colours,
  story: JobStory,
): void {
  const slot = colours.slotOf(lane.vm);
  const name = lane.label.startsWith(`${lane.vm}/`) ? shortName(lane.label) : lane.label;
  const middle = lane.hero && plan.isCrowded ? topPx + 31 : topPx + heightPx / 2;
  text(gutter, 14, middle + 4, fitted(name, gutterPx - 26, 12, lane.hero), lane.hero ? 'tb' : 'ts');
  line(zoom, gutterPx, topPx + heightPx, gutterPx + plotPx, topPx + heightPx, 'grid fit');
  const bar = lane.hero ? 15 : 11;
  const top = topPx + (lane.hero ? (plan.isCrowded ? 24 : 6) : 3);
  const deadlineAt =
    lane.hero && story.ledger.deadlinePs !== null ? story.ledger.releaseAtPs + story.ledger.deadlinePs : null;
  for (const { startPs, endPs, interval, first } of merged(lane.intervals, plan.mergePs, ({ state }) => state)) {
    const x = plan.x(startPs);
    const width = Math.max(plan.x(endPs) - x, 0.6);
    const hover = `${name} ${interval === null ? 'in short pieces' : first.state}, ${exactPs(endPs - startPs)}${since(startPs, story)}`;
    if (first.state === 'ready') rect(zoom, x, top + bar / 2 - 1, width, 2, `k${slot}`, hover);
    else if (first.state === 'waiting') rect(zoom, x, top + bar / 2 - 3.5, width, 7, `hollow s${slot} fit`, hover);
    else rect(zoom, x, top, width, bar, interval === null ? `half k${slot}` : `k${slot}`, hover);
  }
  if (deadlineAt !== null && story.ledger.lateByPs !== null) {
    const from = plan.x(deadlineAt) + 1;
    rect(
      zoom,
      from,
      top,
      Math.max(4, plan.x(story.ledger.finishAtPs) - from),
      bar,
      'red',
      `late by ${exactPs(story.ledger.lateByPs)}`,
    );
    labelLate(pins, story, plan, plan.isCrowded ? topPx + 14 : top + bar / 2);
  }
  for (const release of lane.releases) {
    if (release < story.window.startPs || release > story.window.endPs) continue;
    const x = plan.x(release);
    path(pin(pins, x), `M${px(x)} ${px(topPx + heightPx - 5)}l3.2 5h-6.4z`, 'rel');
  }
}

function labelLate(pins: Canvas, story: JobStory, plan: TimelinePlan, y: number): void {
  const x = plan.x(story.ledger.finishAtPs);
  const label = `late by ${duration(story.ledger.lateByPs!)}`;
  const finish = `finish +${duration(story.ledger.responsePs)}`;
  const width = reservedPx(label, 12, true) + (plan.isCrowded ? reservedPx(finish, 10.5) + 8 : 0);
  const leftward = x + 10 + width > gutterPx + plotPx;
  const at = leftward ? plan.x(story.ledger.finishAtPs - story.ledger.lateByPs!) - 8 : x + 8;
  const made = pin(pins, x);
  const anchor = leftward ? 'end' : 'start';
  text(made, at, y + 1, label, 'tb redt halo', anchor);
  const beside = leftward ? at - reservedPx(label, 12, true) - 4 : at + reservedPx(label, 12, true) + 4;
  if (plan.isCrowded) text(made, beside, y + 1, finish, 'tx mut halo', anchor);
  else text(made, at, y + 13, finish, 'tx mut halo', anchor);
}

function drawWalls(zoom: Canvas, pins: Canvas, story: JobStory, plan: TimelinePlan): void {
  const { releaseAtPs, deadlinePs, job } = story.ledger;
  const release = plan.x(releaseAtPs);
  line(zoom, release, 30, release, plan.labelsPx - 8, 'dash fit');
  const releaseLabel = `release of job ${count(job)}`;
  const deadline = deadlinePs === null ? null : plan.x(releaseAtPs + deadlinePs);
  const tight = deadline !== null && deadline - release < reservedPx(releaseLabel, 12, true) + 14;
  text(
    pin(pins, release),
    tight ? release - 5 : release + 5,
    plan.labelsPx,
    releaseLabel,
    'tb halo',
    tight ? 'end' : 'start',
  );
  if (deadline === null) return;
  line(zoom, deadline, 30, deadline, plan.labelsPx - 4, 'wall fit');
  const label = `deadline +${plainDuration(deadlinePs!)}`;
  const leftward = deadline + 8 + reservedPx(label, 12, true) > gutterPx + plotPx;
  text(
    pin(pins, deadline),
    leftward ? deadline - 6 : deadline + 6,
    plan.labelsPx,
    label,
    'tb halo',
    leftward ? 'end' : 'start',
  );
}

/** The bracket: the longest stretch within the job that was not its own, in words. */
function drawReason(zoom: Canvas, pins: Canvas, story: JobStory, plan: TimelinePlan): void {
  const reason = reasonOf(story, plan);
  if (reason === null) return;
  const [from, to] = [plan.x(reason.startPs), plan.x(reason.endPs)];
  if (to - from < 8) return;
  const y = plan.storyPx + 17;
  path(zoom, `M${px(from)} ${y + 6}V${y}H${px(to)}V${y + 6}`, 'brk fit');
  const middle = (Math.max(from, gutterPx) + Math.min(to, gutterPx + plotPx)) / 2;
  const half = reservedPx(reason.label, 12, true) / 2;
  const at = Math.max(gutterPx + half, Math.min(gutterPx + plotPx - half, middle));
  text(pin(pins, middle), at, y - 5, reason.label, 'tb halo', 'middle');
}

function reasonOf(story: JobStory, plan: TimelinePlan): (Interval & { readonly label: string }) | null {
  const { releaseAtPs, finishAtPs } = story.ledger;
  const longest = <I extends Interval>(intervals: readonly I[]) =>
    intervals
      .filter(({ startPs, endPs }) => endPs > releaseAtPs && startPs < finishAtPs)
      .reduce<I | null>(
        (best, one) => (best === null || one.endPs - one.startPs > best.endPs - best.startPs ? one : best),
        null,
      );
  const worst = mainReason(story.ledger);
  if (worst === null || worst.cause === 'own-execution') return null;
  const hero = plan.tasks.find(({ lane }) => lane.hero)?.lane;
  const closed = longest((plan.supply?.intervals ?? []).filter(({ state }) => state !== 'held'));
  if (closed !== null && (worst.cause === 'budget-depletion' || worst.cause === 'window-closed')) {
    return {
      ...closed,
      label: `${closed.state === 'depleted' ? 'budget spent' : 'window closed'}, ${duration(closed.endPs - closed.startPs)}`,
    };
  }
  const waits = longest(
    (hero?.intervals ?? []).filter(({ state }) => state === (worst.cause === 'backend' ? 'waiting' : 'ready')),
  );
  if (waits === null) return null;
  const words = worst.culprit === '' || worst.culprit === none ? '' : `, most of it ${worst.culprit}`;
  return {
    ...waits,
    label: `${waits.state === 'waiting' ? `waits for ${worst.culprit}` : `ready, not running${words}`}, ${duration(waits.endPs - waits.startPs)}`,
  };
}
