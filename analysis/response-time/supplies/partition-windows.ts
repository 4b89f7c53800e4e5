/**
 * Time partitions with a background (PikeOS-like): in a window the most urgent of the open partition and of partition 0 runs. A
 * vCPU gets its windows less what others of both, at its priority or above, may take there.
 *
 * One frame holds for all cores. Windows that the file does not give follow from budgets: each VM is a partition, its window
 * is the largest share that its vCPUs need on one core, partitions without budgets share the rest.
 *
 * Theory: the supply of static partitions (Mok, Feng, Chen, RTAS 2001). Times in ps.
 */
import { windowSupply } from '../supply-bound.ts';
import {
  notSupplied,
  type SupplyDefinition,
  type SupplyProblem,
  type SupplyResult,
  type SupplyUnit,
  sharersOf,
} from '../vcpu-supply.ts';

const emptyFramePs = 10e9;

function vmsInOrder(units: readonly SupplyUnit[]): string[] {
  return [...new Set(units.map(({ vm }) => vm))];
}

function partitionOf(unit: SupplyUnit, units: readonly SupplyUnit[]): number {
  const own = unit.options.time_partition;
  return typeof own === 'number' ? own : vmsInOrder(units).indexOf(unit.vm) + 1;
}

interface Plan {
  readonly framePs: number;
  readonly windows: readonly { readonly partition: number; readonly startPs: number; readonly lengthPs: number }[];
}

function writtenPlan(written: readonly Record<string, number>[], major: unknown): Plan {
  let cursorPs = 0;
  let endPs = 0;
  const windows = written.map(({ partition, at, length }) => {
    const startPs = at ?? cursorPs;
    cursorPs = startPs + length!;
    endPs = Math.max(endPs, cursorPs);
    return { partition: partition!, startPs, lengthPs: length! };
  });
  return { framePs: typeof major === 'number' ? major : endPs, windows };
}

/** Derived windows, on a pool of one core only: elsewhere the shares depend on where units are at home. */
function derivedPlan({ units, options }: SupplyProblem): Plan {
  const needs = new Map<number, number | null>();
  let shortestPs = Number.POSITIVE_INFINITY;
  for (const unit of units) {
    const partition = partitionOf(unit, units);
    if (partition === 0) continue;
    if (!needs.has(partition)) needs.set(partition, null);
    if (unit.budgetPs === null || unit.periodPs === null) continue;
    shortestPs = Math.min(shortestPs, unit.periodPs);
    needs.set(partition, (needs.get(partition) ?? 0) + unit.budgetPs / unit.periodPs);
  }
  const major = options.major_frame;
  const framePs =
    typeof major === 'number'
      ? major
      : shortestPs === Number.POSITIVE_INFINITY
        ? emptyFramePs * Math.max(1, needs.size)
        : shortestPs;
  const order = [...needs.keys()].sort((a, b) => a - b);
  const lengths = order.map((partition) => {
    const need = needs.get(partition)!;
    return need === null ? null : Math.floor(need * framePs);
  });
  const givenPs = lengths.reduce<number>((sum, ps) => sum + (ps ?? 0), 0);
  const others = lengths.filter((ps) => ps === null).length;
  const restPs = others === 0 ? 0 : Math.max(0, Math.floor((framePs - givenPs) / others));
  let cursorPs = 0;
  const windows = order.map((partition, place) => {
    const startPs = cursorPs;
    const lengthPs = lengths[place] ?? restPs;
    cursorPs += lengthPs;
    return { partition, startPs, lengthPs };
  });
  return { framePs, windows };
}

function bound(problem: SupplyProblem): SupplyResult {
  const { unit, units, options, switchPs, overheads, pcpus } = problem;
  const partition = partitionOf(unit, units);
  if (partition === 0) return notSupplied('partition 0 has no windows of its own');
  const written = options.windows;
  if (!Array.isArray(written) && pcpus.length !== 1)
    return notSupplied('derived windows on several cores have no bound here');
  const rivals = sharersOf(problem).filter(
    (other) => [0, partition].includes(partitionOf(other, units)) && other.priority >= unit.priority,
  );
  if (rivals.length > 0) return notSupplied(`vCPU ${rivals[0]!.name} may run in the same windows`);
  const plan = Array.isArray(written)
    ? writtenPlan(written as Record<string, number>[], options.major_frame)
    : derivedPlan(problem);
  const windows = plan.windows
    .filter((window) => window.partition === partition && window.lengthPs > switchPs)
    .map(({ startPs, lengthPs }) => [startPs + switchPs, lengthPs - switchPs] as const)
    .sort((a, b) => a[0] - b[0]);
  if (windows.length === 0) return notSupplied(`vCPU ${unit.name} has no window`);
  return { supply: windowSupply(windows, plan.framePs), interferers: overheads, restartPs: 0 };
}

export const partitionWindows = {
  policies: ['pikeos-like'],
  origin: 'Mok, Feng, Chen, RTAS 2001',
  summary: 'The windows of its partition, less more urgent work of partition 0.',
  bound,
} as const satisfies SupplyDefinition;
