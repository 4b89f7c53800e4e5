/**
 * The contention socket: who slows whom through shared hardware. The machine asks once per instant, after all decisions,
 * when the final co-runners are known; the answer sets each core's rate, its losses per (cause, culprit), and what a job
 * must refill because others evicted its lines while it was away.
 */
export interface Contention {
  /** Brings rates, losses and refills up to what runs now; settles a core before it changes anything of it. */
  update(): void;
}
