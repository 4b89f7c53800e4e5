/**
 * Instants at which something happens to the victim while the varied VMs are idle: releases, starts, locks, interrupts,
 * replenishments. Adversaries aim at them, because faults that strike nowhere near anything rarely matter.
 */
import { type Entities, recordKinds } from '../../models/records.ts';
import type { RunColumns } from './run-columns.ts';
import type { ClaimContext } from './victim.ts';

export interface Anchor {
  readonly atPs: number;
  readonly words: string;
}

const words: Readonly<Record<number, string>> = {
  [recordKinds.release]: 'release of',
  [recordKinds.start]: 'start of',
  [recordKinds.take]: 'lock taken by',
  [recordKinds.interrupt]: 'interrupt',
  [recordKinds.budget]: 'budget of',
  [recordKinds.wake]: 'wake-up of',
};
export const mostAnchors = 256;

/** At most 256 of them, evenly chosen; never none. */
export function anchorsOf(reference: RunColumns, { entities, victim, vmOf }: ClaimContext): readonly Anchor[] {
  const found: Anchor[] = [];
  for (let at = 0; at < reference.size; at += 1) {
    const word = words[reference.kind[at]!];
    const subject = reference.subject[at]!;
    if (word === undefined || vmOf[subject] !== victim.vmId) continue;
    found.push({ atPs: reference.atPs[at]!, words: wordsOf(word, entities, subject, reference.item[at]!) });
  }
  if (found.length === 0) return [{ atPs: 0, words: 'begin of the run' }];
  if (found.length <= mostAnchors) return found;
  return Array.from({ length: mostAnchors }, (_, n) => found[Math.floor((n * found.length) / mostAnchors)]!);
}

function wordsOf(word: string, entities: Entities, subject: number, item: number): string {
  const name = entities[subject]!.name;
  return item >= 0 ? `${word} ${name} job ${item}` : `${word} ${name}`;
}
