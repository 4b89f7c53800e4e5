/**
 * A bandwidth cap per VM: a token bucket in front of DRAM, as Arm MPAM's maximum-bandwidth limit and Intel's MBA act on
 * average (Arm DDI 0598, memory-bandwidth maximum-limit partitioning). A VM may fetch `burst` at once and `rate` in the
 * long run; requests beyond wait their turn.
 *
 * Kept as the instant at which the bucket would be full again, in integer picoseconds: no rounding error adds up in the
 * VM's favour, as each line's time is rounded up.
 */
import { z } from 'zod';
import { mulDivCeil } from '../../../engine/time.ts';
import { rate, size } from '../../parameter.ts';
import { type RegulatorDefinition, type RegulatorProblem, sharesOf } from '../regulator.ts';

const parameters = z.strictObject({
  /** Bytes per second per VM name; a VM without an entry has no cap. */
  shares: sharesOf(rate()),
  burst: size()
    .default(1024)
    .describe('what may come at once after a pause: 16 lines, assumed (hardware does not tell)'),
});

export const bandwidthCap = {
  name: 'bandwidth-cap',
  origin: 'Arm MPAM (DDI 0598) maximum-bandwidth limit; Intel MBA',
  summary: 'limits the bytes per second that a VM fetches from DRAM',
  parameters,
  check(options: z.output<typeof parameters>, machine) {
    const problems: RegulatorProblem[] = [];
    for (const [vm, bytesPerSecond] of Object.entries(options.shares)) {
      if (!machine.vms.includes(vm)) problems.push({ key: `shares.${vm}`, message: `there is no VM "${vm}"` });
      if (bytesPerSecond === 0) problems.push({ key: `shares.${vm}`, message: `a rate of 0 stops ${vm} for ever` });
    }
    return problems;
  },
  create(options: z.output<typeof parameters>, machine) {
    const rates = machine.vms.map((vm) => options.shares[vm] ?? null);
    const fullAtPs = machine.vms.map(() => 0);
    return {
      admit(_core, owner, bytes, atPs) {
        const bytesPerSecond = rates[owner]!;
        if (bytesPerSecond === null) return atPs;
        const costPs = mulDivCeil(bytes, 1e12, bytesPerSecond);
        const roomPs = mulDivCeil(Math.max(options.burst, bytes), 1e12, bytesPerSecond);
        const fullPs = Math.max(atPs, fullAtPs[owner]!) + costPs;
        fullAtPs[owner] = fullPs;
        return Math.max(atPs, fullPs - roomPs);
      },
    };
  },
  regulate: (options: z.output<typeof parameters>, machine) => ({
    capBytesPerSecond: machine.vms.map((vm) => options.shares[vm] ?? null),
  }),
} as const satisfies RegulatorDefinition;
