/**
 * The whole of a boot study put together: the timeline of the ECU as it is, its requirements, its chain of trust, and what
 * others simulated beside it (without hypervisor, with levers, with faults). Times in ps.
 */

import type { EcuDescription, Requirement } from '../../scenarios/ecu.ts';
import { ecuFact } from '../ecu-fact.ts';
import type { RequirementFact } from '../fact.ts';
import { type BootTimes, comparisonOf, type ObservedRun } from '../requirement.ts';
import { requirementKind } from '../requirements.ts';
import { judge, requirementFact } from '../verdict.ts';
import type { BootFacts, BootFaultFact, BootTimeline, FaultEffect, OverheadFact, WhatIfFact } from './boot-fact.ts';
import { lastMilestone, verdictOf } from './explain-boot.ts';
import { hypervisorStage } from './hypervisor-stage.ts';
import { ancestors, trustFindings } from './trust.ts';

export interface StudyParts {
  readonly seed: number;
  readonly timeline: BootTimeline;
  readonly bare: BootTimeline | null;
  readonly withoutBudgets: BootTimeline | null;
  readonly whatIf: readonly WhatIfFact[];
  readonly faults: readonly BootFaultFact[];
}

export function bootFacts(ecu: EcuDescription, parts: StudyParts): BootFacts {
  const { timeline } = parts;
  const overhead = overheadOf(ecu, timeline, parts.bare, parts.withoutBudgets);
  const requirements = judgeBoot(ecu, bootTimes(timeline, overhead));
  return {
    ...timeline,
    ecu: ecuFact(ecu),
    seed: parts.seed,
    vms: ecu.vms.map(({ name, asil }) => ({ vm: name, asil })),
    requirements,
    overhead,
    trust: trustFindings(ecu),
    whatIf: parts.whatIf,
    faults: parts.faults,
    provenance: ecu.provenance.filter(({ path }) => /^(boot|media|hypervisor)\b/.test(path)),
    warnings: ecu.warnings,
  };
}

export function bootTimes(timeline: BootTimeline, overhead: OverheadFact | null): BootTimes {
  return {
    endedAtPs: timeline.endedAtPs,
    milestones: Object.fromEntries(timeline.milestones.map(({ name, atPs }) => [name, atPs])),
    overhead: overhead?.ratio ?? null,
  };
}

/** The last milestone of the ECU as it is, and the same milestone bare. */
export function overheadOf(
  ecu: EcuDescription,
  timeline: BootTimeline,
  bare: BootTimeline | null,
  withoutBudgets: BootTimeline | null,
): OverheadFact | null {
  const last = lastMilestone(timeline.milestones);
  if (last === null || bare === null) return null;
  const at = (other: BootTimeline | null) => other?.milestones.find(({ name }) => name === last.name)?.atPs ?? null;
  const barePs = at(bare);
  if (barePs === null || barePs === 0) return null;
  return {
    milestone: last.name,
    hypervisorPs: last.atPs!,
    barePs,
    ratio: (last.atPs! - barePs) / barePs,
    withoutBudgetsPs: at(withoutBudgets),
    hypervisorStage: hypervisorStage(ecu),
  };
}

const isBootKind = ({ use }: Requirement) => use === 'boot' || use === 'boot-overhead';

export function judgeBoot(ecu: EcuDescription, boot: BootTimes): RequirementFact[] {
  const run: ObservedRun = {
    ecu,
    task: () => undefined,
    chain: () => undefined,
    utilisation: () => undefined,
    boot,
  };
  return ecu.requirements.filter(isBootKind).map((requirement) => {
    const definition = requirementKind(requirement.use)!;
    const limit = definition.limit(requirement, ecu);
    const judgement = judge(
      definition.observe(requirement, run),
      limit,
      comparisonOf(requirement),
      requirement.statistic,
    );
    return requirementFact(requirement, false, definition, limit, judgement);
  });
}

