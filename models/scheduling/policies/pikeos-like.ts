/**
 * Time partitions with a background, as PikeOS has them: in each window of a repeating major frame the units of its time
 * partition and those of time partition 0 may run, and the most urgent of both does.
 *
 * Queue: one per set of processors, by priority, then by readiness; units of closed partitions wait outside. So a unit of
 * partition 0 with high priority interrupts every window, one with low priority uses what windows leave idle.
 * One frame holds for all processors. Windows are given, or derived from budgets: the frame is `major_frame` or the
 * smallest period; each VM is a partition and gets the largest share that its units need on one processor; partitions
 * without budgets share what is left; what is left over then belongs to partition 0 alone.
 *
 * Source: RECALLED (PikeOS documentation is not public): windows, partition 0, union of ready threads. No defaults.
 */
import { z } from 'zod';
import { mulDivFloor } from '../../../engine/time.ts';
import { count, time } from '../../parameter.ts';
import { budgetProblems } from '../budget-checks.ts';
import { Frame, windowProblems } from '../frame.ts';
import { partition, placesOf } from '../placement.ts';
import type { AdmissionProblem, Eligibility, Level, PolicyDefinition, UnitSpec } from '../policy.ts';
import { behind, RankedPolicy } from '../ranked-policy.ts';

const emptyFramePs = 10e9;

const parameters = z.object({
  major_frame: time().optional().describe('absent: the sum of the windows, or the smallest period of the derived ones'),
  windows: z
    .array(
      z.object({
        partition: count().describe('time partition; 0: the background alone'),
        at: time().optional().describe('offset in the frame; absent: after the window before'),
        length: time(),
      }),
    )
    .optional()
    .describe('absent: derived from budgets and periods'),
});
const unitParameters = z.object({
  time_partition: count().optional().describe('0: background; absent: one per VM, 1 for the first'),
});
type Options = z.output<typeof parameters>;
type UnitOptions = z.output<typeof unitParameters>;

interface PartitionWindow {
  readonly partition: number;
  readonly startPs: number;
  readonly endPs: number;
}

function partitionOf(unit: UnitSpec): number {
  return (unit.options as UnitOptions).time_partition ?? unit.group + 1;
}

function table(
  units: readonly UnitSpec[],
  processorCount: number,
  options: Options,
): { lengthPs: number; windows: PartitionWindow[] } {
  if (options.windows === undefined) return derived(units, processorCount, options.major_frame);
  let cursorPs = 0;
  let endPs = 0;
  const windows = options.windows.map(({ partition: of, at, length }) => {
    const startPs = at ?? cursorPs;
    cursorPs = startPs + length;
    endPs = Math.max(endPs, cursorPs);
    return { partition: of, startPs, endPs: cursorPs };
  });
  return { lengthPs: options.major_frame ?? endPs, windows };
}

function derived(
  units: readonly UnitSpec[],
  processorCount: number,
  frame: number | undefined,
): { lengthPs: number; windows: PartitionWindow[] } {
  const homes = partition(units, processorCount);
  /** Units with a budget of each partition; null without any. */
  const budgeted = new Map<number, number[] | null>();
  let shortestPs = Number.POSITIVE_INFINITY;
  units.forEach((unit, u) => {
    const of = partitionOf(unit);
    if (of === 0) return;
    if (!budgeted.has(of)) budgeted.set(of, null);
    if (unit.budgetPs === null || unit.periodPs === null) return;
    shortestPs = Math.min(shortestPs, unit.periodPs);
    budgeted.set(of, [...(budgeted.get(of) ?? []), u]);
  });
  const lengthPs =
    frame ?? (shortestPs === Number.POSITIVE_INFINITY ? emptyFramePs * Math.max(1, budgeted.size) : shortestPs);
  const order = [...budgeted.keys()].sort((a, b) => a - b);
  const lengths = order.map((of) => {
    const members = budgeted.get(of);
    if (members == null) return null;
    const needPs = Array.from({ length: processorCount }, () => 0);
    for (const u of members) needPs[homes[u]!]! += mulDivFloor(lengthPs, units[u]!.budgetPs!, units[u]!.periodPs!);
    return Math.max(...needPs);
  });
  const givenPs = lengths.reduce<number>((sum, ps) => sum + (ps ?? 0), 0);
  const others = lengths.filter((ps) => ps === null).length;
  const restPs = others === 0 ? 0 : Math.max(0, Math.floor((lengthPs - givenPs) / others));
  let cursorPs = 0;
  const windows = order.map((of, i) => {
    const startPs = cursorPs;
    cursorPs += lengths[i] ?? restPs;
    return { partition: of, startPs, endPs: cursorPs };
  });
  return { lengthPs, windows };
}

