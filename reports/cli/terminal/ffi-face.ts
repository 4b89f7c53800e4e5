/** A campaign of claims on the terminal: a verdict per claim with its reason, what the runs allow to say, and where things are. */
import type { ClaimFacts, FfiFacts } from '../../../analysis/ffi/ffi-fact.ts';
import { duration, plural } from '../../number.ts';
import { padEnd, type Style } from './style.ts';

export interface FfiFace {
  readonly facts: FfiFacts;
  readonly pairs: number;
  readonly elapsedMs: number;
  readonly written: readonly string[];
  readonly line: string;
}

const words = {
  not_refuted: 'not refuted',
  refuted: 'refuted',
  bounded: 'bounded',
  measured: 'measured',
  vacuous: 'vacuous',
  masked: 'masked',
  invalid_control: 'invalid control',
  not_applicable: 'not applicable',
  not_executed: 'not executed',
} as const;

export function formatFfi({ facts, pairs, elapsedMs, written, line }: FfiFace, style: Style): string {
  const ids = Math.max(5, ...facts.claims.map(({ id }) => id.length));
  const kinds = Math.max(4, ...facts.claims.map(({ kind }) => kind.length));
  const rows = facts.claims.flatMap((claim) => rowsOf(claim, ids, kinds, style));
  const effects = Object.entries(facts.faultEffects);
  const hit = effects.filter(([, { injected }]) => injected > 0).length;
  const rate = elapsedMs > 0 ? `, ${Math.round((pairs * 1000) / elapsedMs)} pairs per second` : '';
  const open = effects.filter(([, { injected }]) => injected === 0).map(([effect]) => effect);
  const parts = [
    `${facts.ecu.name}: ${plural(facts.claims.length, 'claim')} against generated adversaries, ${duration(facts.horizonPs)} each`,
    '',
    ...rows,
    '',
    `${hit} of ${effects.length} fault effects struck${open.length === 0 ? '' : ` (not: ${open.join(' ')})`}; ${pairs} pairs of runs${rate}`,
    ...(facts.joint === null
      ? []
      : [
          `all ${facts.joint.claims} that stand, together: a probability of at most ${probability(facts.joint.bound)} each, 95 % confidence`,
        ]),
    ...(written.length === 0 ? [] : ['', ...written.map((path) => `  ${path}`)]),
    '',
    line,
  ];
  return `${style.plain(parts.join('\n'))}\n`;
}

function rowsOf(claim: ClaimFacts, ids: number, kinds: number, style: Style): string[] {
  const { verdict, reason } = claim;
  const mark =
    { refuted: style.glyphs.violated, not_refuted: style.glyphs.met }[verdict as 'refuted'] ?? style.glyphs.open;
  const word = padEnd(words[verdict], 15);
  const isBad = verdict === 'refuted';
  const head = `${isBad ? style.violated(mark) : mark} ${padEnd(claim.id, ids)}  ${padEnd(claim.kind, kinds)}  ${isBad ? style.violated(word) : word}`;
  const indent = ' '.repeat(4);
  const more =
    verdict === 'not_refuted' && claim.bound !== null
      ? [
          `${indent}an effective program drawn from the generator violates this in this model with a probability of at most ${probability(claim.bound)} (95 % confidence, level ${claim.level})`,
          `${indent}control refuted: ${claim.resolution}`,
          ...guidedWords(claim).map((text) => `${indent}${text}`),
        ]
      : [];
  return [`${head} ${reason}`.trimEnd(), ...more.map((text) => style.dim(text))];
}

/** Guided beside random: how close each of them came. */
function guidedWords({ guided, worstMarginPs }: ClaimFacts): string[] {
  if (guided === null || guided.worstMarginPs === null || worstMarginPs === null) return [];
  const random = `${duration(worstMarginPs)} from the limit at random`;
  return [`closest: ${random}, ${duration(guided.worstMarginPs)} in ${guided.runs} guided runs (not counted)`];
}

/** Two digits, rounded up: a bound is never told smaller than it is. */
export function probability(value: number): string {
  if (value >= 0.995) return '1';
  let scale = 1;
  while (value * scale < 10) scale *= 10;
  const digits = Math.ceil(value * scale);
  return `${digits / scale}`;
}
