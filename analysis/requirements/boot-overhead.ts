/**
 * What the hypervisor adds to the boot time (a fraction): the last milestone against the same ECU without the start of the
 * hypervisor and without the cost of its mechanisms, with the same shares of time.
 */
import { type RequirementDefinition, writtenLimit } from '../requirement.ts';

export const bootOverhead: RequirementDefinition = {
  name: 'boot-overhead',
  summary: 'share of the boot time that the hypervisor adds',
  unit: 'fraction',
  subject: 'boot',
  limit: writtenLimit,
  observe(_requirement, { boot: times }) {
    if (!times) return { kind: 'none', reason: 'not simulated from power-on: bulkhead boot and bulkhead run do' };
    if (times.overhead === null)
      return { kind: 'none', reason: 'no milestone was reached with and without the hypervisor' };
    return { kind: 'share', share: times.overhead };
  },
};
