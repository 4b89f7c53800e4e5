/** The page of a campaign: the finding, a verdict per claim, what runs allow to say, coverage, counterexamples, the replay line. */
import type { ClaimFacts, FfiFacts } from '../../analysis/ffi/ffi-fact.ts';
import type { PairStory } from '../../analysis/ffi/pair-story.ts';
import { pairTimeline } from '../chart/pair-timeline.ts';
import { escaped, inlineSvg } from '../markup.ts';
import type { Replay, Surface } from '../medium.ts';
import { plainDuration, plural } from '../number.ts';
import { digestWords, framedPage, titleHtml } from '../page/frame.ts';

export function ffiPage(
  facts: FfiFacts,
  stories: Readonly<Record<string, PairStory>>,
  replay: Replay,
  surface: Surface,
): string {
  const title = ffiTitle(facts);
  const sections = [
    section('verdicts', 'Does every claim stand?', title, verdictTable(facts)),
    ...facts.claims.flatMap((claim) => {
      const story = stories[claim.id];
      return story === undefined ? [] : [counterexample(claim, story, surface)];
    }),
    section('effects', 'Which faults were tried?', effectsTitle(facts), effectTable(facts)),
    section(
      'controls',
      'Could the claims have been broken?',
      'Each mechanism weakened in one path',
      controlTable(facts),
    ),
    section(
      'coverage',
      'What was tried where?',
      'Pairs of effect or point with the state of the victim and of its schedule',
      coverageTable(facts),
    ),
    section('limits', 'What do these verdicts not say?', 'Limits of every claim', limitTable(facts)),
  ];
  const frame = {
    tab: `${title} · ${facts.ecu.name} · Bulkhead`,
    subject: `${facts.ecu.name}: ${plural(facts.claims.length, 'claim')}, runs of ${plainDuration(facts.horizonPs)}`,
    skip: { to: 'verdicts', words: 'Skip to the findings' },
    heading: titleHtml(title),
    sections,
    made: `${digestWords(facts.ecu.sha256)} · horizon ${facts.horizonPs} ps`,
  };
  return framedPage(frame, replay, surface);
}

export function ffiTitle({ claims }: FfiFacts): string {
  const refuted = claims.filter(({ verdict }) => verdict === 'refuted').map(({ id }) => id);
  if (refuted.length > 0) return `${refuted.join(', ')} ${refuted.length === 1 ? 'is' : 'are'} refuted`;
  const standing = claims.filter(({ verdict }) => verdict === 'not_refuted').length;
  return standing === claims.length
    ? `None of ${claims.length} claims was refuted`
    : `None of ${claims.length} claims was refuted, ${claims.length - standing} say nothing`;
}

function section(id: string, question: string, title: string, body: string): string {
  return `<section id="${escaped(id)}"><p class="q">${escaped(question)}</p><h2>${escaped(title)}</h2>${body}</section>`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((one) => `<th>${escaped(one)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`).join('');
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

const marks = { refuted: '✕ refuted', not_refuted: '✓ not refuted' } as const;

export function verdictWords({ verdict }: ClaimFacts): string {
  return marks[verdict as 'refuted'] ?? `○ ${verdict.replaceAll('_', ' ')}`;
}

function verdictTable({ claims }: FfiFacts): string {
  return table(
    ['claim', 'kind', 'ASIL', 'victim', 'against', 'verdict', 'effective runs', 'at most', 'why'],
    claims.map((claim) => [
      claim.id,
      claim.kind,
      claim.asil ?? '',
      claim.victim,
      claim.from.join(', '),
      verdictWords(claim),
      `${claim.effectiveRuns} of ${claim.runs}`,
      claim.bound === null ? '' : claim.bound.toPrecision(2),
      claim.reason,
    ]),
  );
}

function effectsTitle({ faultEffects }: FfiFacts): string {
  const all = Object.values(faultEffects);
  return `${all.filter(({ injected }) => injected > 0).length} of ${all.length} fault effects struck`;
}

function effectTable({ faultEffects }: FfiFacts): string {
  return table(
    ['effect', 'effective runs', 'strikes', 'why none'],
    Object.entries(faultEffects).map(([effect, { runs, injected, reason }]) => [
      effect,
      `${runs}`,
      `${injected}`,
      reason,
    ]),
  );
}

function controlTable({ claims }: FfiFacts): string {
  return table(
    ['claim', 'weakening', 'outcome', 'run', 'actions', 'what happened'],
    claims.flatMap(({ id, controls }) =>
      controls.map(({ weakening, outcome, run, program, reason, judgement }) => [
        id,
        weakening,
        outcome.replaceAll('_', ' '),
        run < 0 ? '' : `${run}`,
        outcome === 'refuted' ? `${program.length}` : '',
        judgement?.detail ?? reason,
      ]),
    ),
  );
}

function coverageTable({ claims }: FfiFacts): string {
  return table(
    ['claim', 'pairs', 'triples', 'time bins', 'first pairs not met'],
    claims.flatMap(({ id, coverage }) =>
      coverage === null
        ? []
        : [
            [
              id,
              `${coverage.pairs.met} of ${coverage.pairs.possible}`,
              `${coverage.triples.met} of ${coverage.triples.possible}`,
              `${coverage.bins.met} of ${coverage.bins.possible}`,
              coverage.pairs.open.slice(0, 4).join('; '),
            ],
          ],
    ),
  );
}

function limitTable({ claims }: FfiFacts): string {
  return table(
    ['claim', 'level', 'clause (for the user to check)', 'limits'],
    claims.map(({ id, level, basis, limits }) => [id, level, basis, limits]),
  );
}

function counterexample(claim: ClaimFacts, story: PairStory, surface: Surface): string {
  const { program } = claim.counterexample!;
  const rows = program.map(({ use, target, into, atPs, anchor, args }) => [
    use,
    into === '' ? target : `${target} into ${into}`,
    `${atPs} ps`,
    anchor,
    Object.entries(args)
      .map(([name, value]) => `${name} ${value}`)
      .join(', '),
  ]);
  const title = `${claim.id}: ${story.detail}`;
  const body = `<figure>${inlineSvg(pairTimeline(story), surface)}</figure>${table(['action', 'on', 'at', 'beside', 'numbers'], rows)}<p>The whole ECU with this adversary: counterexample-${escaped(claim.id)}.yaml</p>`;
  return section(`counterexample-${claim.id}`, `How is ${claim.id} broken?`, title, body);
}
