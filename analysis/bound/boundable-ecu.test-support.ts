/**
 * Arbitrary ECUs that often have bounds: loads that usually fit, every policy, budgets, locks, accelerators, sleeps, interrupts,
 * activation by others, several vCPUs, costs of hypervisor and kernels on and off.
 */
import fc from 'fast-check';
import {
  ecu,
  fixed,
  ms,
  periodic,
  resource,
  step,
  task,
  uniform,
  us,
  vcpu,
  vm,
} from '../../scenarios/ecu.test-support.ts';
import type { Chain, Choice, EcuDescription, HypervisorCosts, Step, Task, Vm } from '../../scenarios/ecu.ts';

const kernels = fc.constantFrom<Choice>(
  { use: 'bare', policy: 'fixed-priority', preemptive: true },
  { use: 'bare', policy: 'fixed-priority', preemptive: false },
  { use: 'bare', policy: 'edf', preemptive: true },
  { use: 'bare', policy: 'round-robin', preemptive: true, quantum: 700 * us },
  { use: 'osek', switch_cost: 3 * us, interrupt_cost: 2 * us },
  { use: 'osek', switch_cost: 3 * us, interrupt_cost: 2 * us },
  { use: 'zephyr', switch_cost: 2 * us, interrupt_cost: 1 * us },
  { use: 'freertos', tick: 1 * ms, switch_cost: 2 * us, interrupt_cost: 1 * us },
  {
    use: 'linux',
    preempt_rt: false,
    tick: 4 * ms,
    rr_timeslice: 600 * us,
    fair: 'eevdf',
    switch_cost: 4 * us,
    interrupt_cost: 1 * us,
  },
);

const protocolOf: Readonly<Record<string, 'ceiling' | 'inheritance'>> = {
  bare: 'ceiling',
  osek: 'ceiling',
  zephyr: 'inheritance',
  freertos: 'inheritance',
  linux: 'inheritance',
};

interface Load {
  readonly period: number;
  readonly permille: number;
  readonly kind: 'run' | 'lock' | 'gpu' | 'sleep';
  readonly activation: 'periodic' | 'jitter' | 'sporadic' | 'worst' | 'burst';
  readonly offset: number;
  readonly priority: number;
  readonly preemptible: boolean;
  readonly everywhere: boolean;
  readonly policy: 'fifo' | 'rr' | null;
  readonly spread: boolean;
}

const loads: fc.Arbitrary<Load> = fc.record({
  period: fc.constantFrom(4, 5, 8, 10, 20, 40).map((value) => value * ms),
  permille: fc.integer({ min: 5, max: 90 }),
  kind: fc.constantFrom('run', 'run', 'run', 'lock', 'lock', 'gpu', 'sleep'),
  activation: fc.constantFrom('periodic', 'periodic', 'jitter', 'sporadic', 'worst', 'burst'),
  offset: fc.constantFrom(0, 0, 0, 1234 * us),
  priority: fc.integer({ min: 0, max: 4 }),
  preemptible: fc.constantFrom(true, true, true, false),
  everywhere: fc.boolean(),
  policy: fc.constantFrom('fifo', 'fifo', 'rr', null),
  spread: fc.boolean(),
});

function activationOf({ activation, period, offset }: Load): Choice {
  if (activation === 'sporadic') return { use: 'sporadic', gap: period, worst: false };
  if (activation === 'worst') return { use: 'sporadic', gap: period, worst: true };
  if (activation === 'burst') return { use: 'burst', size: 3, gap: Math.floor(period / 8), period: 3 * period, offset };
  return periodic(period, offset, activation === 'jitter' ? Math.floor(period / 3) : 0);
}

