/**
 * Round robin among vCPUs of one core: after at most one turn of each other, one turn. Debts of the core are paid in turns.
 *
 * Theory: the round-robin bound of Racu et al., EMSOFT 2007, as a supply: latency of all other turns. Times in ps.
 */
import { periodicSupply } from '../supply-bound.ts';
import { notSupplied, overheadIn, type SupplyDefinition, sharersOf } from '../vcpu-supply.ts';

const quantumByDefaultPs = 10e9;

export const turns = {
  policies: ['round-robin'],
  origin: 'Racu et al., EMSOFT 2007',
  summary: 'One turn after at most one of each other.',
  bound: (problem) => {
    const { unit, options, overheads, switchPs } = problem;
    const others = sharersOf(problem);
    if (others.length === 0)
      return { supply: periodicSupply(1, 1, 0, `core of ${unit.name}`), interferers: overheads, restartPs: 0 };
    if (unit.pcpus.length !== 1 || others.some(({ pcpus }) => pcpus.length !== 1))
      return notSupplied('turns on several cores have no bound here');
    const quantum = options.quantum;
    const quantumPs = typeof quantum === 'number' ? quantum : quantumByDefaultPs;
    const roundPs = (others.length + 1) * (quantumPs + switchPs);
    const usefulPs = quantumPs - switchPs - overheadIn(overheads, 2 * roundPs);
    if (usefulPs <= 0) return notSupplied(`traps and switches may use up the turns of vCPU ${unit.name}`);
    return {
      supply: periodicSupply(usefulPs, roundPs, roundPs - usefulPs, `turns of ${unit.name}`),
      interferers: overheads,
      restartPs: roundPs,
    };
  },
} as const satisfies SupplyDefinition;
