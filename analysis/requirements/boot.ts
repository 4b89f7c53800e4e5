/** Time from power-on to a milestone (ps). Boot is not simulated yet, so nothing is observed. */
import { type RequirementDefinition, writtenLimit } from '../requirement.ts';

export const boot: RequirementDefinition = {
  name: 'boot',
  summary: 'time from power-on to a milestone',
  unit: 'ps',
  subject: 'boot',
  limit: writtenLimit,
  observe: () => ({ kind: 'none', reason: 'boot is not simulated yet' }),
};
