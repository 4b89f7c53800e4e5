/**
 * The kernel socket: what a guest OS does with its vCPUs. A kernel chooses a scheduling policy for its tasks, says what
 * its own mechanisms cost, and which lock protocols it knows. Costs are integer picoseconds.
 */
import type { z } from 'zod';
import type { AdmissionProblem, Level, Policy, UnitSpec } from '../scheduling/policy.ts';

export interface GuestCosts {
  /** Switching from one task to another; paid by the vCPU as a debt "guest switch". */
  readonly switchPs: number;
  /** Entry and exit of the kernel around an interrupt that the OS manages (timer, category 2); a debt "interrupt". */
  readonly interruptPs: number;
  /** Paravirtual spin locks: after spinning this long the vCPU yields to the hypervisor, again and again; `Infinity`: never. */
  readonly spinYieldPs: number;
  /** Period of the scheduler's tick on a vCPU that is not idle; each is a timer interrupt. `Infinity`: tickless. */
  readonly tickPs: number;
  /** An idle vCPU polls for work and keeps its core; otherwise it waits for an interrupt (WFI). */
  readonly pollsIdle: boolean;
}

/** Class and urgency of threads in which a kernel does what others do in interrupt handlers. */
export interface KernelThread {
  /** One of `taskPolicies`. */
  readonly policy: string;
  readonly priority: number;
}

/** A kernel whose mechanisms cost nothing. */
export const noCosts: GuestCosts = {
  switchPs: 0,
  interruptPs: 0,
  spinYieldPs: Number.POSITIVE_INFINITY,
  tickPs: Number.POSITIVE_INFINITY,
  pollsIdle: false,
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
  /** Handlers (category 2) and their softirq work run in a thread per interrupt; null or absent: as a debt of the vCPU. */
  handlerThread?(parameters: never): KernelThread | null;
  /** Softirq work runs in a thread per interrupt; null or absent: right after the handler, before all tasks. */
  softirqThread?(parameters: never): KernelThread | null;
  /** A resource with protocol `spin` sleeps and inherits instead. */
  spinLocksSleep?(parameters: never): boolean;
  /** What only its classes can see is wrong, before a run. Units are tasks; keys are paths below a task, with dots. */
  admission?(
    units: readonly UnitSpec[],
    tasks: readonly KernelTask[],
    processorCount: number,
    parameters: never,
  ): AdmissionProblem[];
  /** Simplifications that every report must name. */
  warnings(parameters: never): readonly string[];
  create(level: Level, tasks: readonly KernelTask[], parameters: never): Policy;
}
