/**
 * The socket of the shelf `profiles/`: what a hypervisor costs and how it is set up by default. A profile decides
 * nothing; the mechanism charges its costs, and the policy that it names is a member of `scheduling/policies/`.
 *
 * Every number stands as text with its unit (a time, or `cycles` that scale with the clock), its public source and its
 * grade, in the keys of the ECU file (snake case); the loader lays the file's `hypervisor:` map over it.
 *
 * | cost         | what is charged once                                                                             |
 * |--------------|--------------------------------------------------------------------------------------------------|
 * | trap         | guest to hypervisor and back to the same guest: hypercall, trapped access, trapped WFI            |
 * | world_switch | from one guest's context to another's on the same pCPU, without the interrupt that caused it      |
 * | injection    | taking one physical interrupt and giving the virtual one to the guest that runs                   |
 * | timer        | an interrupt of the hypervisor's own timer, up to the decision of its scheduler                   |
 * | ipi          | making another pCPU decide, or another vCPU take an interrupt: the cost on the receiving pCPU     |
 *
 * A cost in a profile is a mean with warm caches. The RTAS 2023 logs show why that is not the whole truth: the lines that
 * a trap touches are evicted between two traps. `footprint` keeps what the memory floor needs to model that.
 */
import { z } from 'zod';
import { cycles, type Sourced, size, time, unitsOf } from '../parameter.ts';

export const costKeys = ['trap', 'world_switch', 'injection', 'timer', 'ipi'] as const;
export type CostKey = (typeof costKeys)[number];

/** What one trap executes and touches; absent where nobody published it. */
export interface TrapFootprint {
  readonly instructions: Sourced<number>;
  /** Last-level cache refills per trap, nothing else running on the chip. */
  readonly refills_solo: Sourced<number>;
  /** The same beside a guest that sweeps the cache: about the lines that one trap touches. */
  readonly refills_swept: Sourced<number>;
  /** Traps per timer tick of a Linux guest. */
  readonly traps_per_tick: Sourced<number>;
}

/** A member of the shelf `profiles/`. */
export interface HypervisorProfile {
  readonly name: string;
  /** Version and source of the bulk of the figures. */
  readonly origin: string;
  /** One sentence. */
  readonly summary: string;
  /** Default policy: a member of `scheduling/policies/`. */
  readonly policy: Sourced;
  readonly costs: Readonly<Record<CostKey, Sourced>>;
  /** Page size of the second translation stage. */
  readonly stage2_page: Sourced;
  /** Does a guest that waits for interrupts leave its core (`trap`), or sleep on it (`native`)? */
  readonly wfi: Sourced<'trap' | 'native'>;
  readonly footprint?: TrapFootprint;
}

const cycleUnits = Object.keys(unitsOf.cycles);

/** A cost as it stands in files: which of the two it is, and the amount in picoseconds or cycles. */
export type Cost =
  | { readonly kind: 'time'; readonly ps: number }
  | { readonly kind: 'cycles'; readonly cycles: number };

/** Reads `"1.8 us"` or `"376 cycles"`; problems are those of the quantity that the unit names. */
export const cost = () =>
  z
    .unknown()
    .transform((input, context): Cost => {
      const isCycles = typeof input === 'string' && cycleUnits.some((unit) => input.trim().endsWith(unit));
      const parsed = (isCycles ? cycles() : time()).safeParse(input);
      if (!parsed.success) {
        for (const issue of parsed.error.issues) context.issues.push({ ...issue, input } as never);
        return z.NEVER;
      }
      return isCycles ? { kind: 'cycles', cycles: parsed.data } : { kind: 'time', ps: parsed.data };
    })
    .meta({ quantity: 'cost' });

/** Picoseconds of a cost at a clock, rounded up: a cost never vanishes by conversion. */
export function costPs(amount: Cost, clockHz: number): number {
  if (amount.kind === 'time') return amount.ps;
  const hz = BigInt(clockHz);
  return Number((BigInt(amount.cycles) * 1_000_000_000_000n + hz - 1n) / hz);
}

const sourced = (value: z.ZodType) =>
  z.strictObject({ value, source: z.string().min(1), grade: z.enum(['measured', 'published', 'assumed']) });

/** What each key of a resolved `hypervisor:` map that comes from a profile may hold. The ECU file's checker uses it too. */
export const profileShape = {
  costs: Object.fromEntries(costKeys.map((key) => [key, cost()])) as Record<CostKey, ReturnType<typeof cost>>,
  stage2_page: size(),
  wfi: z.enum(['trap', 'native']),
} as const;

/** Checks a profile: units, grades, no key too many. For the test of the shelf; files are checked by the loader. */
export const profileSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9.-]*$/),
  origin: z.string().min(1),
  summary: z.string().min(1),
  policy: sourced(z.string()),
  costs: z.strictObject(Object.fromEntries(costKeys.map((key) => [key, sourced(cost())]))),
  stage2_page: sourced(size()),
  wfi: sourced(z.enum(['trap', 'native'])),
  footprint: z
    .strictObject({
      instructions: sourced(z.number().positive()),
      refills_solo: sourced(z.number().positive()),
      refills_swept: sourced(z.number().positive()),
      traps_per_tick: sourced(z.number().positive()),
    })
    .optional(),
});
