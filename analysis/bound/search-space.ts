/**
 * What a description leaves open and a worst case may choose: when periodic tasks start, how long each step runs within its
 * range, and that sporadic arrivals come as densely as they may. A choice is written as overrides (`path=value`) of the ECU file,
 * so that whatever is found is an ECU file again. Times in ps.
 */
import type { Choice, EcuDescription, Execution, Step, Task, Vm } from '../../scenarios/ecu.ts';

/** One thing that may be chosen; a choice is a number from 0 to 1. */
export interface Gene {
  /** `offset of cluster/needle` */
  readonly what: string;
  readonly kind: 'offset' | 'execution' | 'density';
  /** Overrides that make the choice. */
  write(choice: number): readonly string[];
}

const ps = (value: number) => `${Math.round(value)}ps`;

/** Genes of all tasks and interrupts of the VMs that share a core or an accelerator with one of `tasks`. */
export function searchSpace(ecu: EcuDescription, tasks: readonly string[]): Gene[] {
  return involvedVms(ecu, tasks).flatMap((vm) => [
    ...vm.tasks.flatMap((task) => genesOfTask(vm, task)),
    ...interruptGenes(vm),
  ]);
}

export function involvedVms(ecu: EcuDescription, tasks: readonly string[]): Vm[] {
  const owners = ecu.vms.filter((vm) => tasks.some((name) => name.startsWith(`${vm.name}/`)));
  const cores = new Set(owners.flatMap((vm) => vm.vcpus.flatMap(({ pcpus }) => pcpus)));
  const devices = new Set(owners.flatMap((vm) => acceleratorsOf(vm)));
  return ecu.vms.filter(
    (vm) =>
      vm.vcpus.some(({ pcpus }) => pcpus.some((pcpu) => cores.has(pcpu))) ||
      acceleratorsOf(vm).some((one) => devices.has(one)),
  );
}

function acceleratorsOf(vm: Vm): string[] {
  return vm.tasks.flatMap((task) =>
    task.steps.flatMap(({ accelerator }) => (accelerator === null ? [] : [accelerator])),
  );
}

function genesOfTask(vm: Vm, task: Task): Gene[] {
  const path = `vms.${vm.name}.tasks.${task.name}`;
  const name = `${vm.name}/${task.name}`;
  return [...arrivalGenes(path, name, task.activation), ...executionGenes(path, name, task)];
}

function arrivalGenes(path: string, name: string, activation: Choice): Gene[] {
  const { use } = activation;
  const period = activation.period;
  if (use === 'periodic' && typeof period === 'number')
    return [
      {
        what: `offset of ${name}`,
        kind: 'offset',
        write: (choice) => [`${path}.offset=${ps(Math.floor(choice * (period - 1)))}`],
      },
    ];
  if (use === 'sporadic' && activation.worst !== true)
    return [
      {
        what: `density of ${name}`,
        kind: 'density',
        write: (choice) => (choice < 0.5 ? [] : [`${path}.activation.worst=true`]),
      },
    ];
  return [];
}

function interruptGenes(vm: Vm): Gene[] {
  return vm.interrupts.flatMap(({ name, arrival }): Gene[] =>
    arrival === null || arrival.use !== 'sporadic' || arrival.worst === true
      ? []
      : [
          {
            what: `density of interrupt ${vm.name}/${name}`,
            kind: 'density',
            write: (choice) => (choice < 0.5 ? [] : [`vms.${vm.name}.interrupts.${name}.arrival.worst=true`]),
          },
        ],
  );
}

/** Steps of the file by their names; a task with `execution` alone has one step, which is written at the task. */
function executionGenes(path: string, name: string, task: Task): Gene[] {
  const timed = task.steps.filter(({ run }) => run !== null);
  if (timed.length === 1 && task.steps.length === 1 && !isNamed(timed[0]!))
    return executionGene(`${path}.execution`, name, timed[0]!.run!);
  return timed.flatMap((step) =>
    isNamed(step) ? executionGene(`${path}.steps.${step.name}.run`, `${name} ${step.name}`, step.run!) : [],
  );
}

