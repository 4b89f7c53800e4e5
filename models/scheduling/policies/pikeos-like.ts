/**
 * Time partitions with a background, as PikeOS has them: in each window of a repeating major frame the units of its time
 * partition and those of time partition 0 may run, and the most urgent of both does.
 *
 * Queue: one per set of processors, by priority, then by readiness; units of closed partitions wait outside. So a unit of
 * partition 0 with high priority interrupts every window, one with low priority uses what windows leave idle.
 * Windows that are given hold for all processors. Without them each processor gets a frame from the budgets of the units
 * at home there (units then stay at home): its length is `major_frame` or the smallest period there; each VM is a partition
 * and gets the share that its units need; partitions without budgets share what is left; what is left over then belongs to
 * partition 0 alone.
 *
 * Source: RECALLED (PikeOS documentation is not public): windows, partition 0, union of ready threads. No defaults; frames
 * that differ by processor are a convention of ours, so that budgets of several processors can be kept.
 */
import { z } from 'zod';
import { mulDivFloor } from '../../../engine/time.ts';
import { count, time } from '../../parameter.ts';
import { budgetProblems } from '../budget-checks.ts';
import { Frame, windowProblems } from '../frame.ts';
import { partition, placesOf } from '../placement.ts';
import type { AdmissionProblem, Eligibility, Level, PolicyDefinition, UnitSpec } from '../policy.ts';
import { behind, RankedPolicy } from '../ranked-policy.ts';
import { leastQuantum } from '../slices.ts';

const emptyFramePs = 10e9;