/** A lever or a combination, once it was simulated. `changed` is null when the loader refused it. */
export function whatIfOf(
  lever: {
    readonly name: string;
    readonly summary: string;
    readonly onlyRemoves: boolean;
    readonly overrides: readonly string[];
  },
  base: BootTimeline,
  changed: BootTimeline | null,
  refused: string | null,
): WhatIfFact {
  const deltas = base.milestones.map(({ name, atPs }) => {
    const nowPs = changed?.milestones.find((one) => one.name === name)?.atPs ?? null;
    return { milestone: name, atPs: nowPs, deltaPs: atPs === null || nowPs === null ? null : nowPs - atPs };
  });
  const later = deltas.filter(({ deltaPs }) => deltaPs !== null && deltaPs > 0).map(({ milestone }) => milestone);
  return {
    lever: lever.name,
    summary: lever.summary,
    overrides: lever.overrides,
    deltas: changed === null ? [] : deltas,
    anomalies: lever.onlyRemoves ? later : [],
    refused,
  };
}

/** Sum of what a lever wins over all milestones, ps. */
export function wonPs({ deltas }: WhatIfFact): number {
  return deltas.reduce((sum, { deltaPs }) => sum - (deltaPs ?? 0), 0);
}

/** Which levers change nothing of each other: no path in common. */
export function areCompatible(a: readonly string[], b: readonly string[]): boolean {
  const paths = new Set(a.map((override) => override.slice(0, override.indexOf('='))));
  return b.every((override) => {
    const path = override.slice(0, override.indexOf('='));
    return ![...paths].some((other) => other === path || other.startsWith(`${path}.`) || path.startsWith(`${other}.`));
  });
}

/**
 * Guests with an ASIL that must not notice when a stage fails: all but its own, and for a loader or a hypervisor all but those
 * that stand on it. A guest that waits for the stage of a guest with a lower ASIL must not notice either.
 */
function mustStand({ vms, boot }: EcuDescription, stage: string): Set<string> {
  const own = boot!.stages.find(({ name }) => name === stage)?.vm ?? null;
  const standsOn = (vm: string) =>
    boot!.stages.some((one) => one.vm === vm && ancestors(one.name, boot!).includes(stage));
  const standing = vms.filter(({ name, asil }) => asil !== 'QM' && name !== own && (own !== null || !standsOn(name)));
  return new Set(standing.map(({ name }) => name));
}

const reactions = {
  refused: 'the check refuses it; the stage ends there',
  missing: 'the look-up finds nothing; the stage ends there',
  unreadable: 'every read fails; the stage ends after the last try',
} as const;

/** A fault, once it was simulated; `faulty` is null when nothing notices it, so that the boot is as without it. */
export function faultFact(
  ecu: EcuDescription,
  fault: string,
  stage: string,
  base: BootTimeline,
  faulty: BootTimeline | null,
): BootFaultFact {
  const seen = faulty?.stages.find((one) => one.stage === stage) ?? null;
  const effects = base.milestones.map(({ name, atPs, limitPs }): FaultEffect => {
    const nowPs = faulty === null ? atPs : (faulty.milestones.find((one) => one.name === name)?.atPs ?? null);
    return {
      milestone: name,
      atPs: nowPs,
      deltaPs: atPs === null || nowPs === null ? null : nowPs - atPs,
      verdict: verdictOf(nowPs, limitPs),
    };
  });
  const detectedAtPs = seen?.failed != null ? (seen.parts.at(-1)?.endPs ?? null) : null;
  const standing = mustStand(ecu, stage);
  const asilHolds = base.milestones.every(({ name, vm, verdict }) => {
    if (vm === null || !standing.has(vm) || verdict !== 'met') return true;
    return effects.find(({ milestone }) => milestone === name)?.verdict === 'met';
  });
  return {
    fault,
    stage,
    reaction: reactionOf(faulty, seen?.failed ?? null),
    detectedAtPs,
    reactionPs: detectedAtPs === null || seen?.begunPs == null ? null : detectedAtPs - seen.begunPs,
    effects,
    asilHolds,
  };
}

function reactionOf(faulty: BootTimeline | null, failed: keyof typeof reactions | null): string {
  if (faulty === null) return 'nothing notices it: it runs';
  return failed === null ? 'its last part never ends; nothing notices it' : reactions[failed];
}
