/**
 * Where a VM's memory lies: guest-physical pages to physical pages. A VM owns the pages of its region that all regulators
 * allow, in ascending order, so its addresses follow from its own region and its own colours and banks, never from which
 * other VMs exist.
 */
import { check } from '../../../engine/check.ts';

export const pageBytes = 4096;

/** What a regulator says about pages; repeats with `pagePeriod`. */
export interface PageRule {
  readonly pagePeriod: number;
  allows(page: number): boolean;
}

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));
const longestPeriod = 1 << 20;

export class PageMap {
  readonly #firstPage: number;
  readonly #period: number;
  /** Allowed pages of one period, ascending. */
  readonly #allowed: readonly number[];

  /** @param firstPage first physical page of the VM's region */
  constructor(firstPage: number, rules: readonly PageRule[]) {
    let period = 1;
    for (const { pagePeriod } of rules) period = (period / greatestCommonDivisor(period, pagePeriod)) * pagePeriod;
    check(period <= longestPeriod, 'page rules repeat within 2^20 pages');
    const allowed: number[] = [];
    for (let page = 0; page < period; page++)
      if (rules.every((rule) => rule.allows(firstPage + page))) allowed.push(page);
    check(allowed.length > 0, 'the rules leave the VM at least one page');
    this.#firstPage = firstPage;
    this.#period = period;
    this.#allowed = allowed;
  }

  /** Whether the VM owns every page of its region: only then can it be mapped by pages larger than 4 KiB. */
  get contiguous(): boolean {
    return this.#allowed.length === this.#period;
  }

  /** Physical page of guest-physical page `n`. */
  page(n: number): number {
    const { length } = this.#allowed;
    const round = Math.floor(n / length);
    return this.#firstPage + round * this.#period + this.#allowed[n - round * length]!;
  }

  /** Physical address (bytes) of a guest-physical address. */
  address(guestPhysical: number): number {
    const page = Math.floor(guestPhysical / pageBytes);
    return this.page(page) * pageBytes + (guestPhysical - page * pageBytes);
  }
}
