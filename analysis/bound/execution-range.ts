/**
 * Least and longest execution of steps and tasks, read from the description alone. Times of the file hold at the sheet's clock
 * and scale with the clock of the core; a step's longest time is rounded up, its least down. Times in ps.
 */
import { mulDivCeil, mulDivFloor } from '../../engine/time.ts';
import type { Choice, EcuDescription, Execution, Step, Task } from '../../scenarios/ecu.ts';

export interface Range {
  readonly leastPs: number;
  readonly mostPs: number;
}

const numberOf = (choice: Choice, key: string): number => {
  const value = choice[key];
  return typeof value === 'number' ? value : Number.NaN;
};

/** Bounds of a distribution; null for a member that is not known here. */
export function rangeOf(choice: Choice): Range | null {
  switch (choice.use) {
    case 'fixed':
      return { leastPs: numberOf(choice, 'time'), mostPs: numberOf(choice, 'time') };
    case 'uniform':
    case 'triangular':
      return { leastPs: numberOf(choice, 'min'), mostPs: numberOf(choice, 'max') };
    case 'weibull': {
      const [min, mean, max] = [numberOf(choice, 'min'), numberOf(choice, 'mean'), numberOf(choice, 'max')];
      return mean <= min || mean >= max ? { leastPs: mean, mostPs: mean } : { leastPs: min, mostPs: max };
    }
    case 'histogram': {
      const bins = choice.bins as readonly { readonly min: number; readonly max: number }[];
      return { leastPs: bins[0]!.min, mostPs: bins[bins.length - 1]!.max };
    }
    default:
      return null;
  }
}

/** On the core types `types` (names): the extremes over all of them; null when one is not known or endless. */
export function runRange(ecu: EcuDescription, run: Execution, types: readonly string[]): Range | null {
  let leastPs = Number.POSITIVE_INFINITY;
  let mostPs = 0;
  for (const name of types) {
    const choice = run.perCore[name] ?? run.default;
    const type = ecu.soc.cores.find((core) => core.name === name)!;
    const range = choice === null ? null : rangeOf(choice);
    if (range === null) return null;
    leastPs = Math.min(leastPs, mulDivFloor(range.leastPs, type.sheetClockHz, type.clockHz));
    mostPs = Math.max(mostPs, mulDivCeil(range.mostPs, type.sheetClockHz, type.clockHz));
  }
  return { leastPs, mostPs };
}

export function acceleratorRange(ecu: EcuDescription, run: Execution, name: string): Range | null {
  const accelerator = ecu.soc.accelerators.find((one) => one.name === name)!;
  const choice = run.perCore[name] ?? run.default;
  const range = choice === null ? null : rangeOf(choice);
  if (range === null) return null;
  return {
    leastPs: mulDivFloor(range.leastPs, accelerator.sheetClockHz, accelerator.clockHz),
    mostPs: mulDivCeil(range.mostPs, accelerator.sheetClockHz, accelerator.clockHz),
  };
}

/** One wait of a job beside its execution. */
export interface Wait {
  /** Accelerator, or null for a sleep. */
  readonly accelerator: string | null;
  readonly range: Range;
}

/** A task as the sum of its steps. */
export interface TaskShape {
  /** Work on the core, calls of accelerators included. */
  readonly execution: Range;
  readonly waits: readonly Wait[];
  /** Longest hold of each resource: one step. */
  readonly sections: readonly { readonly resource: string; readonly lengthPs: number }[];
}

/** What stands in the way of a bound, or the shape. */
export function shapeOf(ecu: EcuDescription, task: Task, types: readonly string[]): TaskShape | string {
  if (task.steps.length === 0) return 'it runs without end';
  let leastPs = 0;
  let mostPs = 0;
  const waits: Wait[] = [];
  const sections: { resource: string; lengthPs: number }[] = [];
  for (const step of task.steps) {
    const part = partOf(ecu, step, types);
    if (typeof part === 'string') return part;
    leastPs += part.execution.leastPs;
    mostPs += part.execution.mostPs;
    if (part.wait !== null) waits.push(part.wait);
    if (step.hold.length > 0 && part.wait !== null) return `step "${step.name}" waits while it holds ${step.hold[0]}`;
    for (const resource of step.hold) sections.push({ resource, lengthPs: part.execution.mostPs });
  }
  return { execution: { leastPs, mostPs }, waits, sections };
}

function partOf(
  ecu: EcuDescription,
  step: Step,
  types: readonly string[],
): { execution: Range; wait: Wait | null } | string {
  const nothing = { leastPs: 0, mostPs: 0 };
  if (step.request !== null) return `what request "${step.name}" of device ${step.request.device} takes is not bounded`;
  const slept =
    step.sleepPs === null ? null : { accelerator: null, range: { leastPs: step.sleepPs, mostPs: step.sleepPs } };
  if (step.run === null) return { execution: nothing, wait: slept };
  if (step.accelerator === null) {
    const execution = runRange(ecu, step.run, types);
    return execution === null
      ? `the execution time of step "${step.name}" has no known limit`
      : { execution, wait: slept };
  }
  const range = acceleratorRange(ecu, step.run, step.accelerator);
  if (range === null) return `the work of step "${step.name}" on ${step.accelerator} has no known limit`;
  const { callCostPs } = ecu.soc.accelerators.find((one) => one.name === step.accelerator)!;
  return { execution: { leastPs: callCostPs, mostPs: callCostPs }, wait: { accelerator: step.accelerator, range } };
}
