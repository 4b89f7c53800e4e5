/**
 * Way partitioning: each VM fills its ways of the shared cache only (Intel CAT, Arm MPAM cache-portion partitioning: Arm
 * DDI 0598). Hits are allowed everywhere; a line of another VM is never evicted when the masks do not overlap.
 */
import { z } from 'zod';
import { count } from '../../parameter.ts';
import { listProblems, masksPerVm, type RegulatorDefinition, sharesOf } from '../regulator.ts';

const parameters = z.strictObject({
  /** Ways per VM name, from 0; a VM without an entry fills all of them. */
  shares: sharesOf(z.array(count(0, 31))),
});

export const wayPartition = {
  name: 'way-partition',
  origin: 'Arm MPAM (DDI 0598) cache-portion partitioning; Intel CAT',
  summary: 'gives each VM its own ways of the shared cache',
  parameters,
  check: (options: z.output<typeof parameters>, machine) => listProblems('way', options.shares, machine, machine.ways),
  create(options: z.output<typeof parameters>, machine) {
    const masks = masksPerVm(options.shares, machine, machine.ways).map((ways) =>
      ways.reduce((mask, way) => mask | (1 << way), 0),
    );
    return { ways: (owner) => masks[owner]! };
  },
  regulate: (options: z.output<typeof parameters>, machine) => ({
    cache: { parts: machine.ways, allowed: masksPerVm(options.shares, machine, machine.ways) },
  }),
} as const satisfies RegulatorDefinition;
