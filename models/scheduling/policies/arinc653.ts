/**
 * Time partitions as ARINC 653 wants them: a fixed list of windows in a major frame that repeats for ever. In its window
 * a unit runs if it is runnable, else the processor idles; outside its windows it never runs.
 *
 * Queues: none; a table per processor. The frame starts at the start of the run and a late decision is aligned modulo
 * the frame. A window names a vCPU (`vm/vcpu`), a VM (all its vCPUs, largest priority first), or `idle`.
 * Windows are given, or derived from budgets: each processor's frame is `major_frame` or the smallest period on it; a
 * unit gets budget x frame / period, units without a budget share what is left, all in declared order. Without any
 * budget each unit gets 10 ms.
 *
 * Source: Xen 4.17 `xen/common/sched/arinc653.c` (rule A1): runtime per entry, sum <= major frame, 10 ms per entry before
 * a schedule is set, one core. Several cores here are several such tables.
 */
import { z } from 'zod';
import { mulDivFloor } from '../../../engine/time.ts';
import { count, time } from '../../parameter.ts';
import { budgetProblems } from '../budget-checks.ts';
import { Frame, unitsNamed, type Window, windowProblems, windowsOn } from '../frame.ts';
import { partition } from '../placement.ts';
import type { AdmissionProblem, Eligibility, Level, Pick, Policy, PolicyDefinition, UnitSpec } from '../policy.ts';
import { leastQuantum } from '../slices.ts';

const entryPs = 10e9;
const maxEntries = 64;
const never = Number.POSITIVE_INFINITY;

const parameters = z.object({
  major_frame: time({ min: 1e6, by: leastQuantum })
    .optional()
    .describe('absent: the sum of the windows, or the smallest period of the derived ones'),
  windows: z
    .array(
      z.object({
        of: z.string().describe('a vCPU, a VM, or idle'),
        at: time().optional().describe('offset in the frame; absent: after the window before'),
        length: time({ min: 1e3, by: 'Xen arinc653.c: a runtime of 0 is refused, and ns are its unit' }),
        pcpu: count().optional().describe('processor; absent: where the unit is at home'),
      }),
    )
    .optional()
    .describe('absent: derived from budgets and periods'),
});
const unitParameters = z.object({});
type Options = z.output<typeof parameters>;

/** Windows of the units at home on one processor, from their budgets. */
function derived(
  units: readonly UnitSpec[],
  here: readonly number[],
  frame: number | undefined,
): { lengthPs: number; windows: Window[] } {
  const served = here.filter((u) => units[u]!.budgetPs !== null && units[u]!.periodPs !== null);
  const others = here.length - served.length;
  const shortest = served.reduce((least, u) => Math.min(least, units[u]!.periodPs!), never);
  const lengthPs = frame ?? (shortest === never ? entryPs * Math.max(1, here.length) : shortest);
  const wants = new Map(served.map((u) => [u, mulDivFloor(lengthPs, units[u]!.budgetPs!, units[u]!.periodPs!)]));
  let freePs = lengthPs;
  for (const want of wants.values()) freePs -= want;
  const rest = others > 0 && freePs > 0 ? Math.floor(freePs / others) : 0;
  let cursorPs = 0;
  const windows = here.map((u) => {
    const startPs = cursorPs;
    cursorPs += wants.get(u) ?? rest;
    return { startPs, endPs: cursorPs, units: [u] };
  });
  return { lengthPs, windows };
}

function tables(
  units: readonly UnitSpec[],
  processorCount: number,
  options: Options,
): { lengthPs: number; windows: Window[] }[] {
  const homes = partition(units, processorCount);
  return Array.from({ length: processorCount }, (_, p) => {
    if (options.windows === undefined) {
      return derived(
        units,
        homes.flatMap((home, u) => (home === p ? [u] : [])),
        options.major_frame,
      );
    }
    const windows = windowsOn(p, options.windows, units, homes);
    const sumPs = windows.reduce((end, window) => Math.max(end, window.endPs), 0);
    return { lengthPs: options.major_frame ?? sumPs, windows };
  });
}

class Arinc653 implements Policy {
  readonly timerCount = 0;
  private readonly level: Level;
  private readonly frames: readonly Frame[];
  /** Window that processor `p` is in, as of its last pick; -1 in a gap. */
  private readonly windowOf: number[];
  private readonly on: number[];
  /** Processors that have windows of the unit. */
  private readonly placesOf: readonly (readonly number[])[];

