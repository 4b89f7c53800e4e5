/** Every kernel of the shelf keeps the laws, and is registered under its own name. */
import { describe, expect, it } from 'vitest';
import { runMachine } from '../hypervisor/machine.test-support.ts';
import { kernelLaws } from './kernel.laws.ts';
import type { KernelDefinition } from './kernel.ts';
import { kernels } from './kernels.ts';

const shelf: Readonly<Record<string, KernelDefinition>> = kernels;

describe.each(Object.keys(shelf))('the kernel %s', (name) => {
  const kernel = shelf[name]!;

  it('has that name', () => expect(kernel.name).toBe(name));

  for (const law of kernelLaws) it(law.name, () => law.holds(kernel));

  for (const policy of kernel.taskPolicies) {
    it(`runs a task of the class ${policy}`, () => {
      const task = { at: [0, 10e9], runPs: 1e9, policy, budgetPs: 2e9, periodPs: 10e9 };
      expect(runMachine({ vms: { a: { kernel, tasks: { task } } } }, 20e9).responses('a/task')).toHaveLength(2);
    });
  }
});