function stepsOf({ kind, period, permille, spread }: Load): Step[] {
  const cost = Math.floor((period * permille) / 1000);
  const run = (share: number) => {
    const most = Math.max(1, Math.floor(cost * share));
    return spread ? uniform(Math.ceil(most / 2), most) : fixed(most);
  };
  if (kind === 'lock')
    return [
      step({ name: 'a', run: run(0.5) }),
      step({ name: 'b', run: run(0.3), hold: ['r'] }),
      step({ name: 'c', run: run(0.2) }),
    ];
  if (kind === 'gpu')
    return [
      step({ name: 'a', run: run(0.5) }),
      step({ name: 'g', run: run(0.5), accelerator: 'gpu' }),
      step({ name: 'b', run: run(0.3) }),
    ];
  if (kind === 'sleep')
    return [
      step({ name: 'a', run: run(0.5) }),
      step({ name: 's', sleepPs: 150 * us }),
      step({ name: 'b', run: run(0.4) }),
    ];
  return [step({ name: 'a', run: run(1) })];
}

function taskOf(load: Load, index: number, kernel: Choice, vcpus: readonly string[]): Task {
  const simple = kernel.policy === 'edf' || kernel.policy === 'round-robin';
  const made = simple ? { ...load, kind: 'run' as const, preemptible: true } : load;
  return task(`t${index}`, {
    activation: activationOf(made),
    deadlinePs: made.period,
    steps: stepsOf(made),
    priority: made.priority,
    preemptible: made.preemptible,
    policy: kernel.use === 'linux' ? made.policy : null,
    on: made.everywhere && made.kind !== 'lock' ? vcpus : vcpus.slice(index % vcpus.length, (index % vcpus.length) + 1),
  });
}

interface Place {
  readonly cores: number;
  readonly single: boolean;
}

function vmOf(name: string, { cores, single }: Place): fc.Arbitrary<Vm> {
  return fc
    .record({
      kernel: kernels,
      loads: fc.array(loads, { minLength: 1, maxLength: 4 }),
      vcpuCount: fc.constantFrom(1, 1, 1, single ? 1 : 2),
      core: fc.integer({ min: 0, max: cores - 1 }),
      anywhere: fc.constantFrom(false, false, !single),
      budget: fc.option(fc.record({ share: fc.integer({ min: 35, max: 70 }), period: fc.constantFrom(1, 2, 5) }), {
        nil: null,
      }),
      priority: fc.integer({ min: 0, max: 3 }),
      interrupt: fc.boolean(),
      follows: fc.boolean(),
      hog: fc.constantFrom(false, false, false, true),
    })
    .map((drawn) => assembled(name, drawn, cores));
}

function assembled(
  name: string,
  drawn: {
    readonly kernel: Choice;
    readonly loads: readonly Load[];
    readonly vcpuCount: number;
    readonly core: number;
    readonly anywhere: boolean;
    readonly budget: { readonly share: number; readonly period: number } | null;
    readonly priority: number;
    readonly interrupt: boolean;
    readonly follows: boolean;
    readonly hog: boolean;
  },
  cores: number,
): Vm {
  const { kernel, vcpuCount, core, anywhere, budget, priority } = drawn;
  const names = Array.from({ length: vcpuCount }, (_, index) => `v${index}`);
  const tasks = drawn.loads.map((load, index) => taskOf(load, index, kernel, names));
  const own = { deadlinePs: null, on: names.slice(0, 1) };
  if (drawn.follows)
    tasks.push(
      task('u_after', {
        ...own,
        activation: { use: 'after', of: 't0' },
        priority: 2,
        run: fixed(80 * us),
        policy: kernel.use === 'linux' ? 'fifo' : null,
      }),
    );
  if (drawn.interrupt)
    tasks.push(
      task('w_irq', {
        ...own,
        activation: { use: 'interrupt', of: 'irq' },
        priority: 3,
        run: fixed(40 * us),
        policy: kernel.use === 'linux' ? 'fifo' : null,
      }),
    );
  if (drawn.hog)
    tasks.push(task('z_hog', { ...own, activation: { use: 'always', pause: 0, offset: 0 }, priority: -1 }));
  return vm(name, {
    kernel,
    vcpus: names.map((vcpuName) =>
      vcpu(vcpuName, {
        pcpus: anywhere ? Array.from({ length: cores }, (_, index) => index) : [core],
        priority,
        ...(budget === null
          ? {}
          : { budgetPs: Math.floor((budget.period * ms * budget.share) / 100), periodPs: budget.period * ms }),
        perPolicy: { rtds: { extra_time: false } },
      }),
    ),
    resources: [resource('r', protocolOf[kernel.use]!)],
    interrupts: drawn.interrupt
      ? [
          {
            name: 'irq',
            line: 1,
            arrival: periodic(7 * ms),
            handler: fixed(20 * us),
            deliver: 'inject',
            category: 2,
            vcpu: 'v0',
          },
        ]
      : [],
    tasks,
  });
}

