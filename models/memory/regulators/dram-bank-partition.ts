/**
 * DRAM bank partitioning: each VM owns pages of its banks only, so that nobody closes another's rows (Yun et al., "PALLOC:
 * DRAM bank-aware memory allocator", RTAS 2014). The data bus and the channel's commands stay shared.
 */
import { z } from 'zod';
import { count } from '../../parameter.ts';
import { listProblems, masksPerVm, type RegulatorDefinition, sharesOf } from '../regulator.ts';

const parameters = z.strictObject({
  /** Banks per VM name, from 0; a VM without an entry owns pages of all of them. */
  shares: sharesOf(z.array(count(0, 255))),
});

export const dramBankPartition = {
  name: 'dram-bank-partition',
  origin: 'Yun et al., PALLOC, RTAS 2014',
  summary: 'gives each VM its own DRAM banks',
  parameters,
  check: (options: z.output<typeof parameters>, machine) =>
    listProblems('bank', options.shares, machine, machine.banks),
  create(options: z.output<typeof parameters>, machine) {
    const allowed = masksPerVm(options.shares, machine, machine.banks).map((banks) => new Set(banks));
    // As the memory controller: bank bits permuted by the lowest bits of the row.
    const bankOf = (page: number): number => {
      const bankRow = Math.floor(page / machine.pagesPerBank);
      return (bankRow % machine.banks) ^ (Math.floor(bankRow / machine.banks) % machine.banks);
    };
    return {
      pagePeriod: machine.pagesPerBank * machine.banks * machine.banks,
      pageAllowed: (owner, page) => allowed[owner]!.has(bankOf(page)),
    };
  },
  regulate: (options: z.output<typeof parameters>, machine) => ({
    banks: masksPerVm(options.shares, machine, machine.banks),
  }),
} as const satisfies RegulatorDefinition;
