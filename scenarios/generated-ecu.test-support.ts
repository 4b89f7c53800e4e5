/**
 * Arbitrary ECUs for laws: several VMs on several cores under any scheduler of the first slice, with costs, budgets, locks,
 * accelerators, interrupts, chains, jitter and overload. Every mechanism of the models occurs.
 */
import fc from 'fast-check';
import { policies } from '../models/scheduling/policies.ts';
import { ecu, fixed, ms, periodic, resource, step, task, uniform, us, vcpu, vm } from './ecu.test-support.ts';
import type { EcuDescription, InterruptSource, Step, Task, Vm } from './ecu.ts';

const timeOf = (minUs: number, maxUs: number) => fc.integer({ min: minUs, max: maxUs }).map((value) => value * us);

const runStep: fc.Arbitrary<Step> = fc
  .record({
    min: timeOf(20, 900),
    more: timeOf(0, 600),
    hold: fc.constantFrom<readonly string[]>([], [], ['r'], ['q', 'r']),
  })
  .map(({ min, more, hold }) => step({ run: uniform(min, min + more), hold }));
const gpuStep: fc.Arbitrary<Step> = timeOf(50, 800).map((work) => step({ run: fixed(work), accelerator: 'gpu' }));
const sleepStep: fc.Arbitrary<Step> = timeOf(50, 800).map((sleepPs) => step({ sleepPs }));
const steps = fc.array(fc.oneof({ weight: 5, arbitrary: runStep }, gpuStep, sleepStep), { minLength: 1, maxLength: 4 });

const periods = fc.constantFrom(2, 4, 5, 8, 10, 20).map((value) => value * ms);

const taskOf = (name: string, on: readonly string[]): fc.Arbitrary<Task> =>
  fc
    .record({
      period: periods,
      offset: timeOf(0, 3000),
      jitter: fc.constantFrom(0, 0, 300 * us),
      priority: fc.integer({ min: 0, max: 4 }),
      preemptible: fc.boolean(),
      steps,
      // One vCPU or all of them: partitioned and global guests.
      everywhere: fc.boolean(),
      policy: fc.constantFrom('fifo', 'rr', null),
      memory: fc.option(
        fc.record({
          use: fc.constantFrom('stream', 'random', 'chase', 'working-set'),
          size: fc.constantFrom(2 ** 14, 2 ** 18, 2 ** 21, 2 ** 23),
          writes: fc.constantFrom(0, 0.5),
        }),
      ),
    })
    .map(({ period, offset, jitter, everywhere, ...rest }) =>
      task(name, {
        ...rest,
        activation: periodic(period, offset, jitter),
        deadlinePs: period,
        on: everywhere ? on : on.slice(0, 1),
      }),
    );

const interruptOf = (vcpuName: string): fc.Arbitrary<readonly InterruptSource[]> =>
  fc
    .option(
      fc.record({
        gap: timeOf(700, 4000),
        handler: timeOf(5, 50).map(fixed),
        deliver: fc.constantFrom('inject' as const, 'direct' as const),
      }),
    )
    .map((parts) =>
      parts === null
        ? []
        : [
            {
              name: 'irq',
              line: 1,
              arrival: periodic(parts.gap),
              handler: parts.handler,
              deliver: parts.deliver,
              category: 2,
              vcpu: vcpuName,
            },
          ],
    );

