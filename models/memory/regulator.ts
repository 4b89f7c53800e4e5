/**
 * The regulator socket: what keeps VMs from hurting each other through shared memory. A regulator has up to three holds
 * on the machine: which ways of the shared cache a VM may fill, which physical pages it may own, and when a miss of the
 * shared cache may go on to DRAM. It decides; the machine obeys and measures.
 *
 * Owners are VMs and cores pCPUs, both small integers in declared order. Times are integer picoseconds.
 */
import { z } from 'zod';

/** What a regulator may know of the machine. */
export interface RegulatedMachine {
  readonly vms: readonly string[];
  readonly cores: number;
  /** Ways of the shared cache. */
  readonly ways: number;
  /** Page colours of the shared cache: way size / page size, at least 1. */
  readonly colours: number;
  readonly banks: number;
  /** Pages that follow one another in the same bank: row size x channels / page size, at least 1. */
  readonly pagesPerBank: number;
}

export interface Regulator {
  /** Bit mask of the shared cache's ways that `owner` may fill; never 0. */
  ways?(owner: number): number;
  /** Whether `owner` may own the physical page; repeats with `pagePeriod` pages. */
  pageAllowed?(owner: number, page: number): boolean;
  readonly pagePeriod?: number;
  /**
   * A miss of `core` (for `owner`) wants to fetch `bytes` from DRAM at `atPs`: gives the earliest instant at which it may,
   * `atPs` or later, and counts it there. Called in the order of time.
   */
  admit?(core: number, owner: number, bytes: number, atPs: number): number;
}

/**
 * The same regulator at the rate level: what it leaves of the chip to each VM, by owner. What is absent is not limited.
 * Picoseconds and bytes.
 */
export interface RateRegulation {
  /** Of `parts` equal parts of the shared cache (its ways, its colours) those that the VM may fill. */
  readonly cache?: { readonly parts: number; readonly allowed: readonly (readonly number[])[] };
  /** DRAM banks that the VM has pages in. */
  readonly banks?: readonly (readonly number[])[];
  /** Bytes per second that all cores of the VM fetch together at most; null for no cap. */
  readonly capBytesPerSecond?: readonly (number | null)[];
  readonly budget?: MemoryBudget;
}

/** What a core may fetch in a period before it stands still for the rest of it. */
export interface MemoryBudget {
  readonly periodPs: number;
  /** Bytes per core and period, by owner; null for no budget. */
  readonly bytes: readonly (number | null)[];
  readonly reclaim: boolean;
  readonly bestEffort: boolean;
}

/** A mistake that only the regulator can see, found before the run. */
export interface RegulatorProblem {
  /** Key of the member, or `shares.<vm>`. */
  readonly key: string;
  readonly message: string;
}

/** A member of the shelf `regulators/`. */
export interface RegulatorDefinition {
  readonly name: string;
  readonly origin: string;
  readonly summary: string;
  /** Keys as in files (snake case), quantities in code units after parsing. */
  readonly parameters: z.ZodObject;
  check(parameters: never, machine: RegulatedMachine): RegulatorProblem[];
  create(parameters: never, machine: RegulatedMachine): Regulator;
  regulate(parameters: never, machine: RegulatedMachine): RateRegulation;
}

/** `shares` of a member: what each VM gets, by its name; a VM without an entry is not limited. */
export const sharesOf = <T extends z.ZodType>(share: T) => z.record(z.string(), share).meta({ keys: 'vm' }).default({});

/** Shares of a whole per VM name: bit masks from lists of numbers, checked. VMs without an entry get all. */
export function masksPerVm(
  lists: Readonly<Record<string, readonly number[]>>,
  machine: RegulatedMachine,
  count: number,
): number[][] {
  const all = Array.from({ length: count }, (_, i) => i);
  return machine.vms.map((vm) => [...(lists[vm] ?? all)].sort((a, b) => a - b));
}

/** Problems of such lists: a VM that does not exist, an empty list, a number out of range. */
export function listProblems(
  what: string,
  lists: Readonly<Record<string, readonly number[]>>,
  machine: RegulatedMachine,
  count: number,
): RegulatorProblem[] {
  const problems: RegulatorProblem[] = [];
  for (const [vm, numbers] of Object.entries(lists)) {
    const key = `shares.${vm}`;
    if (!machine.vms.includes(vm)) problems.push({ key, message: `there is no VM "${vm}"` });
    if (numbers.length === 0) problems.push({ key, message: `gives ${vm} no ${what} at all` });
    for (const number of numbers) {
      if (number >= count)
        problems.push({ key, message: `names ${what} ${number}: there ${oneOrMore(count)} (0 to ${count - 1})` });
    }
  }
  return problems;
}

const oneOrMore = (count: number): string => (count === 1 ? 'is 1' : `are ${count}`);
