/**
 * Deadlines that were missed and that no violated requirement tells already: written ones and defaults. A verdict may be
 * met beside them, so whoever reads the verdict reads this too.
 */
import type { RunFacts } from '../analysis/fact.ts';
import { plural } from './number.ts';

/** `; 11 deadlines missed in infotainment/map and 2 more tasks`, or nothing; the task with the most comes first. */
export function missedDeadlines({ tasks, requirements }: Pick<RunFacts, 'tasks' | 'requirements'>): string {
  const named = new Set(requirements.filter(({ verdict }) => verdict === 'violated').map(({ subject }) => subject));
  const late = tasks
    .filter(({ vm, task, missed }) => missed > 0 && !named.has(`${vm}/${task}`))
    .sort((a, b) => b.missed - a.missed);
  const [worst] = late;
  if (worst === undefined) return '';
  const sum = late.reduce((count, { missed }) => count + missed, 0);
  const others = late.length === 1 ? '' : ` and ${plural(late.length - 1, 'more task')}`;
  return `; ${plural(sum, 'deadline')} missed in ${worst.vm}/${worst.task}${others}`;
}
