/** What the hypervisor adds to the boot time (a fraction). Boot is not simulated yet, so nothing is observed. */
import { type RequirementDefinition, writtenLimit } from '../requirement.ts';

export const bootOverhead: RequirementDefinition = {
  name: 'boot-overhead',
  summary: 'share of the boot time that the hypervisor adds',
  unit: 'fraction',
  subject: 'boot',
  limit: writtenLimit,
  observe: () => ({ kind: 'none', reason: 'boot is not simulated yet' }),
};
