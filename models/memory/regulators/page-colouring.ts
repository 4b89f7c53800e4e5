/**
 * Page colouring: each VM owns pages of its colours only, so that VMs use different sets of the shared cache (Kloda et al.,
 * "Deterministic memory hierarchy and virtualization for modern multi-core embedded systems", RTAS 2019; Jailhouse, Bao
 * and Xen have it). Colour of a page = page number modulo (way size / page size).
 *
 * Assumes that the set index uses physical address bits directly, without hashing. Coloured VMs have no page larger than
 * the page size: superpages and colours exclude each other, which the translation cost shows.
 */
import { z } from 'zod';
import { count } from '../../parameter.ts';
import { listProblems, masksPerVm, type RegulatorDefinition, sharesOf } from '../regulator.ts';

const parameters = z.strictObject({
  /** Colours per VM name, from 0; a VM without an entry owns pages of all of them. */
  shares: sharesOf(z.array(count(0, 1023))),
});

export const pageColouring = {
  name: 'page-colouring',
  origin: 'Kloda et al., RTAS 2019; Bao, Jailhouse and Xen cache colouring',
  summary: 'gives each VM pages that map to its own sets of the shared cache',
  parameters,
  check: (options: z.output<typeof parameters>, machine) =>
    listProblems('colour', options.shares, machine, machine.colours),
  create(options: z.output<typeof parameters>, machine) {
    const allowed = masksPerVm(options.shares, machine, machine.colours).map((colours) => new Set(colours));
    return {
      pagePeriod: machine.colours,
      pageAllowed: (owner, page) => allowed[owner]!.has(page % machine.colours),
    };
  },
  regulate: (options: z.output<typeof parameters>, machine) => ({
    cache: { parts: machine.colours, allowed: masksPerVm(options.shares, machine, machine.colours) },
  }),
} as const satisfies RegulatorDefinition;
