/** What bounds are called, for pages and terminals alike. */
import type { BoundFacts, BoundRow, LeftOut } from '../../analysis/bound/bound-fact.ts';
import type { Term } from '../../analysis/response-time/term.ts';
import { duration, plural } from '../number.ts';

const kindWords: Readonly<Record<Term['kind'], string>> = {
  'own-execution': 'own execution',
  backlog: 'backlog',
  suspension: 'waits for devices',
  preemption: 'pre-emption',
  blocking: 'blocking',
  interrupts: 'interrupts',
  overhead: 'overhead',
  supply: 'supply',
  communication: 'communication',
  errors: 'errors',
};

export function termWords({ kind, of, count }: Term): string {
  const name = of === '' ? kindWords[kind] : `${kindWords[kind]}: ${of}`;
  return count === undefined || count === 1 ? name : `${name}, ${count} times`;
}

/** With a star when something of the row itself is left out. */
export function subjectWords({ kind, subject, without }: BoundRow): string {
  const name = kind === 'task' ? subject : `${subject} (${kind === 'reaction' ? 'reaction' : 'data age'})`;
  return without === undefined ? name : `${name} *`;
}

/** What stands before all parts that neither bounds nor runs have. */
export const leftOutHead = 'left out of bounds and of the runs beside them';

export function leftOutWords({ part, why, see }: LeftOut): string {
  return `${part}; ${why} (its effect: ${see})`;
}

export type BoundVerdict = 'met' | 'violated' | 'not_judged';

/** Met: bounded within its limit. Violated: a run, or the bound, is beyond it. Not judged: no limit, or no bound. */
export function verdictOf({ boundPs, simulatedPs, deadlinePs, judged }: BoundRow): BoundVerdict {
  if (!judged || deadlinePs === null) return 'not_judged';
  if (simulatedPs !== null && simulatedPs > deadlinePs) return 'violated';
  if (boundPs === null) return 'not_judged';
  return boundPs <= deadlinePs ? 'met' : 'violated';
}

export function boundTitle({ rows, leftOut }: BoundFacts): string {
  const judged = rows.filter((row) => row.judged && row.deadlinePs !== null);
  const met = judged.filter((row) => verdictOf(row) === 'met').length;
  const late = judged.filter((row) => verdictOf(row) === 'violated');
  const open = judged.length - met - late.length;
  const bounded = rows.filter(({ boundPs }) => boundPs !== null).length;
  const without = leftOut.length === 0 ? '' : `, ${plural(leftOut.length, 'part')} of the ECU left out`;
  const head = `${bounded} of ${plural(rows.length, 'row')} ${bounded === 1 ? 'has' : 'have'} a bound${without}`;
  if (judged.length === 0) return `${head}; no limit is judged`;
  const parts = [`${met} of ${plural(judged.length, 'limit')} bounded analytically`];
  if (late.length > 0) parts.push(`${late.length} may be broken`);
  if (open > 0) parts.push(`${open} without a bound`);
  return `${head}; ${parts.join(', ')}`;
}

export function optional(ps: number | null): string {
  return ps === null ? '–' : duration(ps);
}

/** Null where contention keeps nothing from a bound. */
export function contentionHint({ rows, boundedWithoutContention }: BoundFacts): string | null {
  const bounded = rows.filter(({ boundPs }) => boundPs !== null).length;
  if (boundedWithoutContention === null || boundedWithoutContention <= bounded) return null;
  return `Without contention for memory (--set memory.fidelity=none) ${boundedWithoutContention} of ${plural(rows.length, 'row')} have a bound.`;
}