const kernelChoices = fc.constantFrom(
  { use: 'bare', policy: 'fixed-priority', preemptive: true },
  { use: 'bare', policy: 'edf', preemptive: true },
  { use: 'bare', policy: 'round-robin', preemptive: true, quantum: 700 * us },
  { use: 'osek', switch_cost: 3 * us, interrupt_cost: 2 * us },
  { use: 'zephyr', switch_cost: 3 * us, interrupt_cost: 2 * us },
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

const protocolOf = {
  bare: 'inheritance',
  freertos: 'inheritance',
  linux: 'spin',
  osek: 'ceiling',
  zephyr: 'inheritance',
} as const;

const vmOf = (name: string, cores: number, pinned: boolean): fc.Arbitrary<Vm> =>
  fc
    .record({
      kernel: kernelChoices,
      vcpuCount: fc.integer({ min: 1, max: pinned ? 1 : 2 }),
      core: fc.integer({ min: 0, max: cores - 1 }),
      anywhere: fc.boolean(),
      budget: fc.option(fc.record({ budgetPs: timeOf(400, 2000), periodPs: fc.constantFrom(4 * ms, 5 * ms, 10 * ms) })),
      priority: fc.integer({ min: 0, max: 3 }),
      taskCount: fc.integer({ min: 1, max: 4 }),
    })
    .chain(({ kernel, vcpuCount, core, anywhere, budget, priority, taskCount }) => {
      const names = Array.from({ length: vcpuCount }, (_, index) => `v${index}`);
      const pcpus = anywhere && !pinned ? Array.from({ length: cores }, (_, index) => index) : [core];
      return fc
        .record({
          tasks: fc.tuple(...Array.from({ length: taskCount }, (_, index) => taskOf(`t${index}`, names))),
          interrupts: interruptOf('v0'),
          hog: fc.boolean(),
          follows: fc.boolean(),
        })
        .map(({ tasks, interrupts, hog, follows }) => {
          const all: Task[] = tasks.map((one) => ({ ...one, policy: kernel.use === 'linux' ? one.policy : null }));
          if (hog)
            all.push(
              task('z_hog', { activation: { use: 'always', pause: 0, offset: 0 }, deadlinePs: null, on: names }),
            );
          if (follows) {
            all.push(
              task('u_after', {
                activation: { use: 'after', of: 't0' },
                deadlinePs: null,
                on: names.slice(-1),
                priority: 2,
                run: fixed(80 * us),
              }),
            );
          }
          if (interrupts.length > 0) {
            all.push(
              task('w_irq', {
                activation: { use: 'interrupt', of: 'irq' },
                deadlinePs: null,
                on: names.slice(0, 1),
                priority: 3,
                run: fixed(40 * us),
              }),
            );
          }
          all.sort((left, right) => (left.name < right.name ? -1 : 1));
          return vm(name, {
            kernel,
            vcpus: names.map((vcpuName) => vcpu(vcpuName, { pcpus, priority, ...(budget ?? {}) })),
            resources: [resource('q', 'inheritance'), resource('r', protocolOf[kernel.use as keyof typeof protocolOf])],
            interrupts,
            tasks: all,
          });
        });
    });

const costs = fc.constantFrom(
  { trapPs: 0, worldSwitchPs: 0, injectionPs: 0, timerPs: 0, ipiPs: 0 },
  { trapPs: 2 * us, worldSwitchPs: 5 * us, injectionPs: 3 * us, timerPs: 1 * us, ipiPs: 2 * us },
);

/** Every policy of the shelf that can schedule vCPUs; those of one core, or of one vCPU per core, get such ECUs. */
export const hypervisorPolicies = Object.values(policies).flatMap(({ name, levels }) =>
  (levels as readonly string[]).includes('hypervisor') ? [name] : [],
);
const singleCore = ['arinc653', 'pikeos-like'];

/** Schedulable or not: overload is part of life. */
export const generatedEcu: fc.Arbitrary<EcuDescription> = generatedEcuUnder(hypervisorPolicies);

/** The hypervisor has one of these policies. */
export function generatedEcuUnder(among: readonly string[]): fc.Arbitrary<EcuDescription> {
  return fc
    .record({
      cores: fc.integer({ min: 1, max: 3 }),
      vmCount: fc.integer({ min: 1, max: 3 }),
      policy: fc.constantFrom(...among),
      costs,
      fidelity: fc.constantFrom('none' as const, 'none' as const, 'rate' as const),
    })
    .chain(({ cores, vmCount, policy, costs, fidelity }) => {
      const single = singleCore.includes(policy) ? 1 : cores;
      return fc
        .tuple(
          ...Array.from({ length: vmCount }, (_, index) => vmOf('abc'[index]!, single, singleCore.includes(policy))),
        )
        .map((vms) =>
          withMemory(fidelity, {
            cores: single,
            policy,
            perPolicy: policy === 'round-robin' ? { 'round-robin': { quantum: 1.5 * ms } } : {},
            hypervisor: { costs },
            accelerators: [{ name: 'gpu', clockHz: 1e9, sheetClockHz: 1e9, callCostPs: 3 * us, policy: 'priority' }],
            vms: singleCore.includes(policy) ? vms.map(withBudget) : vms,
          }),
        );
    });
}

/** Windows are derived from budgets. */
function withBudget(one: Vm): Vm {
  return {
    ...one,
    vcpus: one.vcpus.map((unit) => ({ ...unit, budgetPs: unit.budgetPs ?? 1 * ms, periodPs: 10 * ms })),
  };
}

/** A second-level cache that all cores share, and contention for it. */
function withMemory(fidelity: 'none' | 'rate', parts: Parameters<typeof ecu>[0]): EcuDescription {
  const described = ecu(parts);
  const l2 = { name: 'l2', level: 2, kind: 'unified', cores: ['cpu'], shared: true, size: 2 ** 20, ways: 16, line: 64 };
  return { ...described, soc: { ...described.soc, caches: [l2] }, memory: { fidelity, regulators: [] } };
}
