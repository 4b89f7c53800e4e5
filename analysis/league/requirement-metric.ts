/** Which metric of a run a requirement is judged on, by its kind and subject. */
import type { RequirementFact } from '../fact.ts';

/** Requirements about response times and chains are judged on the metric of their subject; others are their own. */
export function metricOfRequirement({ id, use, subject }: Pick<RequirementFact, 'id' | 'use' | 'subject'>): string {
  if (use === 'deadline' || use === 'response') return `task:${subject}`;
  if (use === 'reaction') return `chain:${subject}`;
  return use === 'data-age' ? `age:${subject}` : `requirement:${id}`;
}
