/** Tasks that no file writes: stages of a boot, back-ends of devices, threads of interrupts. What they say nothing of is plain. */
import type { Task } from './ecu.ts';

type Told = 'name' | 'activation' | 'steps' | 'on' | 'priority';

export function madeTask(told: Pick<Task, Told> & Partial<Pick<Task, 'policy'>>): Task {
  return {
    deadlinePs: null,
    deadlineWritten: false,
    group: null,
    policy: null,
    perPolicy: {},
    preemptible: true,
    budgetPs: null,
    memory: null,
    reads: [],
    writes: [],
    ...told,
  };
}