  constructor(level: Level, options: Options) {
    this.level = level;
    this.frames = tables(level.units, level.processorCount, options).map(
      ({ lengthPs, windows }) => new Frame(lengthPs, windows),
    );
    this.windowOf = this.frames.map(() => -1);
    this.on = level.units.map(() => -1);
    this.placesOf = level.units.map((_, u) =>
      this.frames.flatMap((frame, p) => (frame.windows.some((window) => window.units.includes(u)) ? [p] : [])),
    );
  }

  admit(u: number): void {
    for (const p of this.placesOf[u]!) this.level.tickle(p);
    const first = this.placesOf[u]![0];
    if (first !== undefined && !this.placesOf[u]!.includes(this.level.assigned(u))) this.level.assign(u, first);
  }

  wake(u: number): void {
    if (this.on[u]! >= 0) return;
    for (const p of this.placesOf[u]!) if (this.inWindow(u, p)) this.level.tickle(p);
  }

  retire(): void {}
  block(): void {}
  yield(): void {}
  boost(): void {}
  charge(): void {}
  timer(): void {}

  pick(p: number, nowPs: number, out: Pick): void {
    const frame = this.frames[p]!;
    out.unit = -1;
    out.untilPs = never;
    out.extraTime = false;
    if (frame.windows.length === 0) return;
    const offsetPs = nowPs % frame.lengthPs;
    const index = frame.indexAt(offsetPs);
    this.windowOf[p] = index;
    out.untilPs = nowPs - offsetPs + frame.endAt(offsetPs, index);
    if (index < 0) return;
    for (const u of frame.windows[index]!.units) {
      if (!this.level.runnable(u) || !this.level.allowed(u, p) || (this.on[u]! >= 0 && this.on[u] !== p)) continue;
      out.unit = u;
      return;
    }
  }

  placed(u: number, _from: number, to: number): void {
    this.on[u] = to;
    // A unit with windows on several processors may have been awaited elsewhere.
    if (to < 0) this.wake(u);
  }

  eligibility(u: number): Eligibility {
    for (const p of this.placesOf[u]!) if (this.inWindow(u, p)) return 'eligible';
    return 'window-closed';
  }

  private inWindow(u: number, p: number): boolean {
    const index = this.windowOf[p]!;
    return index >= 0 && this.frames[p]!.windows[index]!.units.includes(u);
  }
}

function admission(units: readonly UnitSpec[], processorCount: number, options: Options): AdmissionProblem[] {
  const problems = options.windows === undefined ? budgetProblems(units) : [];
  if (problems.length > 0) return problems;
  options.windows?.forEach((wish, i) => {
    const named = unitsNamed(wish.of, units);
    if (wish.of !== 'idle' && named.length === 0) {
      problems.push({ unit: -1, key: `windows.${i}.of`, message: `no vCPU or VM is called "${wish.of}"` });
    }
    if (wish.pcpu !== undefined && wish.pcpu >= processorCount) {
      problems.push({ unit: -1, key: `windows.${i}.pcpu`, message: `there is no processor ${wish.pcpu}` });
    } else if (wish.pcpu !== undefined && named.some((u) => !units[u]!.processors.includes(wish.pcpu!))) {
      problems.push({
        unit: -1,
        key: `windows.${i}.pcpu`,
        message: `"${wish.of}" is not allowed on processor ${wish.pcpu}`,
      });
    }
  });
  if ((options.windows?.length ?? 0) > maxEntries) {
    problems.push({
      unit: -1,
      key: 'windows',
      message: `more than ${maxEntries} windows (Xen: ARINC653_MAX_DOMAINS_PER_SCHEDULE)`,
    });
  }
  tables(units, processorCount, options).forEach(({ lengthPs, windows }, p) => {
    for (const problem of windowProblems(lengthPs, windows, p)) {
      const help =
        options.windows === undefined ? 'the budgets on this processor add up to more than 100 %' : undefined;
      problems.push(help === undefined ? problem : { ...problem, key: 'budget', help });
    }
  });
  return problems;
}

export const arinc653 = {
  name: 'arinc653',
  origin: 'Xen 4.17 xen/common/sched/arinc653.c; ARINC Specification 653 part 1',
  summary: 'Fixed windows in a repeating major frame; an idle window stays idle.',
  levels: ['hypervisor', 'guest'],
  workConserving: false,
  reads: {
    budget: 'without windows: share of the frame, budget / period',
    period: 'without windows: the smallest one on a processor is its frame',
    priority: 'order of the vCPUs of a VM inside a window of the VM',
  },
  parameters,
  unitParameters,
  admission,
  create: (level: Level, options: Options) => new Arinc653(level, options),
} as const satisfies PolicyDefinition;
