/**
 * The execution socket: how much work a job brings, in integer solo picoseconds at the clock of the SoC sheet.
 *
 * A demand is a quantile function on 32-bit draws: the same draw gives the same luck on every core type
 * (comonotone), so a migration between core types keeps the job's place in its distribution.
 */
import type { z } from 'zod';

export interface Demand {
  readonly minPs: number;
  readonly meanPs: number;
  readonly maxPs: number;
  /** `draw` in 0..2^32-1; monotone; within [minPs, maxPs]. */
  quantilePs(draw: number): number;
}

export interface ExecutionDefinition {
  readonly name: string;
  readonly origin: string;
  readonly summary: string;
  readonly parameters: z.ZodObject;
  create(parameters: never): Demand;
}
