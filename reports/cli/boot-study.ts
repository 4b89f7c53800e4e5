/**
 * A boot study: the ECU from power-on, the same without its hypervisor, with every lever and the best of them together, and
 * with everything that can fail. Each is one simulation; only the first is kept whole, the others until their milestones.
 */

import type { BootFacts, BootFaultFact, BootTimeline, WhatIfFact } from '../../analysis/boot/boot-fact.ts';
import { areCompatible, bootFacts, bootTimes, faultFact, whatIfOf, wonPs } from '../../analysis/boot/boot-facts.ts';
import { BootObserver } from '../../analysis/boot/boot-observer.ts';
import { explainBoot } from '../../analysis/boot/explain-boot.ts';
import { bare } from '../../analysis/boot/hypervisor-stage.ts';
import { levers } from '../../analysis/boot/levers.ts';
import type { BootTimes } from '../../analysis/requirement.ts';
import { bootFaults, stageFaultOf } from '../../scenarios/boot-faults.ts';
import type { EcuDescription } from '../../scenarios/ecu.ts';
import { runBoot, type StageFault } from '../../scenarios/run-boot.ts';
import type { WhatIf } from '../../scenarios/what-if.ts';
import { BadInput } from './command.ts';

export interface BootOrder {
  /** Loads the ECU with more overrides after the user's own. */
  readonly load: (more: readonly string[]) => EcuDescription;
  readonly seed: number;
  /** The boot is given up then. */
  readonly horizonPs: number;
  /** Levers of the user beside those of the shelf. */
  readonly more: readonly WhatIf[];
  /** Called before each simulation: how many are done, and of how many. */
  readonly onProgress: (done: number, all: number) => void;
}

interface Lever {
  readonly name: string;
  readonly summary: string;
  readonly onlyRemoves: boolean;
  readonly overrides: readonly string[];
}

/** A milestone that takes more than this beside the ECU as it is was lost. */
const patience = 2;

export function bootStudy(order: BootOrder): BootFacts {
  const ecu = order.load([]);
  const { seed } = order;
  let done = 0;
  const step = (all: number) => order.onProgress(done++, all);
  step(40);
  const timeline = simulateBoot(ecu, { seed, horizonPs: order.horizonPs, whole: true });
  const shortPs = horizonAfter(timeline, order.horizonPs);
  const quick = (other: EcuDescription, faults: Readonly<Record<string, StageFault>> = {}) =>
    simulateBoot(other, { seed, horizonPs: shortPs, whole: false, faults });
  const tried = leversOf(ecu, order.more);
  const faults = faultsOf(ecu);
  const all = 3 + tried.length + 8 + faults.length;
  step(all);
  const bareTimeline = tolerant(() => quick(order.load(bare(ecu))));
  step(all);
  const withoutBudgets = tolerant(() => quick(order.load([...bare(ecu), 'hypervisor.enforce_budgets=false'])));
  const attempt = (lever: Lever): WhatIfFact => {
    step(all);
    try {
      return whatIfOf(lever, timeline, quick(order.load(lever.overrides)), null);
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
      return whatIfOf(lever, timeline, null, error.message);
    }
  };
  const single = tried.map(attempt);
  const combined = combinationsOf(tried, single).map(attempt);
  const whatIf = [...single, ...combined].sort((a, b) => wonPs(b) - wonPs(a) || (a.lever < b.lever ? -1 : 1));
  const failing = faults.map(({ fault, stage, executed }): BootFaultFact => {
    step(all);
    const faulty = executed === 'unnoticed' ? null : quick(ecu, { [stage]: executed });
    return faultFact(ecu, fault, stage, timeline, faulty);
  });
  return bootFacts(ecu, {
    seed,
    timeline,
    bare: bareTimeline,
    withoutBudgets,
    whatIf,
    faults: failing,
  });
}

