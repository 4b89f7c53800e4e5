/**
 * Why a policy is better or worse for a requirement: the ledger of the jobs concerned, beside that of the baseline. Time
 * per job, cause and culprit, over the seeds that both have; a chain sums the means of the tasks of its path. Times in ps.
 */
import type { EcuDescription } from '../../scenarios/ecu.ts';
import type { LeagueReason, LeagueRequirement, LedgerChange } from './league-fact.ts';
import type { LeagueRun } from './league-run.ts';
import { goodRuns, type PolicyRuns } from './policy-summary.ts';

export const mostChanges = 3;

export function reasonsOf(
  ecu: EcuDescription,
  requirements: readonly LeagueRequirement[],
  policies: readonly PolicyRuns[],
  baseline: string,
): LeagueReason[] {
  const base = policies.find(({ policy }) => policy === baseline);
  if (base === undefined) return [];
  const seedsOf = (policy: PolicyRuns) => new Set(goodRuns(policy).map(({ seed }) => seed));
  return policies
    .filter((policy) => policy !== base)
    .flatMap((policy) => {
      const [mine, theirs] = [seedsOf(policy), seedsOf(base)];
      const common = (runs: PolicyRuns) =>
        goodRuns(runs).flatMap(({ seed, run }) => (mine.has(seed) && theirs.has(seed) ? [run] : []));
      const [runs, baseRuns] = [common(policy), common(base)];
      return requirements.flatMap((requirement) => {
        const victims = victimsOf(ecu, requirement.subject);
        if (victims.length === 0 || runs.length === 0) return [];
        const change = compareLedgers(ledgerPerJob(baseRuns, victims), ledgerPerJob(runs, victims));
        return change === null ? [] : [{ requirement: requirement.id, policy: policy.policy, ...change }];
      });
    });
}

/** The tasks whose jobs a requirement is about: the task itself, or those of the chain's path. */
function victimsOf(ecu: EcuDescription, subject: string): readonly string[] {
  const chain = ecu.chains.find(({ name }) => name === subject);
  if (chain !== undefined) return chain.path;
  return ecu.vms.some((vm) => vm.tasks.some((task) => `${vm.name}/${task.name}` === subject)) ? [subject] : [];
}

interface Cell extends Pick<LedgerChange, 'cause' | 'culprit' | 'culpritVm'> {
  ps: number;
}

/** Time per job by cause and culprit, in whole ps; null when some victim finished no job. */
function ledgerPerJob(runs: readonly LeagueRun[], victims: readonly string[]): ReadonlyMap<string, Cell> | null {
  const cells = new Map<string, Cell>();
  for (const victim of victims) {
    const jobs = runs.reduce(
      (sum, run) => sum + (run.metrics.find(({ name }) => name === `task:${victim}`)?.count ?? 0),
      0,
    );
    if (jobs === 0) return null;
    for (const [key, cell] of ledgerSums(runs, victim)) {
      const perJobPs = Math.round(cell.ps / jobs);
      cells.set(key, { ...cell, ps: (cells.get(key)?.ps ?? 0) + perJobPs });
    }
  }
  return cells;
}

function ledgerSums(runs: readonly LeagueRun[], victim: string): ReadonlyMap<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const { ledger } of runs) {
    for (const { victim: of, cause, culprit, culpritVm, ps } of ledger) {
      if (of !== victim) continue;
      const key = `${cause} ${culprit}`;
      const cell = cells.get(key) ?? { cause, culprit, culpritVm, ps: 0 };
      cells.set(key, cell);
      cell.ps += ps;
    }
  }
  return cells;
}

function compareLedgers(
  baseline: ReadonlyMap<string, Cell> | null,
  policy: ReadonlyMap<string, Cell> | null,
): Pick<LeagueReason, 'differencePs' | 'changes'> | null {
  if (baseline === null || policy === null) return null;
  const keys = [...new Set([...baseline.keys(), ...policy.keys()])].sort();
  const changes = keys.map((key): LedgerChange => {
    const { cause, culprit, culpritVm } = (policy.get(key) ?? baseline.get(key))!;
    const baselinePs = baseline.get(key)?.ps ?? 0;
    const policyPs = policy.get(key)?.ps ?? 0;
    return { cause, culprit, culpritVm, baselinePs, policyPs, differencePs: policyPs - baselinePs };
  });
  return {
    differencePs: changes.reduce((sum, { differencePs }) => sum + differencePs, 0),
    changes: changes
      .filter(({ differencePs }) => differencePs !== 0)
      .sort((a, b) => Math.abs(b.differencePs) - Math.abs(a.differencePs))
      .slice(0, mostChanges),
  };
}