/** A step without a name has its place for one, which no path reaches. */
const isNamed = ({ name }: Step) => !/^\d*$/.test(name);

function executionGene(path: string, what: string, run: Execution): Gene[] {
  const choices: (readonly [string, Choice])[] = [
    ...(run.default === null ? [] : [[path, run.default] as const]),
    ...Object.entries(run.perCore).map(([core, choice]) => [`${path}.per_core.${core}`, choice] as const),
  ];
  const ranged = choices.flatMap(([at, choice]) => {
    const range = openRange(choice);
    return range === null ? [] : [[at, range] as const];
  });
  if (ranged.length === 0) return [];
  return [
    {
      what: `execution of ${what}`,
      kind: 'execution',
      write: (choice) => ranged.map(([at, [least, most]]) => `${at}=${ps(least + choice * (most - least))}`),
    },
  ];
}

/** Null for what is fixed already, or not known. */
function openRange(choice: Choice): readonly [number, number] | null {
  const [min, max] = [choice.min, choice.max];
  return typeof min === 'number' && typeof max === 'number' && max > min ? [min, max] : null;
}

/** A change that ought to help: less work, more budget, a faster clock. */
export interface Improvement {
  readonly what: string;
  readonly overrides: readonly string[];
}

export function improvements(ecu: EcuDescription, tasks: readonly string[]): Improvement[] {
  const vms = involvedVms(ecu, tasks);
  const less = vms.flatMap((vm) =>
    vm.tasks.flatMap((task): Improvement[] =>
      [0.9, 0.5].flatMap((factor) => {
        const overrides = lessWork(`vms.${vm.name}.tasks.${task.name}`, task, factor);
        return overrides.length === 0
          ? []
          : [{ what: `${vm.name}/${task.name} works ${Math.round((1 - factor) * 100)} % less`, overrides }];
      }),
    ),
  );
  const budgets = vms.flatMap((vm) =>
    vm.vcpus.flatMap(({ name, budgetPs, periodPs }): Improvement[] =>
      budgetPs === null || periodPs === null || budgetPs * 1.1 >= periodPs
        ? []
        : [
            {
              what: `budget of ${vm.name}/${name} is 10 % larger`,
              overrides: [`vms.${vm.name}.vcpus.${name}.budget=${ps(budgetPs * 1.1)}`],
            },
          ],
    ),
  );
  const clocks = ecu.soc.cores.map(
    ({ name, clockHz }): Improvement => ({
      what: `${name} cores run 10 % faster`,
      overrides: [`soc.cores.${name}.clock=${Math.round(clockHz * 1.1)}Hz`],
    }),
  );
  return [...less, ...budgets, ...clocks];
}

function lessWork(path: string, task: Task, factor: number): string[] {
  const timed = task.steps.filter(({ run, accelerator }) => run !== null && accelerator === null);
  const single = task.steps.length === 1 && !isNamed(task.steps[0]!);
  return timed.flatMap((step) => {
    if (!single && !isNamed(step)) return [];
    const at = single ? `${path}.execution` : `${path}.steps.${step.name}.run`;
    const choices: (readonly [string, Choice])[] = [
      ...(step.run!.default === null ? [] : [[at, step.run!.default] as const]),
      ...Object.entries(step.run!.perCore).map(([core, choice]) => [`${at}.per_core.${core}`, choice] as const),
    ];
    return choices.flatMap(([where, choice]) => {
      if (choice.use === 'fixed') return [`${where}=${ps((choice.time as number) * factor)}`];
      return ['min', 'mode', 'mean', 'max'].flatMap((key) =>
        typeof choice[key] === 'number' ? [`${where}.${key}=${ps((choice[key] as number) * factor)}`] : [],
      );
    });
  });
}
