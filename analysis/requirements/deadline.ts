/** Every job of a task finishes within its deadline; the limit is the task's own unless the requirement writes one (ps). */
import { jobsOf, type RequirementDefinition } from '../requirement.ts';

export const deadline: RequirementDefinition = {
  name: 'deadline',
  summary: 'jobs of a task finish within its deadline',
  unit: 'ps',
  subject: 'task',
  limit(requirement, ecu) {
    if (requirement.max !== null) return requirement.max;
    const [vmName, taskName] = requirement.of.split('/');
    const vm = ecu.vms.find(({ name }) => name === vmName);
    return vm?.tasks.find(({ name }) => name === taskName)?.deadlinePs ?? null;
  },
  observe: (requirement, run) => jobsOf(run.task(requirement.of), requirement.of),
};
