/**
 * Windows of a cyclic schedule (ARINC 653): a vCPU runs in its windows or not at all. Each window is shortened by the switch at
 * its start; debts of the core that reach into it are counted as work that goes first.
 *
 * Windows that the file does not give follow from budgets: budget x frame / period each, in declared order, those without a
 * budget share the rest; the frame is `major_frame` or the smallest period on the core.
 *
 * Theory: Mok, Feng, Chen, RTAS 2001 (static partitions). Times in ps.
 */
import { windowSupply } from '../supply-bound.ts';
import {
  homesOf,
  notSupplied,
  type SupplyDefinition,
  type SupplyProblem,
  type SupplyResult,
  type SupplyUnit,
} from '../vcpu-supply.ts';

/** Length of a window where nothing is said at all. */
const entryPs = 10e9;

interface Plan {
  readonly framePs: number;
  readonly windows: readonly (readonly [number, number])[];
}

function derivedPlan({ units, unit, options }: SupplyProblem): Plan {
  const at = homesOf(units);
  const home = at[units.indexOf(unit)]!;
  const here = units.filter((_, place) => at[place] === home);
  const served = here.filter(({ budgetPs, periodPs }) => budgetPs !== null && periodPs !== null);
  const major = options.major_frame;
  const framePs =
    typeof major === 'number'
      ? major
      : served.length > 0
        ? Math.min(...served.map(({ periodPs }) => periodPs!))
        : entryPs * Math.max(1, here.length);
  const wantPs = (one: SupplyUnit) => Math.floor((one.budgetPs! / one.periodPs!) * framePs);
  const freePs = framePs - served.reduce((sum, one) => sum + wantPs(one), 0);
  const others = here.length - served.length;
  const restPs = others > 0 && freePs > 0 ? Math.floor(freePs / others) : 0;
  let cursorPs = 0;
  const windows: (readonly [number, number])[] = [];
  for (const one of here) {
    const lengthPs = served.includes(one) ? wantPs(one) : restPs;
    if (one === unit) windows.push([cursorPs, lengthPs]);
    cursorPs += lengthPs;
  }
  return { framePs, windows };
}

interface WrittenWindow {
  readonly of: string;
  readonly at?: number;
  readonly length: number;
  readonly pcpu?: number;
}

/** Windows as the file gives them, on a pool of one core. */
function writtenPlan({ unit, units, options, pcpus }: SupplyProblem, written: readonly WrittenWindow[]): Plan | string {
  if (pcpus.length !== 1) return 'written windows on several cores have no bound here';
  let cursorPs = 0;
  let endPs = 0;
  const windows: (readonly [number, number])[] = [];
  for (const { of, at, length } of written) {
    const startPs = at ?? cursorPs;
    cursorPs = startPs + length;
    endPs = Math.max(endPs, cursorPs);
    if (of === unit.name) windows.push([startPs, length]);
    else if (of === unit.vm) {
      if (units.filter(({ vm }) => vm === unit.vm).length > 1) return `a window of ${unit.vm} belongs to several vCPUs`;
      windows.push([startPs, length]);
    }
  }
  const major = options.major_frame;
  windows.sort((a, b) => a[0] - b[0]);
  return { framePs: typeof major === 'number' ? major : endPs, windows };
}

function bound(problem: SupplyProblem): SupplyResult {
  const { unit, options, switchPs, overheads } = problem;
  const written = options.windows;
  const plan = Array.isArray(written) ? writtenPlan(problem, written as WrittenWindow[]) : derivedPlan(problem);
  if (typeof plan === 'string') return notSupplied(plan);
  const windows = plan.windows
    .map(([startPs, lengthPs]) => [startPs + switchPs, lengthPs - switchPs] as const)
    .filter(([, lengthPs]) => lengthPs > 0);
  if (windows.length === 0) return notSupplied(`vCPU ${unit.name} has no window`);
  return { supply: windowSupply(windows, plan.framePs), interferers: overheads, restartPs: 0 };
}

export const timeWindows = {
  policies: ['arinc653'],
  origin: 'Mok, Feng, Chen, RTAS 2001',
  summary: 'The windows of a cyclic schedule.',
  bound,
} as const satisfies SupplyDefinition;
