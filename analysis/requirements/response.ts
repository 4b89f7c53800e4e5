/** Time from the release of a task's job to its finish, held against a written limit (ps). */
import { jobsOf, type RequirementDefinition, writtenLimit } from '../requirement.ts';

export const response: RequirementDefinition = {
  name: 'response',
  summary: 'response time of a task',
  unit: 'ps',
  subject: 'task',
  limit: writtenLimit,
  observe: (requirement, run) => jobsOf(run.task(requirement.of), requirement.of),
};
