/** Facts of a campaign made by hand: one claim per verdict. */
import type { ClaimFacts, FfiFacts, FfiVerdict } from '../../analysis/ffi/ffi-fact.ts';

export function ffiFacts(verdicts: readonly FfiVerdict[]): FfiFacts {
  return {
    ecu: { name: 'sample', sha256: 'ab'.repeat(32) },
    horizonPs: 1e11,
    claims: verdicts.map(claim),
    faultEffects: {} as FfiFacts['faultEffects'],
    joint: null,
  };
}

function claim(verdict: FfiVerdict, index: number): ClaimFacts {
  return {
    id: `C-${index}`,
    kind: 'deadline',
    promise: 'finishes every job by its deadline',
    basis: 'Part 6 D.2.2',
    limits: 'none',
    asil: 'B',
    victim: 'a',
    from: ['b'],
    level: 'A3',
    fttiPs: null,
    rationale: '',
    upholds: [],
    effects: ['T4'],
    verdict,
    reason: `it is "${verdict}": <why>`,
    runs: 100,
    effectiveRuns: 99,
    bound: verdict === 'not_refuted' ? 0.03 : null,
    effectCounts: {},
    missingEffects: {},
    worstMarginPs: 1000,
    worstRun: 3,
    control: 'refuted',
    controls: [],
    resolution: 'hypervisor.enforce_budgets=false',
    counterexample: null,
    plan: null,
    coverage: null,
    guided: null,
    rows: [],
  };
}
