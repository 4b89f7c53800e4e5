/**
 * How far an ECU is from failing: by what factor all executions, those of one task, or one budget may change until the first row
 * that holds now (a bound within its deadline) does not hold any more. Found by bisection over whole bounds of the ECU,
 * which grow with execution and shrink with budget.
 *
 * Theory: breakdown utilisation, Lehoczky, Sha, Ding, RTSS 1989; sensitivity by search, Vestal, IEEE TSE 20(4), 1994.
 */
import type { Choice, EcuDescription, Execution, Task } from '../../scenarios/ecu.ts';
import type { BoundRow, SensitivityFact } from './bound-fact.ts';
import { boundRows } from './bound-rows.ts';
import { boundEcu } from './ecu-bounds.ts';

/** Steps of the bisection: the factor is found within 1/128 of the range. */
const steps = 7;
const largestFactor = 8;

const holds = ({ boundPs, deadlinePs }: BoundRow) => boundPs !== null && deadlinePs !== null && boundPs <= deadlinePs;

/** First row that holds in `before` and not in the changed ECU; null: none. */
function firstFailure(before: readonly BoundRow[], changed: EcuDescription): string | null {
  const after = boundRows(changed, boundEcu(changed));
  const place = before.findIndex((row, index) => holds(row) && !holds(after[index]!));
  return place === -1 ? null : before[place]!.subject;
}

/** Largest factor in [from, to] that fails nothing, as seen by bisection; `to` below `from` searches downwards. */
function search(
  before: readonly BoundRow[],
  from: number,
  to: number,
  change: (factor: number) => EcuDescription,
): { factor: number | null; first: string | null } {
  let first = firstFailure(before, change(to));
  if (first === null) return { factor: null, first: null };
  let [good, bad] = [from, to];
  for (let step = 0; step < steps; step += 1) {
    const middle = (good + bad) / 2;
    const failure = firstFailure(before, change(middle));
    if (failure === null) good = middle;
    else {
      bad = middle;
      first = failure;
    }
  }
  return { factor: good, first };
}

export function breakdown(ecu: EcuDescription, rows: readonly BoundRow[]): SensitivityFact {
  const found = search(rows, 1, largestFactor, (factor) => withTasks(ecu, factor, () => true));
  return { of: ecu.name, kind: 'all', ...found };
}

export function taskScaling(ecu: EcuDescription, rows: readonly BoundRow[]): SensitivityFact[] {
  return rows
    .filter((row) => row.kind === 'task' && row.boundPs !== null)
    .map(({ subject }) => ({
      of: subject,
      kind: 'task',
      ...search(rows, 1, largestFactor, (factor) => withTasks(ecu, factor, (name) => name === subject)),
    }));
}

export function budgetSensitivity(ecu: EcuDescription, rows: readonly BoundRow[]): SensitivityFact[] {
  return ecu.vms.flatMap((vm) =>
    vm.vcpus
      .filter(({ budgetPs, periodPs }) => budgetPs !== null && periodPs !== null)
      .map((vcpu): SensitivityFact => {
        const of = `${vm.name}/${vcpu.name}`;
        return { of, kind: 'budget', ...search(rows, 1, 1 / 64, (factor) => withBudget(ecu, of, factor)) };
      }),
  );
}

export function withBudget(ecu: EcuDescription, name: string, factor: number): EcuDescription {
  return {
    ...ecu,
    vms: ecu.vms.map((vm) => ({
      ...vm,
      vcpus: vm.vcpus.map((vcpu) =>
        `${vm.name}/${vcpu.name}` === name
          ? { ...vcpu, budgetPs: Math.max(1, Math.floor(vcpu.budgetPs! * factor)) }
          : vcpu,
      ),
    })),
  };
}

export function withTasks(ecu: EcuDescription, factor: number, of: (name: string) => boolean): EcuDescription {
  return {
    ...ecu,
    vms: ecu.vms.map((vm) => ({
      ...vm,
      tasks: vm.tasks.map((task) => (of(`${vm.name}/${task.name}`) ? scaled(task, factor) : task)),
    })),
  };
}

/** The task at another priority. */
export function withPriority(ecu: EcuDescription, of: string, priority: number): EcuDescription {
  return {
    ...ecu,
    vms: ecu.vms.map((vm) => ({
      ...vm,
      tasks: vm.tasks.map((task) => (`${vm.name}/${task.name}` === of ? { ...task, priority } : task)),
    })),
  };
}

/** Work on cores; that of accelerators and sleeps stays. */
function scaled(task: Task, factor: number): Task {
  return {
    ...task,
    steps: task.steps.map((step) =>
      step.run === null || step.accelerator !== null ? step : { ...step, run: scaledExecution(step.run, factor) },
    ),
  };
}

function scaledExecution(run: Execution, factor: number): Execution {
  return {
    default: run.default === null ? null : scaledChoice(run.default, factor),
    perCore: Object.fromEntries(
      Object.entries(run.perCore).map(([core, choice]) => [core, scaledChoice(choice, factor)]),
    ),
  };
}

function scaledChoice(choice: Choice, factor: number): Choice {
  const scale = (value: unknown): unknown => {
    if (typeof value === 'number') return Math.ceil(value * factor);
    if (Array.isArray(value))
      return value.map((bin: Record<string, number>) => ({
        ...bin,
        min: Math.ceil(bin.min! * factor),
        max: Math.ceil(bin.max! * factor),
      }));
    return value;
  };
  return { ...Object.fromEntries(Object.entries(choice).map(([key, value]) => [key, scale(value)])), use: choice.use };
}
