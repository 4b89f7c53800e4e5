/**
 * The tool dossier: what Bulkhead is used for, how it could be wrong, what detects or avoids that, and what of it was exercised
 * here. It prepares ISO 26262-8:2018 clause 11 and decides nothing: impact, detection and confidence level are the user's.
 */
import type { FfiFacts } from '../../analysis/ffi/ffi-fact.ts';

export interface DossierInput {
  readonly facts: FfiFacts;
  readonly version: string;
  /** Every kind of claim with its promise and limits. */
  readonly claims: readonly {
    readonly name: string;
    readonly promise: string;
    readonly limits: string;
    readonly isExecuted: boolean;
  }[];
  /** Every injection with its fault effect. */
  readonly injections: readonly { readonly name: string; readonly effect: string; readonly summary: string }[];
}

const errors = [
  [
    'ERR_1',
    'false pass',
    'a claim stands although an adversary of the drawn kind breaks it in the model',
    'CHK_1 CHK_2 AVD_1',
  ],
  ['ERR_2', 'false refutation', 'a claim is refuted by a mistake of the simulation', 'CHK_3 AVD_2'],
  ['ERR_3', 'wrong bound', 'the probability told is smaller than it is', 'CHK_4 AVD_3'],
  ['ERR_4', 'stale pack', 'evidence is shown for another ECU or another version', 'CHK_5'],
  ['ERR_5', 'import', 'the description is not that of the ECU', 'AVD_4'],
] as const;
const measures = [
  ['CHK_1', 'Negative controls: each mechanism weakened in one path must be refuted by the same programs'],
  ['CHK_2', 'Half of the runs at least must be effective, else the claim is vacuous'],
  ['CHK_3', 'The counterexample is an ECU file that anybody can run and look at'],
  ['CHK_4', 'Only independent, unbiased, effective random runs count; the bound is the exact binomial one'],
  ['CHK_5', 'The pack is rebuilt byte for byte, its digests compared, its runs repeated'],
  ['AVD_1', 'Draws are keyed by what they are for, so two runs differ in what the adversary did and in nothing else'],
  ['AVD_2', 'The ledger of every job sums to its response time; laws over every shelf'],
  ['AVD_3', 'Seeds follow from the digest of the plan'],
  ['AVD_4', 'Every number has a source and a grade; what is assumed is counted'],
] as const;

export function dossier({ facts, version, claims, injections }: DossierInput): string {
  const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
    [
      `| ${head.join(' | ')} |`,
      `|${head.map(() => '---').join('|')}|`,
      ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`),
    ].join('\n');
  const controls = facts.claims.flatMap(({ id, controls: tried }) =>
    tried.map(({ weakening, outcome, reason }) => [id, weakening, outcome.replaceAll('_', ' '), reason]),
  );
  return `# Tool dossier of Bulkhead ${version}

Generated with the evidence of ${facts.ecu.name} (${facts.ecu.sha256}). It prepares ISO 26262-8:2018 clause 11. **The user decides tool
impact, tool error detection and tool confidence level.**

## 1 Scope and environment

Simulation of an ECU at the level of its description, on Node 20.19 or newer; results do not depend on host, threads or clock.

## 2 Use cases

${table(
  ['id', 'use', 'input', 'output'],
  [
    ['UC_1', 'Look for interference: refute claims', 'ECU file, number of runs', 'verdicts, counterexamples'],
    ['UC_2', 'Give evidence to an assessor', 'ECU file, plan', 'pack, safety case'],
    ['UC_3', 'Verify a pack', 'pack', 'differences, exit code'],
  ],
)}

## 3 Potential errors

${table(['id', 'guide word', 'what happens', 'measures'], errors)}

## 4 Measures

${table(['id', 'measure'], measures)}

## 5 Worksheet

${table(
  ['use case', 'TI', 'TD', 'TCL', 'reason'],
  ['UC_1', 'UC_2', 'UC_3'].map((id) => [id, '(user)', '(user)', '(user)', '']),
)}

## 6 Validation exercised here (11.4.9)

${table(['claim', 'planted weakening', 'outcome', 'reason'], controls)}

Claims that the tool knows:

${table(
  ['kind', 'promise', 'limits', 'tried at all'],
  claims.map(({ name, promise, limits, isExecuted }) => [name, promise, limits, isExecuted ? 'yes' : 'no']),
)}

Faults that it injects:

${table(
  ['injection', 'effect', 'what'],
  injections.map(({ name, effect, summary }) => [name, effect, summary]),
)}

## 7 Development process (11.4.8)

Rules of the house, laws over every shelf and recorded results are run with every change; see CONTRIBUTING.md.

## 8 Known problems

${
  facts.claims
    .filter(({ verdict }) => verdict === 'not_executed')
    .map(({ id, reason }) => `- ${id}: ${reason}`)
    .join('\n') || '- none that this ECU meets'
}
- Adversaries of level A4 (that react to what they observe) are not generated.
- The error of the model on this ECU is not known unless the user measured it.

## 9 User manual

Install with \`npm ci\`, check with \`npm test\`. \`not refuted\` says what was drawn, never "any". A hash proves unchanged bytes: not who
made them, when, that they are complete, or true. Keep the root digest elsewhere; only that exposes a rewritten pack.
`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
