/**
 * Fixed priorities among vCPUs, with or without budgets. A vCPU without a budget waits for the more urgent ones and for the
 * hypervisor; one with a budget is a server, whose capacity comes late by as much as those delay it. Equal priorities are
 * taken as more urgent ones, whatever the order among them.
 *
 * On several cores a vCPU waits only while every core that it may use runs a more urgent one: with fewer of those than cores
 * it never waits for them, else one core is looked at as if all of them went there.
 *
 * Theory: Strosnider, Lehoczky, Sha, IEEE Trans. Computers 44(1), 1995 (deferrable); Lehoczky, Sha, Strosnider, RTSS 1987
 * (polling); Sprunt, Sha, Lehoczky, Real-Time Systems 1(1), 1989 (sporadic); Davis and Burns, RTSS 2005 (hierarchy).
 */
import { periodic } from '../../event-model/event-model.ts';
import { type Interferer, interferenceOf, worstInBusyWindow } from '../busy-window.ts';
import { dedicated, periodicSupply } from '../supply-bound.ts';
import {
  homesOf,
  limited,
  notSupplied,
  overheadIn,
  type SupplyDefinition,
  type SupplyProblem,
  type SupplyResult,
  type SupplyUnit,
  sharersOf,
} from '../vcpu-supply.ts';

const withBudgets = ['fixed-priority', 'deferrable', 'polling', 'sporadic', 'mcs'];

/** Units that stay where they are: each core has its own queue. */
const alwaysPartitioned = ['prio', 'fiasco', 'sel4-rr', 'mcs'];

/** The problem with every unit at its home core, where the policy never moves it. */
function atHome(problem: SupplyProblem): SupplyProblem {
  if (!alwaysPartitioned.includes(problem.policy) && problem.options.placement !== 'partitioned') return problem;
  const homes = homesOf(problem.units);
  const settled = problem.units.map((unit, place) => ({ ...unit, pcpus: [homes[place]!] }));
  return { ...problem, units: settled, unit: settled[problem.units.indexOf(problem.unit)]! };
}

/** Linux's real-time classes, where priorities begin with 1: 0 is none given and counts as 1. */
const fromOne = ['fifo', 'rr'];

/** More urgent or equal, and able to take the core away. */
function ahead(problem: SupplyProblem): SupplyUnit[] {
  const rank = ({ priority }: SupplyUnit) => (fromOne.includes(problem.policy) ? Math.max(1, priority) : priority);
  return sharersOf(problem).filter((other) => rank(other) >= rank(problem.unit));
}

/** Policies whose budget is whole again at every period and is spent by execution alone. */
const untilSpent = ['fixed-priority', 'deferrable'];

/**
 * A budget that is never spent stops nobody. Until it is spent for the first time the vCPU is served as if it had none, so its
 * responses are those without; if what it executes in any period then stays below the budget, there is no first time.
 */
function neverSpent({ policy, overheads, budgetsEnforced }: SupplyProblem, unit: SupplyUnit): boolean {
  if (!untilSpent.includes(policy) || unit.most == null || !limited(unit, budgetsEnforced)) return false;
  return overheadIn(unit.most, unit.periodPs!) + overheadIn(overheads, 2 * unit.periodPs!) < unit.budgetPs!;
}

function interferersOf(problem: SupplyProblem): readonly Interferer[] | string {
  const others = ahead(problem);
  if (others.length < problem.unit.pcpus.length) return problem.overheads;
  const found: Interferer[] = [...problem.overheads];
  for (const other of others) {
    if (other.demand !== null && neverSpent(problem, other)) found.push(...other.demand);
    else if (limited(other, problem.budgetsEnforced) && withBudgets.includes(problem.policy)) {
      const { budgetPs, periodPs, name } = other;
      // What was not used at the end of one period may be followed by the whole of the next.
      const model = periodic({ period: periodPs!, jitter: periodPs! - budgetPs! });
      found.push(interferenceOf(`vCPU ${name}`, model, budgetPs!));
    } else if (other.demand === null) return `vCPU ${other.name} goes first and asks without limit`;
    else found.push(...other.demand);
  }
  return found;
}

/**
 * Supply of a server whose capacity, less what the hypervisor takes while it runs, is given within `late` of each
 * replenishment: as early as possible once, and as late as possible the next time.
 */
function serverOf(problem: SupplyProblem, interferers: readonly Interferer[]): SupplyResult {
  const { unit, policy, overheads } = problem;
  const budgetPs = unit.budgetPs!;
  const periodPs = unit.periodPs!;
  const outer = worstInBusyWindow({
    model: periodic({ period: periodPs }),
    cost: budgetPs,
    interferers,
    longest: 4 * periodPs,
  });
  if (outer.response === null || outer.response > periodPs)
    return notSupplied(`vCPU ${unit.name} may not get its budget within its period`);
  // Debts of the core burn the budget of who holds it; an overrun is paid by the next budget, hence two periods.
  const usefulPs = budgetPs - overheadIn(overheads, 2 * periodPs);
  if (usefulPs <= 0) return notSupplied(`traps and switches may use up the whole budget of vCPU ${unit.name}`);
  const idlePs = policy === 'polling' ? periodPs : periodPs - usefulPs;
  const latePs = policy === 'sporadic' || policy === 'mcs' ? periodPs - usefulPs : outer.response - usefulPs;
  return {
    supply: periodicSupply(usefulPs, periodPs, idlePs + latePs, `budget of ${unit.name}`),
    interferers: [],
    restartPs: ['fixed-priority', 'deferrable'].includes(policy) ? 0 : idlePs + latePs,
  };
}

function bound(given: SupplyProblem): SupplyResult {
  if (typeof given.options.rt_runtime === 'number') return notSupplied('real-time throttling has no bound here');
  const problem = atHome(given);
  const interferers = interferersOf(problem);
  if (typeof interferers === 'string') return notSupplied(interferers);
  if (neverSpent(problem, problem.unit)) return { supply: dedicated, interferers, restartPs: 0 };
  if (limited(problem.unit, problem.budgetsEnforced) && withBudgets.includes(problem.policy))
    return serverOf(problem, interferers);
  return { supply: dedicated, interferers, restartPs: 0 };
}

export const fixedPriorities = {
  policies: ['fixed-priority', 'prio', 'fifo', 'rr', 'fiasco', 'sel4-rr', 'deferrable', 'polling', 'sporadic', 'mcs'],
  origin: 'Davis and Burns, RTSS 2005; servers: see the file',
  summary: 'Less urgent vCPUs wait; budgets come late by as much as others delay them.',
  bound,
} as const satisfies SupplyDefinition;
