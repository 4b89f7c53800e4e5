/**
 * All requirements of a description: those written under `requirements`, and the written deadlines of tasks that no
 * `use: deadline` names (id = `vm/task`). Watches are set before the run is read, verdicts are taken after it.
 */
import type { EcuDescription, Requirement } from '../scenarios/ecu.ts';
import type { RequirementFact } from './fact.ts';
import { comparisonOf, type ObservedRun, type RequirementDefinition } from './requirement.ts';
import { requirementKind } from './requirements.ts';
import type { JobTimes } from './response-time/job-times.ts';
import type { LimitWatch } from './response-time/limit-watch.ts';
import { judge, requirementFact } from './verdict.ts';

/** A requirement on its way to a verdict. */
export interface WatchedRequirement {
  readonly requirement: Requirement;
  readonly implied: boolean;
  readonly definition: RequirementDefinition | undefined;
  readonly limit: number | null;
  /** For kinds about jobs. */
  readonly watch: LimitWatch | null;
}

export interface JudgedRequirement extends WatchedRequirement {
  readonly fact: RequirementFact;
  /** Instants at which an item was found to break the limit, ascending; perhaps thinned (`limit-watch.ts`). */
  readonly brokenAtPs: readonly number[];
}

/** Deadlines written at tasks and named by no requirement. */
function impliedRequirements(ecu: EcuDescription): Requirement[] {
  const named = new Set(ecu.requirements.filter(({ use }) => use === 'deadline').map(({ of }) => of));
  return ecu.vms.flatMap((vm) =>
    vm.tasks
      .filter((task) => task.deadlineWritten && !named.has(`${vm.name}/${task.name}`))
      .map((task): Requirement => {
        const name = `${vm.name}/${task.name}`;
        const origin = ecu.provenance.find(({ path }) => path === `vms.${vm.name}.tasks.${task.name}.deadline`);
        return {
          id: name,
          use: 'deadline',
          preset: null,
          of: name,
          statistic: 'max',
          max: task.deadlinePs,
          min: null,
          text: '',
          asil: vm.asil,
          status: '',
          parent: null,
          source: origin === undefined || origin.source === 'none' ? null : origin.source,
          grade: origin?.grade ?? 'assumed',
        };
      }),
  );
}

/** @param times gets a watch for each requirement about jobs that has a limit */
export function watchRequirements(ecu: EcuDescription, times: JobTimes): WatchedRequirement[] {
  const written = ecu.requirements.map((requirement) => ({ requirement, implied: false }));
  const implied = impliedRequirements(ecu).map((requirement) => ({ requirement, implied: true }));
  return [...written, ...implied].map(({ requirement, implied }) => {
    const definition = requirementKind(requirement.use);
    const limit = definition?.limit(requirement, ecu) ?? null;
    const watched = definition?.subject === 'task' && limit !== null;
    const watch = watched ? times.watch(requirement.of, limit, comparisonOf(requirement)) : null;
    return { requirement, implied, definition, limit, watch };
  });
}

export function judgeRequirements(watched: readonly WatchedRequirement[], run: ObservedRun): JudgedRequirement[] {
  return watched.map((entry) => {
    const { requirement, implied, definition, limit, watch } = entry;
    const observation = definition?.observe(requirement, run) ?? {
      kind: 'none' as const,
      reason: `requirements of kind ${requirement.use} are not judged yet`,
    };
    const judgement = judge(observation, limit, comparisonOf(requirement), requirement.statistic, watch);
    const fact = requirementFact(requirement, implied, definition, limit, judgement);
    return { ...entry, fact, brokenAtPs: fact.broken === 0 ? [] : (watch?.instants ?? brokenOutputs(entry, run)) };
  });
}

/** For chains: the outputs that came too late. */
function brokenOutputs({ requirement, limit }: WatchedRequirement, run: ObservedRun): number[] {
  const latencies = run.chain(requirement.of)?.latencies;
  if (latencies === undefined || limit === null) return [];
  const items = requirement.use === 'data-age' ? latencies.dataAges : latencies.reactions;
  const comparison = comparisonOf(requirement);
  return items
    .filter(({ latencyPs }) => (comparison === 'max' ? latencyPs > limit : latencyPs < limit))
    .map(({ atPs }) => atPs)
    .sort((a, b) => a - b);
}
