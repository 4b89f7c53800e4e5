/**
 * Laws of every guest kernel of the shelf, as functions that throw when one is broken. Task sets are generated: a few tasks
 * with any releases, priorities and locks, in all the classes that the kernel knows, on one vCPU with a core of its own.
 */
import fc from 'fast-check';
import { expect } from 'vitest';
import { type Observed, runMachine, type TaskWords } from '../hypervisor/machine.test-support.ts';
import type { KernelDefinition } from './kernel.ts';

const ms = 1e9;
const us = 1e6;

export interface KernelLaw {
  readonly name: string;
  holds(kernel: KernelDefinition): void;
}

const settings = { seed: 20260101, numRuns: 20 };

/** Tasks of the class `deadline` have a budget, and may have to wait for it. */
const isReserved = ({ policy }: TaskWords) => policy === 'deadline';
const reservation = { budgetPs: ms, periodPs: 10 * ms };

function tasksOf(kernel: KernelDefinition): fc.Arbitrary<Readonly<Record<string, TaskWords>>> {
  const { taskPolicies } = kernel;
  const one = fc.record({
    at: fc
      .array(fc.nat(20_000), { minLength: 1, maxLength: 5 })
      .map((list) => list.map((at) => at * us).sort((a, b) => a - b)),
    runPs: fc.integer({ min: 1, max: 3000 }).map((amount) => amount * us),
    priority: fc.nat(4),
    preemptible: fc.boolean(),
    hold: fc.constantFrom([], [], ['r']),
    ...(taskPolicies.length === 0 ? {} : { policy: fc.constantFrom(...taskPolicies) }),
  });
  return fc
    .array(one, { minLength: 1, maxLength: 5 })
    .map((list) =>
      Object.fromEntries(
        list.map((task: TaskWords, index) => [`t${index}`, { ...task, ...(isReserved(task) ? reservation : {}) }]),
      ),
    );
}

const horizonPs = 400 * ms;

function observe(kernel: KernelDefinition, tasks: Readonly<Record<string, TaskWords>>): Observed[] {
  return kernel.protocols.map((protocol) =>
    runMachine({ vms: { a: { kernel, resources: { r: protocol }, tasks } } }, horizonPs),
  );
}

/** Every generated set, under every lock protocol that the kernel offers. */
function always(
  kernel: KernelDefinition,
  holds: (observed: Observed, tasks: Readonly<Record<string, TaskWords>>) => void,
): void {
  fc.assert(
    fc.property(tasksOf(kernel), (tasks) => {
      for (const observed of observe(kernel, tasks)) holds(observed, tasks);
    }),
    settings,
  );
}

export const kernelLaws: readonly KernelLaw[] = [
  {
    name: 'says what it is, and its costs are amounts of time',
    holds(kernel) {
      expect(kernel.origin).not.toBe('');
      expect(kernel.summary).toMatch(/\.$/);
      const { switchPs, interruptPs, spinYieldPs, tickPs } = kernel.costs(kernel.parameters.parse({}) as never);
      for (const cost of [switchPs, interruptPs]) expect(Number.isSafeInteger(cost) && cost >= 0).toBe(true);
      for (const span of [spinYieldPs, tickPs])
        expect(span === Infinity || (Number.isSafeInteger(span) && span > 0)).toBe(true);
    },
  },
  {
    name: 'finishes every job, those of one task in their order, with the work that they had',
    holds: (kernel) =>
      always(kernel, (observed, tasks) => {
        for (const [name, { at, runPs }] of Object.entries(tasks)) {
          expect(observed.responses(`a/${name}`), name).toHaveLength(at!.length);
          at!.forEach((_, job) => {
            expect(observed.charges(`a/${name}`, job)[`own-execution a/${name}`], `${name} ${job}`).toBe(runPs);
          });
        }
      }),
  },
  {
    name: 'never leaves its vCPU idle while a job is ready',
    holds: (kernel) =>
      always(kernel, (observed, tasks) => {
        for (const [name, { at }] of Object.entries(tasks).filter(([, task]) => !isReserved(task))) {
          const rows = at!.flatMap((_, job) => Object.keys(observed.charges(`a/${name}`, job)));
          expect(rows.filter((row) => row.startsWith('scheduling-latency'))).toEqual([]);
        }
      }),
  },
  {
    name: 'lets one task at a time hold a lock',
    holds: (kernel) =>
      always(kernel, (observed) => {
        let holder: string | null = null;
        for (const line of observed.lines('take', 'give')) {
          const [, act, task] = line.split(' ');
          expect(holder).toBe(act === 'take' ? null : task);
          holder = act === 'take' ? task! : null;
        }
        expect(holder).toBe(null);
      }),
  },
  {
    name: 'keeps the most urgent task waiting for nobody but its kernel and itself',
    holds: (kernel) =>
      always(kernel, (_, tasks) => {
        const urgent = kernel.taskPolicies.includes('fifo') ? { policy: 'fifo' } : {};
        const words = {
          ...Object.fromEntries(
            Object.entries(tasks).map(([name, task]) => [
              name,
              { ...task, preemptible: true, hold: [], ...(isReserved(task) ? urgent : {}) },
            ]),
          ),
          top: { at: [3 * ms, 5 * ms, 11 * ms], runPs: 400 * us, priority: 9, ...urgent },
        };
        for (const observed of observe(kernel, words)) {
          for (let job = 0; job < 3; job += 1) {
            const others = Object.keys(observed.charges('a/top', job)).filter(
              (row) => !/^(own-execution|interrupt|guest-switch|backlog) /.test(row),
            );
            expect(others).toEqual([]);
          }
        }
      }),
  },
  {
    name: 'runs a task only on the vCPUs that are named for it',
    holds(kernel) {
      fc.assert(
        fc.property(
          tasksOf(kernel),
          fc.array(fc.constantFrom([0], [1], [0, 1]), { minLength: 5, maxLength: 5 }),
          (tasks, places) => {
            const words = Object.fromEntries(
              Object.entries(tasks).map(([name, task], index) => [name, { ...task, on: places[index]! }]),
            );
            const { lines } = runMachine(
              {
                cores: [0, 0],
                vms: {
                  a: {
                    kernel,
                    vcpus: [{ pcpus: [0] }, { pcpus: [1] }],
                    resources: { r: kernel.protocols[0]! },
                    tasks: words,
                  },
                },
              },
              horizonPs,
            );
            for (const line of lines('dispatch')) {
              const [, , task, vcpu] = line.split(' ');
              expect(words[task!.slice(2)]!.on).toContain(Number(vcpu!.slice('a/v'.length)));
            }
          },
        ),
        settings,
      );
    },
  },
  {
    name: 'does the same again',
    holds: (kernel) =>
      always(kernel, (observed, tasks) => {
        const kinds = ['release', 'start', 'finish', 'dispatch', 'undispatch', 'overhead'] as const;
        const again = observe(kernel, tasks).map(({ lines }) => lines(...kinds));
        expect(again).toContainEqual(observed.lines(...kinds));
      }),
  },
];
