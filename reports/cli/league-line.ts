/**
 * The line that makes a league again, of the same form as that of a run:
 * `bulkhead replay "compare cockpit --policies credit2,rtds --seeds 20 --seed 1 --horizon 10s --ecu 5b0c... --fp 9d41..."`.
 * `--ecu` is the digest of the description as the file says it, `--fp` that of all runs together.
 */
import type { LeagueFacts } from '../../analysis/league/league-fact.ts';
import type { LeagueOrder, LeagueWords } from './league-order.ts';
import { escapeWord, exactTime, hexDigits, unescapeWord } from './replay-line.ts';

const verb = 'compare';

export function formatLeagueLine({ words, seeds, horizonPs }: LeagueOrder, facts: LeagueFacts): string {
  const parts = [verb, words.ecu, '--policies', words.policies, '--seeds', String(seeds.length)];
  parts.push('--seed', String(seeds[0]), '--horizon', exactTime(horizonPs));
  if (words.against !== undefined) parts.push('--against', words.against);
  for (const metric of words.metrics) parts.push('--metric', metric);
  for (const override of words.overrides) parts.push('--set', override);
  parts.push('--ecu', facts.ecu.sha256.slice(0, hexDigits), '--fp', facts.fingerprint.slice(0, hexDigits));
  return `bulkhead replay "${parts.map(escapeWord).join(' ')}"`;
}

export interface LeagueReplay {
  readonly words: LeagueWords;
  readonly sha256: string | null;
  readonly fingerprint: string | null;
}

export function isLeagueLine(text: string): boolean {
  return /^\s*(?:bulkhead\s+replay\s+)?"?\s*compare\s/.test(text);
}

/** Reads what `formatLeagueLine` wrote, with or without the quotes; a sentence about what is wrong instead. */
export function parseLeagueLine(text: string): LeagueReplay | string {
  const inner = /^\s*(?:bulkhead\s+replay\s+)?"?(.*?)"?\s*$/s.exec(text)?.[1] ?? '';
  const [first, ecu, ...rest] = inner.split(/\s+/).map(unescapeWord);
  if (first !== verb || ecu === undefined || ecu.startsWith('--')) return 'the replay line names no ECU';
  const single = new Map<string, string>();
  const lists: Record<string, string[]> = { metric: [], set: [] };
  for (let index = 0; index < rest.length; index += 2) {
    const key = rest[index]!.replace(/^--/, '');
    const value = rest[index + 1];
    if (value === undefined) return `"${rest[index]}" needs a value`;
    if (key in lists) lists[key]!.push(value);
    else if (singleKeys.includes(key)) single.set(key, value);
    else return `a replay line of compare has no "${rest[index]}"`;
  }
  const policies = single.get('policies');
  if (policies === undefined) return 'the replay line names no policies';
  return {
    words: {
      ecu,
      policies,
      seeds: single.get('seeds'),
      seed: single.get('seed'),
      horizon: single.get('horizon'),
      against: single.get('against'),
      metrics: lists.metric!,
      overrides: lists.set!,
    },
    sha256: single.get('ecu') ?? null,
    fingerprint: single.get('fp') ?? null,
  };
}

const singleKeys = ['policies', 'seeds', 'seed', 'horizon', 'against', 'ecu', 'fp'];
