/**
 * Share of the horizon that a processor was used (a fraction): a vCPU while it held a pCPU, a pCPU while it was busy or
 * in overhead, a VM as the mean over its vCPUs.
 */
import { type RequirementDefinition, writtenLimit } from '../requirement.ts';

export const utilisation: RequirementDefinition = {
  name: 'utilisation',
  summary: 'use of a VM, vCPU or pCPU',
  unit: 'fraction',
  subject: 'processor',
  limit: writtenLimit,
  observe(requirement, run) {
    const share = run.utilisation(requirement.of);
    if (share === undefined) return { kind: 'none', reason: `there is no VM, vCPU or pCPU ${requirement.of}` };
    return { kind: 'share', share };
  },
};
