/**
 * MemGuard: each core may fetch a budget of bytes from DRAM per `period` and stands still for the rest of it (Yun et al.,
 * "MemGuard: memory bandwidth reservation system for efficient performance isolation in multi-core platforms", RTAS 2013).
 * The budget is given as a rate, as there.
 *
 * - Reclaim: at the start of a period each core gives what it did not use in the last one to a pool, from which cores that
 *   have spent their own take a line at a time. A donor that turns out to need more has lost it for this period, as there.
 * - Best effort: once all cores with a budget have spent it in a period, nobody waits until the next one.
 *
 * The original counts misses of the last-level cache by interrupt; here a fetch beyond the budget is held back before it
 * leaves, so a budget is never exceeded. Periods begin at multiples of `period`.
 */
import { z } from 'zod';
import { mulDivFloor } from '../../../engine/time.ts';
import { rate, time } from '../../parameter.ts';
import {
  type RegulatedMachine,
  type Regulator,
  type RegulatorDefinition,
  type RegulatorProblem,
  sharesOf,
} from '../regulator.ts';

const parameters = z.strictObject({
  /** Bytes per second for each core of a VM, per VM name: its budget is what comes in one period at this rate. */
  shares: sharesOf(rate()),
  period: time().default(1e9).describe('1 ms as in the paper'),
  reclaim: z.boolean().default(false).describe('what a core left over in the last period others may take in this one'),
  best_effort: z.boolean().default(false).describe('once all budgets of a period are spent, nobody waits for the next'),
});
type Options = z.output<typeof parameters>;

/** Bytes of one period by VM; null: none. */
function budgetsOf(options: Options, machine: RegulatedMachine): (number | null)[] {
  return machine.vms.map((vm) => {
    const share = options.shares[vm];
    return share === undefined ? null : mulDivFloor(share, options.period, 1e12);
  });
}

class Memguard implements Regulator {
  readonly #options: Options;
  readonly #budgets: readonly (number | null)[];
  readonly #spent: number[];
  /** What the core may spend of its own in this period: budget less donation. */
  readonly #own: number[];
  /** Period of the core's latest fetch, and the one that the columns stand for. */
  readonly #servedIn: number[];
  readonly #coreOwner: number[];
  #period = 0;
  #pool = 0;

  constructor(options: Options, machine: RegulatedMachine) {
    this.#options = options;
    this.#budgets = budgetsOf(options, machine);
    this.#spent = new Array<number>(machine.cores).fill(0);
    this.#own = new Array<number>(machine.cores).fill(0);
    this.#servedIn = new Array<number>(machine.cores).fill(0);
    this.#coreOwner = new Array<number>(machine.cores).fill(-1);
  }

  admit(core: number, owner: number, bytes: number, atPs: number): number {
    const budget = this.#budgets[owner]!;
    if (budget === null) return atPs;
    if (this.#coreOwner[core] !== owner) {
      this.#coreOwner[core] = owner;
      this.#own[core] = budget;
    }
    // A core that is held back until a later period asks on from there; others may still stand in this one.
    const { period: periodPs } = this.#options;
    const now = Math.floor(atPs / periodPs);
    this.#advance(now);
    if (this.#servedIn[core]! > now) return this.#spendLater(core, budget, bytes);
    if (this.#spend(core, bytes) || (this.#options.best_effort && this.#allSpent(bytes))) return atPs;
    this.#servedIn[core] = now + 1;
    this.#spent[core] = bytes;
    return (now + 1) * periodPs;
  }

  /** A fetch while the core already waits for period `servedIn`: it spends of that one, or of the next. */
  #spendLater(core: number, budget: number, bytes: number): number {
    if (this.#spent[core]! + bytes > budget) {
      this.#servedIn[core]!++;
      this.#spent[core] = 0;
    }
    this.#spent[core]! += bytes;
    return this.#servedIn[core]! * this.#options.period;
  }

  #spend(core: number, bytes: number): boolean {
    if (this.#spent[core]! + bytes <= this.#own[core]!) {
      this.#spent[core]! += bytes;
      return true;
    }
    if (!this.#options.reclaim || this.#pool < bytes) return false;
    this.#pool -= bytes;
    return true;
  }

  #allSpent(bytes: number): boolean {
    return this.#coreOwner.every(
      (owner, core) =>
        owner < 0 || this.#servedIn[core]! > this.#period || this.#spent[core]! + bytes > this.#own[core]!,
    );
  }

  /** Begins period `now`: budgets are full again, and what the last period left over may be donated. */
  #advance(now: number): void {
    if (now === this.#period) return;
    const follows = now === this.#period + 1;
    this.#pool = 0;
    for (const [core, owner] of this.#coreOwner.entries()) {
      if (owner < 0) continue;
      const budget = this.#budgets[owner]!;
      const used = follows && this.#servedIn[core]! <= this.#period ? this.#spent[core]! : budget;
      const donated = this.#options.reclaim ? Math.max(0, budget - used) : 0;
      this.#own[core] = budget - donated;
      this.#pool += donated;
      if (this.#servedIn[core]! < now) this.#spent[core] = 0;
    }
    this.#period = now;
  }
}

export const memguard = {
  name: 'memguard',
  origin: 'Yun et al., MemGuard, RTAS 2013',
  summary: 'holds a core back for the rest of a period once it has fetched its budget',
  parameters,
  check(options: Options, machine) {
    const problems: RegulatorProblem[] = [];
    if (options.period === 0) problems.push({ key: 'period', message: 'a period of 0 never ends' });
    for (const [vm, share] of Object.entries(options.shares)) {
      const key = `shares.${vm}`;
      if (!machine.vms.includes(vm)) problems.push({ key, message: `there is no VM "${vm}"` });
      const budget = mulDivFloor(share, options.period, 1e12);
      if (budget < 64 && options.period > 0)
        problems.push({ key, message: `a budget of ${budget} B per period is less than one line` });
    }
    return problems;
  },
  create: (options: Options, machine) => new Memguard(options, machine),
  regulate: (options: Options, machine) => ({
    budget: {
      periodPs: options.period,
      bytes: budgetsOf(options, machine),
      reclaim: options.reclaim,
      bestEffort: options.best_effort,
    },
  }),
} as const satisfies RegulatorDefinition;