/** What a run needs of it: milestones, and the overhead when a requirement asks for it. Null without a boot section. */
export function bootBeside(
  ecu: EcuDescription,
  load: ((more: readonly string[]) => EcuDescription) | null,
  seed: number,
): { readonly times: BootTimes; readonly facts: BootFacts } | null {
  if (ecu.boot === null || !ecu.requirements.some(({ use }) => use === 'boot' || use === 'boot-overhead')) return null;
  const timeline = simulateBoot(ecu, { seed, horizonPs: defaultHorizonPs, whole: true });
  const asked = load !== null && ecu.requirements.some(({ use }) => use === 'boot-overhead');
  const horizonPs = horizonAfter(timeline, defaultHorizonPs);
  const bareTimeline = asked ? tolerant(() => simulateBoot(load(bare(ecu)), { seed, horizonPs, whole: false })) : null;
  const facts = bootFacts(ecu, { seed, timeline, bare: bareTimeline, withoutBudgets: null, whatIf: [], faults: [] });
  return { times: bootTimes(timeline, facts.overhead), facts };
}

/** No ECU of a car boots for longer. */
export const defaultHorizonPs = 60e12;

interface SimulateOptions {
  readonly seed: number;
  readonly horizonPs: number;
  /** With ledger and fingerprint, and until every stage has ended. */
  readonly whole: boolean;
  readonly faults?: Readonly<Record<string, StageFault>>;
}

export function simulateBoot(
  ecu: EcuDescription,
  { seed, horizonPs, whole, faults = {} }: SimulateOptions,
): BootTimeline {
  const { result } = runBoot(ecu, {
    seed,
    horizonPs,
    faults,
    ledger: whole,
    fingerprint: whole,
    untilMilestones: !whole,
  });
  const observer = new BootObserver(result.recording.entities);
  result.recording.trace.forEach(observer);
  observer.end(result.endedAtPs);
  return explainBoot(ecu, observer, result.fingerprint);
}

function horizonAfter({ milestones, endedAtPs }: BootTimeline, mostPs: number): number {
  const lastPs = Math.max(...milestones.map(({ atPs }) => atPs ?? 0), 0);
  return Math.min(mostPs, lastPs === 0 ? endedAtPs : lastPs * patience);
}

function leversOf(ecu: EcuDescription, more: readonly WhatIf[]): Lever[] {
  const own = more.map(({ name, overrides }) => ({
    name,
    summary: overrides.join(', '),
    onlyRemoves: false,
    overrides,
  }));
  const standard = Object.values(levers).flatMap(({ name, summary, onlyRemoves, overrides }) => {
    const changes = overrides(ecu);
    return changes.length === 0 ? [] : [{ name, summary, onlyRemoves, overrides: changes }];
  });
  return [...own, ...standard];
}

/** The four levers that win most, in pairs, and as many as go together. A resume is another kind of start, not a lever more. */
function combinationsOf(all: readonly Lever[], seen: readonly WhatIfFact[]): Lever[] {
  const best = all
    .map((lever, place) => ({ lever, won: wonPs(seen[place]!) }))
    .filter(({ lever, won }) => won > 0 && lever.name !== 'warm-resume')
    .sort((a, b) => b.won - a.won || (a.lever.name < b.lever.name ? -1 : 1))
    .map(({ lever }) => lever);
  const joined = (parts: readonly Lever[]): Lever => ({
    name: parts.map(({ name }) => name).join(' + '),
    summary: parts.map(({ summary }) => summary).join('; '),
    onlyRemoves: parts.every(({ onlyRemoves }) => onlyRemoves),
    overrides: parts.flatMap(({ overrides }) => overrides),
  });
  const four = best.slice(0, 4);
  const pairs = four.flatMap((a, index) => four.slice(index + 1).map((b) => [a, b] as const));
  const together: Lever[] = [];
  for (const lever of best)
    if (together.every(({ overrides }) => areCompatible(overrides, lever.overrides))) together.push(lever);
  const fitting = pairs.filter(([a, b]) => areCompatible(a.overrides, b.overrides)).map(joined);
  return together.length > 2 ? [...fitting, joined(together)] : fitting;
}

function faultsOf(ecu: EcuDescription) {
  const boot = ecu.boot!;
  return boot.stages.flatMap((stage) =>
    bootFaults.flatMap((fault) => {
      const executed = stageFaultOf(fault, stage, boot);
      return executed === null ? [] : [{ fault, stage: stage.name, executed }];
    }),
  );
}

/** What the loader refuses is not compared. */
function tolerant<T>(make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof BadInput) return null;
    throw error;
  }
}