const parameters = z.object({
  major_frame: time({ min: 1e6, by: leastQuantum })
    .optional()
    .describe('absent: the sum of the windows, or the smallest period of the derived ones'),
  windows: z
    .array(
      z.object({
        partition: count().describe('time partition; 0: the background alone'),
        at: time().optional().describe('offset in the frame; absent: after the window before'),
        length: time({ min: 1e3, by: 'a window that is open for some time' }),
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

interface PartitionTable {
  readonly lengthPs: number;
  readonly windows: readonly PartitionWindow[];
}

/** One table for all processors when windows are given, else one per processor. */
function tables(units: readonly UnitSpec[], processorCount: number, options: Options): PartitionTable[] {
  const { windows: given, major_frame } = options;
  if (given !== undefined) return [fromWindows(given, major_frame)];
  const homes = partition(units, processorCount);
  return Array.from({ length: processorCount }, (_, p) =>
    derived(
      units.filter((_, u) => homes[u] === p),
      major_frame,
    ),
  );
}

function fromWindows(given: NonNullable<Options['windows']>, frame: number | undefined): PartitionTable {
  let cursorPs = 0;
  let endPs = 0;
  const windows = given.map(({ partition: of, at, length }) => {
    const startPs = at ?? cursorPs;
    cursorPs = startPs + length;
    endPs = Math.max(endPs, cursorPs);
    return { partition: of, startPs, endPs: cursorPs };
  });
  return { lengthPs: frame ?? endPs, windows };
}

/** Windows of the partitions at home on one processor, from the budgets of their units. */
function derived(units: readonly UnitSpec[], frame: number | undefined): PartitionTable {
  const partitions = [...new Set(units.map(partitionOf))].filter((of) => of !== 0).sort((a, b) => a - b);
  const reserved = units.filter((unit) => partitionOf(unit) !== 0 && unit.budgetPs !== null && unit.periodPs !== null);
  const shortestPs = reserved.reduce((least, unit) => Math.min(least, unit.periodPs!), Number.POSITIVE_INFINITY);
  const lengthPs =
    frame ?? (shortestPs === Number.POSITIVE_INFINITY ? emptyFramePs * Math.max(1, partitions.length) : shortestPs);
  const lengths = partitions.map((of) => {
    const own = reserved.filter((unit) => partitionOf(unit) === of);
    return own.length === 0
      ? null
      : own.reduce((sum, unit) => sum + mulDivFloor(lengthPs, unit.budgetPs!, unit.periodPs!), 0);
  });
  const givenPs = lengths.reduce<number>((sum, ps) => sum + (ps ?? 0), 0);
  const others = lengths.filter((ps) => ps === null).length;
  const restPs = others === 0 ? 0 : Math.max(0, Math.floor((lengthPs - givenPs) / others));
  let cursorPs = 0;
  const windows = partitions.map((of, i) => {
    const startPs = cursorPs;
    cursorPs += lengths[i] ?? restPs;
    return { partition: of, startPs, endPs: cursorPs };
  });
  return { lengthPs, windows };
}

/** A frame and the time partition of each of its windows. */
interface PartitionFrame {
  readonly frame: Frame;
  readonly owners: readonly number[];
}

function frameOf({ lengthPs, windows }: PartitionTable): PartitionFrame {
  const sorted = windows.filter((window) => window.endPs > window.startPs).sort((a, b) => a.startPs - b.startPs);
  return {
    frame: new Frame(
      lengthPs,
      sorted.map(({ startPs, endPs }) => ({ startPs, endPs, units: [] })),
    ),
    owners: sorted.map((window) => window.partition),
  };
}

class TimePartitions extends RankedPolicy {
  /** A timer per frame. */
  readonly timerCount: number;
  private readonly frames: readonly PartitionFrame[];
  private readonly partitionOf: readonly number[];
  /** Frame that opens and closes the unit. */
  private readonly frameOf: readonly number[];
  /** Units by time partition, per frame. */
  private readonly members: readonly Map<number, number[]>[];
  private readonly open: number[];
  private readonly boundaryAtPs: number[];

  constructor(level: Level, options: Options) {
    super(level, placesOf(level, options.windows === undefined ? 'partitioned' : 'global'));
    this.frames = tables(level.units, level.processorCount, options).map(frameOf);
    this.timerCount = this.frames.length;
    this.partitionOf = level.units.map(partitionOf);
    const homes = partition(level.units, level.processorCount);
    this.frameOf = homes.map((home) => (this.frames.length === 1 ? 0 : home));
    this.members = this.frames.map(() => new Map());
    this.frameOf.forEach((f, u) => {
      const members = this.members[f]!;
      const of = this.partitionOf[u]!;
      if (!members.has(of)) members.set(of, []);
      members.get(of)!.push(u);
    });
    this.open = this.frames.map(() => 0);
    this.boundaryAtPs = this.frames.map(() => -1);
  }

  protected override begin(u: number, nowPs: number): void {
    const f = this.frameOf[u]!;
    if (this.boundaryAtPs[f]! < 0) this.enter(f, nowPs);
    this.apply(u);
  }

  protected arrive(u: number, _why: unknown, nowPs: number): void {
    this.rank(u, -this.level.units[u]!.priority, nowPs);
  }

  protected override boostedKey(ownKey: number, urgency: number): number {
    return Math.min(ownKey, -urgency);
  }

  protected override fire(f: number, nowPs: number): void {
    if (nowPs < this.boundaryAtPs[f]!) return;
    const closed = this.open[f]!;
    this.enter(f, nowPs);
    if (this.open[f] === closed) return;
    this.applyAll(f, closed);
    this.applyAll(f, this.open[f]!);
  }

  override yield(u: number, nowPs: number): void {
    if (this.awake[u]) this.rank(u, -this.level.units[u]!.priority, behind(nowPs));
  }

  override eligibility(u: number): Eligibility {
    return this.entitled[u] ? 'eligible' : 'window-closed';
  }

  private enter(f: number, nowPs: number): void {
    const { frame, owners } = this.frames[f]!;
    if (frame.lengthPs <= 0) return;
    const offsetPs = nowPs % frame.lengthPs;
    const index = frame.indexAt(offsetPs);
    this.open[f] = index < 0 ? 0 : owners[index]!;
    this.boundaryAtPs[f] = nowPs - offsetPs + frame.endAt(offsetPs, index);
    this.level.arm(f, this.boundaryAtPs[f]!);
  }

  private applyAll(f: number, of: number): void {
    for (const u of this.members[f]!.get(of) ?? []) this.apply(u);
  }

  private apply(u: number): void {
    const of = this.partitionOf[u]!;
    if (of === 0 || of === this.open[this.frameOf[u]!]) this.entitle(u);
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
  tables(units, processorCount, options).forEach(({ lengthPs, windows }, p) => {
    const plain = windows.map(({ startPs, endPs }, wish) =>
      options.windows === undefined ? { startPs, endPs, units: [] } : { startPs, endPs, units: [], wish },
    );
    for (const problem of windowProblems(lengthPs, plain, p)) {
      if (options.windows !== undefined) problems.push(problem);
      else
        problems.push({ ...problem, key: 'budget', help: 'the budgets on this processor add up to more than 100 %' });
    }
  });
  return problems;
}

export const pikeosLike = {
  name: 'pikeos-like',
  origin: 'PikeOS time partitions (recalled; its documentation is not public)',
  summary: 'Windows per time partition, with partition 0 competing by priority in all of them.',
  levels: ['hypervisor', 'guest'],
  // With derived windows units stay at home; with given ones no processor idles beside a unit whose window is open.
  workConserving: false,
  reads: {
    budget: 'without windows: share of the frame, budget / period',
    period: 'without windows: the smallest one on a processor is its frame',
    priority: 'larger runs first among the open partition and partition 0',
    preemptible: 'false: keeps its processor until it blocks or its window ends',
  },
  parameters,
  unitParameters,
  admission,
  create: (level: Level, options: Options) => new TimePartitions(level, options),
} as const satisfies PolicyDefinition;
