/**
 * Servers with a budget every period, scheduled by earliest deadline on one core: if the budgets fit, hypervisor included, each
 * comes by its deadline, but nobody knows when inside of its period: the periodic resource model.
 *
 * Admission: the processor demand criterion over all deadlines of a busy window. A server that keeps its budget while asleep and
 * has deadlines on a fixed grid (RTDS) may ask for all of it just before a deadline, which counts as jitter.
 *
 * Theory: Shin and Lee, RTSS 2003; Baruah, Rosier, Howell, Real-Time Systems 2, 1990; Abeni and Buttazzo, RTSS 1998.
 */
import { periodicSupply } from '../supply-bound.ts';
import {
  limited,
  notSupplied,
  overheadIn,
  type SupplyDefinition,
  type SupplyProblem,
  type SupplyResult,
  type SupplyUnit,
  sharersOf,
} from '../vcpu-supply.ts';

/** Deadlines that are looked at, at most. */
const deadlinesMax = 20_000;

function demandUntil({ budgetPs, periodPs }: SupplyUnit, windowPs: number, keepsBudget: boolean): number {
  const jitterPs = keepsBudget ? periodPs! - budgetPs! : 0;
  return Math.floor((windowPs + jitterPs) / periodPs!) * budgetPs!;
}

/** Null when all budgets fit; else what does not. */
function misfit(problem: SupplyProblem, servers: readonly SupplyUnit[], keepsBudget: boolean): string | null {
  const share = servers.reduce((sum, { budgetPs, periodPs }) => sum + budgetPs! / periodPs!, 0);
  if (share > 1) return 'the budgets on its core add up to more than the core';
  const asked = (windowPs: number) =>
    overheadIn(problem.overheads, windowPs) +
    servers.reduce(
      (sum, server) =>
        sum +
        Math.ceil((windowPs + (keepsBudget ? server.periodPs! - server.budgetPs! : 0)) / server.periodPs!) *
          server.budgetPs!,
      0,
    );
  let busyPs = 1;
  for (let round = 0; ; round += 1) {
    const nextPs = asked(busyPs);
    if (nextPs > 1e14 || round > 100_000)
      return 'the budgets on its core and the hypervisor add up to more than the core';
    if (nextPs <= busyPs) break;
    busyPs = nextPs;
  }
  const deadlines = new Set<number>();
  for (const { periodPs, budgetPs } of servers) {
    for (let k = 1; k * periodPs! <= busyPs + periodPs!; k += 1) {
      deadlines.add(k * periodPs! - (keepsBudget ? periodPs! - budgetPs! : 0));
      if (deadlines.size > deadlinesMax) return 'too many deadlines of budgets to look at';
    }
  }
  for (const windowPs of deadlines) {
    const demandPs = servers.reduce((sum, server) => sum + demandUntil(server, windowPs, keepsBudget), 0);
    if (demandPs + overheadIn(problem.overheads, windowPs) > windowPs)
      return 'the budgets on its core may miss their deadlines';
  }
  return null;
}

function bound(problem: SupplyProblem): SupplyResult {
  const { unit, policy, budgetsEnforced } = problem;
  if (unit.pcpus.length !== 1) return notSupplied(`${policy} on several cores has no bound here`);
  const around = [unit, ...sharersOf(problem)];
  if (around.some(({ pcpus }) => pcpus.length !== 1))
    return notSupplied(`a vCPU that shares its core may move to others`);
  const servers = around
    .map((one) => (policy === 'rtds' ? { ...one, budgetPs: one.budgetPs ?? 4e9, periodPs: one.periodPs ?? 10e9 } : one))
    .filter((one) => one.budgetPs !== null && one.periodPs !== null);
  const own = servers.find(({ name }) => name === unit.name);
  if (own === undefined) return notSupplied(`vCPU ${unit.name} has no budget and runs after all others`);
  if (!budgetsEnforced) return notSupplied('budgets are not enforced');
  if (policy === 'rtds' && around.some(({ options }) => options.extra_time !== false))
    return notSupplied('with extra time, refills of RTDS may come late: set extra_time to false');
  if (servers.some((one) => !limited(one, true) && one.budgetPs! > one.periodPs!))
    return notSupplied('a budget is larger than its period');
  const problemFound = misfit(problem, servers, policy === 'rtds');
  if (problemFound !== null) return notSupplied(problemFound);
  const periodPs = own.periodPs!;
  const usefulPs = own.budgetPs! - overheadIn(problem.overheads, 2 * periodPs);
  if (usefulPs <= 0) return notSupplied(`traps and switches may use up the whole budget of vCPU ${unit.name}`);
  return {
    supply: periodicSupply(usefulPs, periodPs, 2 * (periodPs - usefulPs), `budget of ${unit.name}`),
    interferers: [],
    restartPs: policy === 'rtds' ? 0 : 2 * (periodPs - usefulPs),
  };
}

export const deadlineServers = {
  policies: ['rtds', 'edf', 'periodic-resource', 'cbs', 'deadline'],
  origin: 'Shin and Lee, RTSS 2003',
  summary: 'A budget somewhere in each period.',
  bound,
} as const satisfies SupplyDefinition;