const costs = fc.constantFrom(
  { trapPs: 0, worldSwitchPs: 0, injectionPs: 0, timerPs: 0, ipiPs: 0 },
  { trapPs: 2 * us, worldSwitchPs: 5 * us, injectionPs: 3 * us, timerPs: 1 * us, ipiPs: 2 * us },
);

/** Policies whose tables are derived for one core. */
const singleCore = ['arinc653', 'pikeos-like'];

export function boundableEcu(policy: string): fc.Arbitrary<EcuDescription> {
  const single = singleCore.includes(policy);
  return fc
    .record({
      cores: single ? fc.constant(1) : fc.integer({ min: 1, max: 3 }),
      vmCount: fc.integer({ min: 1, max: 3 }),
      costs,
      wfi: fc.constantFrom('trap' as const, 'native' as const),
      accelerator: fc.constantFrom('fifo' as const, 'priority' as const),
      communication: fc.constantFrom('implicit' as const, 'explicit' as const, 'let' as const),
      ways: fc.array(fc.array(fc.nat(), { minLength: 2, maxLength: 4 }), { maxLength: 2 }),
    })
    .chain(({ cores, vmCount, ways, communication, ...rest }) =>
      fc
        .tuple(...Array.from({ length: vmCount }, (_, index) => vmOf('abc'[index]!, { cores, single })))
        .map((vms) => joined(policy, cores, single ? vms.map(withWindow) : vms, rest))
        .map((described) => ({ ...described, communication, chains: chainsOf(described.vms, ways) })),
    );
}

function joined(
  policy: string,
  cores: number,
  vms: readonly Vm[],
  {
    costs,
    wfi,
    accelerator,
  }: { readonly costs: HypervisorCosts; readonly wfi: 'trap' | 'native'; readonly accelerator: 'fifo' | 'priority' },
): EcuDescription {
  return ecu({
    cores,
    policy,
    perPolicy: policy === 'round-robin' ? { 'round-robin': { quantum: 0.5 * ms } } : {},
    hypervisor: { costs, wfi },
    accelerators: [{ name: 'gpu', clockHz: 1e9, sheetClockHz: 1e9, callCostPs: 3 * us, policy: accelerator }],
    vms,
  });
}

/** Chains over any tasks of any VMs; where one activates the next, the data goes with the activation. */
function chainsOf(vms: readonly Vm[], ways: readonly (readonly number[])[]): Chain[] {
  const tasks = vms.flatMap((one) =>
    one.tasks.map(({ name, activation }) => ({ name: `${one.name}/${name}`, vm: one.name, activation })),
  );
  return ways.map((way, index) => {
    const path = [...new Set(way.map((place) => tasks[place % tasks.length]!))];
    return {
      name: `chain${index}`,
      path: path.map(({ name }) => name),
      hops: path
        .slice(1)
        .map(({ vm, activation }, hop) =>
          activation.use === 'after' && `${vm}/${String(activation.of)}` === path[hop]!.name ? 'after' : null,
        ),
    };
  });
}

/** Windows follow from budgets, and those must fit into one frame. */
function withWindow(one: Vm, index: number): Vm {
  return {
    ...one,
    vcpus: one.vcpus.map((unit) =>
      unit.budgetPs === null && index > 0 ? unit : { ...unit, budgetPs: 0.9 * ms, periodPs: 3 * ms },
    ),
  };
}
