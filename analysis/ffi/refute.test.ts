/**
 * Claims against planted defects: what is broken is refuted by a small program that anybody can run, what is sound stands and
 * falls with its mechanism, and every fault effect has a claim that speaks about it.
 */
import { describe, expect, test } from 'vitest';
import { faultEffects } from '../../scenarios/injection-points.ts';
import type { ClaimDefinition } from './claim.ts';
import { claims } from './claims.ts';
import { refute } from './refute.ts';
import { shelfSubject, subjectOf } from './subject.test-support.ts';
import { prepare, Trial } from './trial.ts';

const options = { runs: 60, horizonPs: 100e9, seed: 77 };

function verdictOf(subject: ReturnType<typeof subjectOf>, id = 'FFI-1', runs = options.runs) {
  return refute(subject, subject.ecu.claims.find(({ name }) => name === id)!, { ...options, runs });
}

test('every fault effect has a claim', () => {
  const spoken = new Set((Object.values(claims) as readonly ClaimDefinition[]).flatMap(({ effects }) => effects));
  expect([...spoken].sort()).toEqual([...faultEffects].sort());
});

describe.each(['ffi-broken-budget', 'ffi-cache-leak', 'ffi-irq-storm', 'ffi-dma'])('%s', (name) => {
  test('is refuted by at most three actions, each of them needed', () => {
    const subject = shelfSubject(name);
    const facts = verdictOf(subject);
    expect(facts.verdict).toBe('refuted');
    const { program, ecuSeed, horizonPs, judgement, minimal } = facts.counterexample!;
    expect(program.length).toBeGreaterThan(0);
    expect(program.length).toBeLessThanOrEqual(3);
    expect(minimal).toBe(true);
    const prepared = prepare(subject.ecu, subject.ecu.claims[0]!);
    if ('verdict' in prepared) throw new Error(prepared.reason);
    const { runner } = new Trial(prepared, subject.ecu, facts.plan!);
    expect(runner.judge(program, ecuSeed, horizonPs).judgement).toEqual(judgement);
    program.forEach((_, left) => {
      const fewer = program.filter((_, index) => index !== left);
      expect(runner.judge(fewer, ecuSeed, horizonPs).judgement.clause).not.toBe(judgement.clause);
    });
  });
});

const good = shelfSubject('ffi-good');
test.each(good.ecu.claims.map(({ name, use }) => [name, use] as const))(
  '%s (%s) of ffi-good stands, and falls once weakened',
  (id) => {
    const facts = verdictOf(good, id);
    expect(facts.verdict).toBe('not_refuted');
    expect(facts.control).toBe('refuted');
    const control = facts.controls.find(({ outcome }) => outcome === 'refuted')!;
    expect(control.weakening).toBe(facts.resolution);
    // The same program leaves the intact ECU alone.
    const prepared = prepare(good.ecu, good.ecu.claims.find(({ name }) => name === id)!);
    if ('verdict' in prepared) throw new Error(prepared.reason);
    const intact = new Trial(prepared, good.ecu, facts.plan!).runner;
    expect(intact.judge(control.program, control.ecuSeed).judgement.clause).toBeNull();
  },
);

/** One channel from a gateway to a display, carried by whoever; two readers. */
const messages = (protect: string, communication = 'implicit') => `
bulkhead: 1
run: {horizon: 400 ms}
soc: {use: generic-4core, cores: {cpu: {count: 3}}}
hypervisor: {policy: fixed-priority}
channels: {speed: {size: 8 B, communication: ${communication}${protect}}}
vms:
  display:
    asil: B
    vcpus: {main: {pcpus: [0]}}
    tasks:
      show: {period: 10 ms, offset: 1 ms, execution: 1 ms, reads: [speed]}
  gateway: {asil: B, vcpus: {main: {pcpus: [1]}}, tasks: {send: {period: 10 ms, execution: 1 ms, writes: [speed]}}}
  media: {vcpus: {main: {pcpus: [2]}}, tasks: {play: {period: 5 ms, execution: 1 ms}}}
claims:
  FFI-1: {use: channel, victim: speed, from: [media], ftti: 100 ms, effects: [X1, X2, X3, X4, X5, X6, X7, X10]}
  FFI-2: {use: consistency, victim: display, from: [media]}
  FFI-3: {use: reaction, victim: display, from: [media], within: 60 ms}
`;
const protectedBy = ', protect: {use: e2e-p04, timeout: 30 ms, max_delta: 3}';

describe('messages', () => {
  const long = { runs: 80, horizonPs: 400e9, seed: 5 };
  const tried = (subject: ReturnType<typeof subjectOf>, id: string) =>
    refute(subject, subject.ecu.claims.find(({ name }) => name === id)!, long);

  test('end-to-end protection holds, and each of its checks is needed', () => {
    const facts = tried(subjectOf(messages(protectedBy)), 'FFI-1');
    expect([facts.verdict, facts.counterexample]).toEqual(['not_refuted', null]);
    expect(facts.verdict).toBe('not_refuted');
    expect(Object.keys(facts.effectCounts)).toEqual(['X1', 'X2', 'X3', 'X4', 'X5', 'X6', 'X7', 'X10']);
  });

  test.each(['X1', 'X3', 'X4', 'X5', 'X7', 'X10'])('without protection %s alone refutes it', (effect) => {
    const subject = subjectOf(messages(''), [`claims.FFI-1.effects=[${effect}]`]);
    const facts = tried(subject, 'FFI-1');
    expect(facts.verdict).toBe('refuted');
    expect(facts.counterexample!.program.length).toBeLessThanOrEqual(3);
  });

  test('readers of a buffered channel see whole versions, of an unbuffered one halves', () => {
    expect(tried(subjectOf(messages(protectedBy)), 'FFI-2').verdict).toBe('not_refuted');
    expect(tried(subjectOf(messages(protectedBy, 'explicit')), 'FFI-2').verdict).toBe('refuted');
  });

  test('the safe state comes in time, by the timeout alone', () => {
    const facts = tried(subjectOf(messages(protectedBy)), 'FFI-3');
    expect(facts.verdict).toBe('not_refuted');
    expect(facts.resolution).toBe('mechanisms.e2eTimeout=false');
  });
});

test('a claim without a mechanism is vacuous, never passed', () => {
  const facts = verdictOf(shelfSubject('ffi-good', ['claims.FFI-2.control=["run.warm_up=0s"]']), 'FFI-2');
  expect(facts.verdict).toBe('vacuous');
});

test('a claim about nothing says so', () => {
  const subject = shelfSubject('ffi-good', ['claims.FFI-2.from=[display]']);
  expect(verdictOf(subject, 'FFI-2').verdict).toBe('not_applicable');
});

test('batches put together are the campaign, whatever their size', () => {
  const prepared = prepare(good.ecu, good.ecu.claims.find(({ name }) => name === 'FFI-2')!);
  if ('verdict' in prepared) throw new Error(prepared.reason);
  const { plan } = verdictOf(good, 'FFI-2', 1);
  const rows = (sizes: readonly number[]) => {
    let from = 0;
    return sizes.flatMap((size) => {
      const batch = new Trial(prepared, good.ecu, plan!, { fingerprints: true }).batch(from, size, true);
      from += size;
      return batch.rows;
    });
  };
  expect(rows([3, 5, 4])).toEqual(rows([12]));
});
