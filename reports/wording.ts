/**
 * The words that sentences, tables and charts share: causes, families, grades, items of requirements. Templates put
 * facts, numbers and names into these words; nothing here judges.
 */

import type { RequirementFact } from '../analysis/fact.ts';
import type { Cause, CauseFamily } from '../models/records.ts';
import type { Asil } from '../scenarios/ecu.ts';

export const causeWords: Readonly<Record<Cause, string>> = {
  backend: 'back-end',
  'lock-holder': 'lock holder',
  interrupt: 'interrupt',
  trap: 'trap',
  'world-switch': 'world switch',
  'budget-depletion': 'budget depletion',
  'window-closed': 'window closed',
  'vcpu-preemption': 'vCPU pre-emption',
  'scheduling-latency': 'scheduling latency',
  'guest-switch': 'guest switch',
  'cache-refill': 'cache refill',
  'contention-cache': 'contention (cache)',
  'contention-interconnect': 'contention (interconnect)',
  'contention-dram': 'contention (DRAM)',
  'own-execution': 'own execution',
  backlog: 'backlog',
  blocking: 'blocking',
  preemption: 'pre-emption',
};

/** `1 VM`, `2 VMs` */
export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** What a cause did to a job; `{}` is how long. */
const deeds: Readonly<Record<Cause, string>> = {
  backend: 'waited {} for its back-end',
  'lock-holder': 'waited {} for a lock holder',
  interrupt: 'was held up {} by interrupts',
  trap: 'was held up {} by traps',
  'world-switch': 'was held up {} by world switches',
  'budget-depletion': 'waited {} for budget',
  'window-closed': 'waited {} for its window',
  'vcpu-preemption': 'waited {} while its vCPU was pre-empted',
  'scheduling-latency': 'waited {} for the scheduler',
  'guest-switch': 'was held up {} by guest switches',
  'cache-refill': 'spent {} refilling caches',
  'contention-cache': 'was slowed {} by cache contention',
  'contention-interconnect': 'was slowed {} by interconnect contention',
  'contention-dram': 'was slowed {} by DRAM contention',
  'own-execution': 'ran {}',
  backlog: 'waited {} behind earlier jobs of its task',
  blocking: 'was blocked {} by lower priority',
  preemption: 'was pre-empted {}',
};

/** `waited 1.96 ms for budget`; without a time, `waited for budget`. */
export function causeDeed(cause: Cause, time = ''): string {
  return deeds[cause].replace(time === '' ? / ?\{\}/ : '{}', time);
}

/** `pcpu0` is written `pCPU 0`. */
export function coreName(pcpu: string): string {
  return pcpu.replace(/^pcpu(\d+)$/, 'pCPU $1');
}

export const familyWords: readonly (readonly [CauseFamily, string])[] = [
  ['own', 'own work'],
  ['queued', 'queued'],
  ['not-allowed', 'not allowed'],
  ['slowed', 'slowed'],
  ['overhead', 'overhead'],
  ['device', 'device'],
];

export const gradeMarks = { measured: '●', published: '◐', assumed: '○' } as const;
export const verdictMarks = { met: '✓', violated: '✕', not_judged: '○' } as const;
export const verdictWords = { met: 'met', violated: 'violated', not_judged: 'not judged' } as const;

export function asilWords(asil: Asil): string {
  return asil === 'QM' ? 'QM' : `ASIL ${asil}`;
}

/** What a requirement counts: jobs, or trips through a chain. */
export function itemsOf(requirement: RequirementFact): readonly [string, string] {
  if (requirement.use === 'reaction') return ['reaction', 'reactions'];
  if (requirement.use.includes('age')) return ['data age', 'data ages'];
  return ['job', 'jobs'];
}

/** What a requirement asks, in the file's words or in ours. */
export function requirementText({ text, use, subject }: RequirementFact): string {
  return text || `${capitalised(use)} of ${subject}`;
}

/** A task's name without its VM. */
export function shortName(name: string): string {
  return name.slice(name.indexOf('/') + 1);
}

/** Small whole numbers in words, for headings. */
export function inWords(value: number): string {
  return ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'][value] ?? String(value);
}

export function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** `a, b and c`. */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}
