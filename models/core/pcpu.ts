/**
 * A physical core: what it runs, what it owes, and when it was last settled. State only; `ladder.ts` moves it.
 * Times are integer picoseconds.
 */
import type { Vcpu } from '../hypervisor/vcpu.ts';
import { Debts } from './debt.ts';
import { rateDenominator } from './progress.ts';

export class Pcpu {
  readonly index: number;
  /** Entity id. */
  readonly id: number;
  /** Index of the core type in the SoC description. */
  readonly coreType: number;
  /** Kernel slot of its one pending event. */
  slot = -1;

  /** Rung 1 of the ladder: interrupt handling, traps, world switches; not pre-emptible. */
  readonly debts = new Debts();
  /** Holds the core (also while it pays), or null: idle. */
  running: Vcpu | null = null;
  /** Whose registers are loaded; switching to another costs a world switch. */
  context: Vcpu | null = null;
  /** vCPUs that run or wait here. */
  readonly assigned: Vcpu[] = [];
  settledAtPs = 0;
  /** The policy wants to pick again at the latest then. */
  untilPs = Number.POSITIVE_INFINITY;
  /** A decision of the hypervisor is due (now, or when the debt ends). */
  decisionDue = false;
  /** Listed as due / touched in the present instant. */
  listedDecision = false;
  listedTouched = false;

  /** Progress of the current job, in 1..D; D - rate is the sum of the losses. */
  rate = rateDenominator;
  /** Losses by (cause, culprit), in a fixed order. */
  lossCount = 0;
  readonly lossPerDenominator: number[] = [];
  readonly lossCause: number[] = [];
  readonly lossCulprit: number[] = [];

  constructor(index: number, id: number, coreType: number) {
    this.index = index;
    this.id = id;
    this.coreType = coreType;
  }
}
