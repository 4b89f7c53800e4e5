/**
 * The kernel socket: what a guest OS does with its vCPUs. A kernel chooses a scheduling policy for its tasks, says what
 * its own mechanisms cost, and which lock protocols it knows. Costs are integer picoseconds.
 */
import type { z } from 'zod';
import type { Level, Policy } from '../scheduling/policy.ts';

export interface GuestCosts {
  /** Switching from one task to another; paid by the vCPU as a debt "guest switch". */
  readonly switchPs: number;
  /** Entry and exit of the kernel around an interrupt that the OS manages (timer, category 2); a debt "interrupt". */
  readonly interruptPs: number;
  /** Paravirtual spin locks: after spinning this long the vCPU yields to the hypervisor, again and again; `Infinity`: never. */
  readonly spinYieldPs: number;
  /** Period of the scheduler's tick on a vCPU that is not idle; each is a timer interrupt. `Infinity`: tickless. */
  readonly tickPs: number;
}

/** A kernel whose mechanisms cost nothing. */
export const noCosts: GuestCosts = {
  switchPs: 0,
  interruptPs: 0,
  spinYieldPs: Number.POSITIVE_INFINITY,
  tickPs: Number.POSITIVE_INFINITY,
};

/** What a kernel may know of a task beside its `UnitSpec`. */
export interface KernelTask {
  readonly name: string;
  /** Scheduling class that the file names; null: the kernel's default. */
  readonly policy: string | null;
  /** Its own parameters by policy (`per_policy` of the task), not parsed yet. */
  readonly perPolicy: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface KernelDefinition {
  readonly name: string;
  readonly origin: string;
  readonly summary: string;
  readonly parameters: z.ZodObject;
  /** What a task may write as `policy`; the first is the default. Empty: tasks have no choice. */
  readonly taskPolicies: readonly string[];
  readonly protocols: readonly ('ceiling' | 'inheritance' | 'spin' | 'none')[];
  /** True when urgency among ready jobs is their deadline, not their priority. */
  urgencyByDeadline(parameters: never): boolean;
  costs(parameters: never): GuestCosts;
  /** Simplifications that every report must name. */
  warnings(parameters: never): readonly string[];
  create(level: Level, tasks: readonly KernelTask[], parameters: never): Policy;
}
