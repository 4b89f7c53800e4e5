/**
 * What one job of a task executes, step by step, and the work of interrupt handlers: from the description's demands to work
 * per core type or accelerator. Demands hold at the clock of the sheet and are scaled to the actual one; times in ps.
 */
import type { Accelerator } from '../models/core/accelerator.ts';
import type { Resource } from '../models/guest/resource.ts';
import type { DevicePort, Step as ModelStep, Work } from '../models/guest/task.ts';
import type { Demand, ExecutionDefinition } from '../models/workload/execution.ts';
import { executions } from '../models/workload/executions.ts';
import type * as described from './ecu.ts';

export interface StepParts {
  readonly soc: described.Soc;
  readonly accelerators: ReadonlyMap<string, Accelerator>;
  /** Those of the task's VM, by name. */
  readonly resources: ReadonlyMap<string, Resource>;
  /** The port of a request to a device of the VM; null: the device is not simulated. */
  readonly requestPort?: (device: string, sizeBytes: number) => DevicePort | null;
}

export function stepsOf(task: described.Task, { soc, accelerators, resources, requestPort }: StepParts): ModelStep[] {
  const steps: ModelStep[] = [];
  let purpose = 0;
  for (const step of task.steps) {
    const holds = [...step.hold].sort().map((name) => resources.get(name)!);
    if (step.sleepPs !== null) steps.push({ kind: 'sleep', holds, sleepPs: step.sleepPs });
    if (step.request !== null) {
      const port = requestPort?.(step.request.device, step.request.sizeBytes) ?? null;
      if (port !== null) steps.push({ kind: 'device', holds, port });
    }
    if (step.run === null) continue;
    if (step.accelerator !== null) {
      const work = acceleratorWork(soc, step.run, step.accelerator);
      const accelerator = accelerators.get(step.accelerator)!;
      steps.push({ kind: 'accelerate', holds, accelerator, work, firstPurpose: purpose });
    } else addRun(steps, holds, coreWork(soc, step.run), purpose);
    purpose += 1;
  }
  if (steps.length === 0)
    steps.push({ kind: 'run', holds: [], work: soc.cores.map(() => endlessOr(task)), firstPurpose: 0 });
  return steps;
}

/** Work by core type; a type without a demand of its own takes the default. */
export function coreWork(soc: described.Soc, execution: described.Execution): Work[] {
  return soc.cores.map(({ name, sheetClockHz, clockHz }) => {
    const choice = execution.perCore[name] ?? execution.default;
    return { demands: choice === null ? [] : [createDemand(choice)], sheetHz: sheetClockHz, actualHz: clockHz };
  });
}

/** An interrupt's handler, and what it leaves for later right after it. */
export function handlerWork(soc: described.Soc, { handler, softirq }: described.InterruptSource): Work[] {
  const work = coreWork(soc, handler);
  if (softirq === undefined) return work;
  const later = coreWork(soc, softirq);
  return work.map((part, type) => ({ ...part, demands: [...part.demands, ...later[type]!.demands] }));
}

function acceleratorWork(soc: described.Soc, execution: described.Execution, name: string): Work {
  const { sheetClockHz, clockHz } = soc.accelerators.find((accelerator) => accelerator.name === name)!;
  return {
    demands: [createDemand((execution.perCore[name] ?? execution.default)!)],
    sheetHz: sheetClockHz,
    actualHz: clockHz,
  };
}

function createDemand(choice: described.Choice): Demand {
  return (executions as Readonly<Record<string, ExecutionDefinition>>)[choice.use]!.create(choice as never);
}

/** Two runs in a row without locks are one: nothing can be seen between them. Their parts are still drawn one by one. */
function addRun(steps: ModelStep[], holds: readonly Resource[], work: readonly Work[], purpose: number): void {
  const last = steps.at(-1);
  const fuses =
    last?.kind === 'run' &&
    last.holds.length === 0 &&
    holds.length === 0 &&
    last.firstPurpose + last.work[0]!.demands.length === purpose;
  if (!fuses) {
    steps.push({ kind: 'run', holds, work, firstPurpose: purpose });
    return;
  }
  steps[steps.length - 1] = {
    ...last,
    work: last.work.map((part, type) => ({ ...part, demands: [...part.demands, ...work[type]!.demands] })),
  };
}

/** A task without a step: an endless loop, if it starts by itself; else (its steps come with a later floor) next to nothing. */
function endlessOr(task: described.Task): Work {
  const nothing: Demand = { minPs: 1, meanPs: 1, maxPs: 1, quantilePs: () => 1 };
  return { demands: task.activation.use === 'always' ? [] : [nothing], sheetHz: 1, actualHz: 1 };
}
