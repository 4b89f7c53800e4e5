/**
 * Two runs side by side around the place where a claim breaks: who held a core when, releases and finishes of the victim, and
 * the strikes of the adversary. Plain data for a drawing; times are integer picoseconds.
 */
import { recordKinds } from '../../models/records.ts';
import type { Counterexample } from './counterexample.ts';
import { inMicroseconds } from './exact-time.ts';
import type { RunColumns } from './run-columns.ts';
import { type Span, serviceOf } from './service.ts';
import type { Trial } from './trial.ts';
import type { ClaimContext } from './victim.ts';

export interface StoryRow {
  readonly label: string;
  readonly vm: string;
  readonly isVictim: boolean;
  readonly held: readonly Span[];
  /** Releases and finishes of the victim's jobs. */
  readonly releases: readonly number[];
  readonly finishes: readonly number[];
}

export interface PairStory {
  readonly claim: string;
  readonly fromPs: number;
  readonly toPs: number;
  readonly violationAtPs: number | null;
  readonly detail: string;
  readonly strikes: readonly { readonly atPs: number; readonly words: string }[];
  readonly idle: readonly StoryRow[];
  readonly adversary: readonly StoryRow[];
}

const mostRows = 8;

export function pairStory(trial: Trial, { program, ecuSeed, horizonPs, judgement }: Counterexample): PairStory {
  const { runner } = trial;
  const { context } = trial.prepared;
  runner.judge(program, ecuSeed, horizonPs);
  const run = runner.latest;
  const atPs = judgement.atPs ?? program[0]?.atPs ?? 0;
  const reachPs = Math.max(5e9, Math.floor(horizonPs / 10));
  const fromPs = Math.max(0, Math.min(atPs, program[0]?.atPs ?? atPs) - reachPs);
  const toPs = Math.min(horizonPs, Math.max(atPs, program.at(-1)?.atPs ?? atPs) + 2 * reachPs);
  return {
    claim: context.claim.name,
    fromPs,
    toPs,
    violationAtPs: judgement.atPs,
    detail: judgement.detail,
    strikes: program.map(({ use, target, into, atPs: at }) => ({
      atPs: at,
      words: `${use} ${target}${into === '' ? '' : ` into ${into}`} at ${inMicroseconds(at)}`,
    })),
    idle: rows(runner.reference(ecuSeed), context),
    adversary: rows(run, context),
  };
}

function rows(run: RunColumns, context: ClaimContext): StoryRow[] {
  const { entities, victim, fromIds, vmOf } = context;
  const vcpus = entities.filter(({ kind, vm }) => kind === 'vcpu' && (vm === victim.vmId || fromIds.has(vm)));
  const ordered = [...vcpus].sort((a, b) => Number(b.vm === victim.vmId) - Number(a.vm === victim.vmId) || a.id - b.id);
  const marks = (kind: number, of: number): number[] => {
    const found: number[] = [];
    const isFirst = of === ordered[0]?.id;
    for (let at = 0; at < run.size; at += 1)
      if (isFirst && run.kind[at] === kind && victim.taskIds.has(run.subject[at]!)) found.push(run.atPs[at]!);
    return found;
  };
  return ordered.slice(0, mostRows).map(({ id, name, vm }) => ({
    label: name,
    vm: entities[vm]!.name,
    isVictim: vm === victim.vmId,
    held: serviceOf(run, id, vmOf, new Set()).held,
    releases: marks(recordKinds.release, id),
    finishes: marks(recordKinds.finish, id),
  }));
}
