/** Words and sentences about a boot that page and terminal share. */
import type { BootFacts, MilestoneFact, WhatIfFact } from '../../analysis/boot/boot-fact.ts';
import { duration, none, percentage } from '../number.ts';
import { listed } from '../wording.ts';

export function atText(atPs: number | null): string {
  return atPs === null ? 'never' : duration(atPs);
}

/** `−120 ms`, `+3.0 ms`, `0` */
export function deltaText(deltaPs: number | null): string {
  if (deltaPs === null) return none;
  if (deltaPs === 0) return '0';
  return `${deltaPs < 0 ? '−' : '+'}${duration(Math.abs(deltaPs))}`;
}

/** Milestones that were reached, in their order. */
export function reached({ milestones }: BootFacts): readonly MilestoneFact[] {
  return milestones.filter(({ atPs }) => atPs !== null);
}

/** The finding: the last milestone, and what is violated. */
export function bootTitle(facts: BootFacts): string {
  const violated = facts.requirements.filter(({ verdict }) => verdict === 'violated').map(({ id }) => id);
  const last = reached(facts).at(-1);
  const lost = facts.milestones.filter(({ atPs }) => atPs === null).map(({ name }) => name);
  const end = last === undefined ? 'No milestone is reached' : `${last.name} after ${duration(last.atPs!)}`;
  const never = lost.length === 0 ? '' : `; ${listed(lost)} never`;
  return `${end}${never}${violated.length === 0 ? '' : `; ${listed(violated)} violated`}`;
}

/** Levers that win something for some milestone, best first; combinations apart. */
export function bestLever(facts: BootFacts): WhatIfFact | null {
  const singles = facts.whatIf.filter(({ lever, deltas }) => !lever.includes(' + ') && deltas.length > 0);
  return singles.find(({ deltas }) => deltas.some(({ deltaPs }) => (deltaPs ?? 0) < 0)) ?? null;
}

export function overheadText({ overhead }: BootFacts): string {
  if (overhead === null) return 'Without a boot of the same ECU without hypervisor there is no overhead to state';
  const { value, unit } = percentage(overhead.ratio);
  return `The hypervisor adds ${value} ${unit} to ${overhead.milestone}: ${duration(overhead.hypervisorPs)} against ${duration(overhead.barePs)} bare`;
}