class TimePartitions extends RankedPolicy {
  readonly timerCount = 1;
  private readonly frame: Frame;
  /** Time partition of each window of the frame, in its order. */
  private readonly owners: readonly number[];
  private readonly partitionOf: readonly number[];
  private open = 0;
  private boundaryAtPs = -1;

  constructor(level: Level, options: Options) {
    super(level, placesOf(level, 'global'));
    this.partitionOf = level.units.map(partitionOf);
    const { lengthPs, windows } = table(level.units, level.processorCount, options);
    const sorted = windows.filter((window) => window.endPs > window.startPs).sort((a, b) => a.startPs - b.startPs);
    this.frame = new Frame(
      lengthPs,
      sorted.map(({ startPs, endPs }) => ({ startPs, endPs, units: [] })),
    );
    this.owners = sorted.map((window) => window.partition);
  }

  protected override begin(u: number, nowPs: number): void {
    if (this.boundaryAtPs < 0) this.enter(nowPs);
    this.apply(u);
  }

  protected arrive(u: number, _why: unknown, nowPs: number): void {
    this.rank(u, -this.level.units[u]!.priority, nowPs);
  }

  protected override boostedKey(ownKey: number, urgency: number): number {
    return Math.min(ownKey, -urgency);
  }

  protected override fire(_id: number, nowPs: number): void {
    if (nowPs < this.boundaryAtPs) return;
    this.enter(nowPs);
    for (let u = 0; u < this.partitionOf.length; u++) this.apply(u);
  }

  override yield(u: number, nowPs: number): void {
    if (this.awake[u]) this.rank(u, -this.level.units[u]!.priority, behind(nowPs));
  }

  override eligibility(u: number): Eligibility {
    return this.entitled[u] ? 'eligible' : 'window-closed';
  }

  private enter(nowPs: number): void {
    const { frame } = this;
    if (frame.lengthPs <= 0) return;
    const offsetPs = nowPs % frame.lengthPs;
    const index = frame.indexAt(offsetPs);
    this.open = index < 0 ? 0 : this.owners[index]!;
    this.boundaryAtPs = nowPs - offsetPs + frame.endAt(offsetPs, index);
    this.level.arm(0, this.boundaryAtPs);
  }

  private apply(u: number): void {
    const of = this.partitionOf[u]!;
    if (of === 0 || of === this.open) this.entitle(u);
    else this.disentitle(u);
  }
}

function admission(units: readonly UnitSpec[], processorCount: number, options: Options): AdmissionProblem[] {
  const problems = options.windows === undefined ? budgetProblems(units) : [];
  if (problems.length > 0) return problems;
  const used = new Set(units.map(partitionOf));
  options.windows?.forEach(({ partition: of }, i) => {
    if (of === 0 || used.has(of)) return;
    problems.push({ unit: -1, key: `windows.${i}.partition`, message: `no vCPU belongs to time partition ${of}` });
  });
  const { lengthPs, windows } = table(units, processorCount, options);
  const plain = windows.map(({ startPs, endPs }) => ({ startPs, endPs, units: [] }));
  const key = options.windows === undefined ? 'budget' : 'windows';
  // One frame holds everywhere, so one processor stands for all.
  return problems.concat(windowProblems(lengthPs, plain, 0).map((problem) => ({ ...problem, key })));
}

export const pikeosLike = {
  name: 'pikeos-like',
  origin: 'PikeOS time partitions (recalled; its documentation is not public)',
  summary: 'Windows per time partition, with partition 0 competing by priority in all of them.',
  levels: ['hypervisor', 'guest'],
  workConserving: true,
  reads: {
    budget: 'without windows: share of the VM in the frame, budget / period',
    period: 'without windows: the smallest is the frame',
    priority: 'larger runs first among the open partition and partition 0',
    preemptible: 'false: keeps its processor until it blocks or its window ends',
  },
  parameters,
  unitParameters,
  admission,
  create: (level: Level, options: Options) => new TimePartitions(level, options),
} as const satisfies PolicyDefinition;
