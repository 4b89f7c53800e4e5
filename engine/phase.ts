/**
 * The phases of one instant: in which order things that fall on the same picosecond take effect. Events of the kernel
 * carry a phase; what follows from the new state (settle, decisions, rates, re-arming) is not an event but runs in the
 * kernel's `afterInstant` hook, once, when the last event of the instant has been taken.
 *
 * Smaller numbers first. Within a phase the declared rank of the component decides, then the order of scheduling.
 */

/** At most this many phases fit the kernel's order key. */
export const maxPhases = 32;

export const phases = {
  /**
   * Work, lock and debt boundaries. First, so that a job that ends at the very instant at which its budget, its slice or
   * its next release falls is finished, not depleted or overrun.
   */
  boundary: 0,
  /** Budgets come back before they are found empty: back-to-back periods leave no gap. */
  replenishment: 1,
  /** Budgets run out and slices end. */
  depletion: 2,
  /** Other timers of policies (ticks, zero-lag instants): they read budgets that are final for this instant. */
  timer: 3,
  /** Devices, links and accelerators complete: their interrupts belong to the same instant. */
  device: 4,
  /** Interrupts are taken before tasks are released, as the release may be made by the handler. */
  interrupt: 5,
  /** Tasks are released and activated. */
  release: 6,
  /** Faults and changes of mode strike what the instant has made of the system. */
  fault: 7,
  /** Probes see the instant with all events taken. */
  probe: 8,
} as const;

export type PhaseName = keyof typeof phases;
