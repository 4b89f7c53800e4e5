/**
 * Where everything of a timeline goes, before anything is drawn: heights of lanes, the map from time to x, and how
 * intervals that are too narrow to see are merged, so that the whole drawing stays under its limit of marks.
 */
import type { Interval, JobStory, Lane } from '../../analysis/fact.ts';

export const gutterPx = 164;
export const plotPx = 952;
const headPx = 34;
const heights = { pcpu: 26, budget: 42, story: 27, task: 19, hero: 30, crowdedHero: 48, strip: 26 } as const;
const mostMarks = 1400;
/** Bars narrower than this merge into a tint. */
const narrowestPx = 0.6;

export type TaskLane = Extract<Lane, { kind: 'task' }>;
export type PcpuLane = Extract<Lane, { kind: 'pcpu' }>;
export type BudgetLane = Extract<Lane, { kind: 'budget' }>;
export type SupplyLane = Extract<Lane, { kind: 'supply' }>;

export interface Placed<L extends Lane> {
  readonly lane: L;
  readonly topPx: number;
  readonly heightPx: number;
}

export interface TimelinePlan {
  readonly x: (atPs: number) => number;
  readonly supply: SupplyLane | null;
  readonly cores: readonly Placed<PcpuLane>[];
  readonly budgets: readonly Placed<BudgetLane>[];
  readonly storyPx: number;
  readonly tasks: readonly Placed<TaskLane>[];
  readonly tasksFromPx: number;
  readonly tasksToPx: number;
  readonly labelsPx: number;
  /** The job's task runs again right after: the words about its finish stand above its bar. */
  readonly isCrowded: boolean;
  readonly strips: readonly Placed<PcpuLane>[];
  readonly heightPx: number;
  /** Intervals closer than this (ps) are drawn as one. */
  readonly mergePs: number;
}

export function planTimeline(story: JobStory): TimelinePlan {
  const { startPs, endPs } = story.window;
  const x = (atPs: number) => gutterPx + ((atPs - startPs) / Math.max(1, endPs - startPs)) * plotPx;
  const ofKind = <K extends Lane['kind']>(kind: K) =>
    story.lanes.filter((lane): lane is Extract<Lane, { kind: K }> => lane.kind === kind);
  let top = headPx;
  const place = <L extends Lane>(lane: L, heightPx: number): Placed<L> => {
    const placed = { lane, topPx: top, heightPx };
    top += heightPx;
    return placed;
  };
  const pcpus = ofKind('pcpu');
  const cores = pcpus.filter(({ strip }) => !strip).map((lane) => place(lane, heights.pcpu));
  const budgets = ofKind('budget').map((lane) => place(lane, heights.budget));
  const storyPx = top;
  top += heights.story;
  const isCrowded = crowded(story, x);
  const tasksFromPx = top;
  const tasks = ofKind('task').map((lane) =>
    place(lane, lane.hero ? (isCrowded ? heights.crowdedHero : heights.hero) : heights.task),
  );
  const tasksToPx = top;
  const labelsPx = top + 14;
  top += 28;
  const strips = pcpus.filter(({ strip }) => strip).map((lane) => place(lane, heights.strip));
  const supply = ofKind('supply')[0] ?? null;
  return {
    x,
    supply,
    cores,
    budgets,
    storyPx,
    tasks,
    tasksFromPx,
    tasksToPx,
    labelsPx,
    strips,
    isCrowded,
    heightPx: top + 4,
    mergePs: mergeFor(story),
  };
}

/** Room that the words about a late finish take to the right of it, px. */
const lateWordsPx = 130;

function crowded({ lanes, ledger }: JobStory, x: (atPs: number) => number): boolean {
  if (ledger.lateByPs === null) return false;
  const from = ledger.finishAtPs;
  return lanes.some(
    (lane) =>
      lane.kind === 'task' &&
      lane.hero &&
      lane.intervals.some(({ startPs, endPs }) => endPs > from && x(startPs) < x(from) + lateWordsPx),
  );
}

/** The narrowest width (ps) at which all lanes together stay under the limit of marks. */
function mergeFor(story: JobStory): number {
  const span = Math.max(1, story.window.endPs - story.window.startPs);
  const lists = story.lanes.flatMap((lane) => (lane.kind === 'budget' ? [] : [lane.intervals as readonly Interval[]]));
  let mergePs = (narrowestPx / plotPx) * span;
  const marks = () => lists.reduce((sum, intervals) => sum + merged(intervals, mergePs, () => '').length, 0);
  while (marks() > mostMarks) mergePs *= 2;
  return mergePs;
}

export interface Drawn<I extends Interval> {
  readonly startPs: number;
  readonly endPs: number;
  /** The one interval, or null when several narrow ones were merged. */
  readonly interval: I | null;
  readonly first: I;
}

/** Keeps wide intervals; merges runs of narrow neighbours with the same key. */
export function merged<I extends Interval>(
  intervals: readonly I[],
  mergePs: number,
  key: (interval: I) => string,
): Drawn<I>[] {
  const drawn: { startPs: number; endPs: number; interval: I | null; first: I }[] = [];
  for (const interval of intervals) {
    const last = drawn[drawn.length - 1];
    const narrow = interval.endPs - interval.startPs < mergePs;
    const joins =
      narrow && last !== undefined && key(last.first) === key(interval) && interval.startPs - last.endPs < mergePs;
    const lastIsNarrow = last !== undefined && (last.interval === null || last.endPs - last.startPs < mergePs);
    if (joins && lastIsNarrow) {
      last.endPs = interval.endPs;
      last.interval = null;
    } else {
      drawn.push({ startPs: interval.startPs, endPs: interval.endPs, interval, first: interval });
    }
  }
  return drawn;
}
