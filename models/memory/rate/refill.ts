/**
 * Refill debts: what it costs a program, when it comes back, to fetch again what others pushed out meanwhile. Fixed at the
 * switch and charged to whoever pushed it out (cause `cache-refill`).
 *
 * Only lines that it would have hit again count: the reused part of what it held. Each costs what a miss costs over a hit,
 * shared by as many fetches as overlap.
 */
import { mulDivFloor } from '../../../engine/time.ts';
import type { RateChip } from './chip.ts';
import type { Loss } from './contents.ts';
import { missesAt, one, type RateDemand } from './demand.ts';

export interface Debt {
  readonly culprit: number;
  readonly ps: number;
}

/**
 * Debts for lines lost from the shared cache, or one pool of it.
 *
 * @param lines what the program will hold there again
 * @param allLines the same in all pools together: which part of its accesses hits
 */
export function sharedRefill(
  chip: RateChip,
  demand: RateDemand,
  lines: number,
  allLines: number,
  losses: readonly Loss[],
): Debt[] {
  const penaltyPs = chip.dramPs + mulDivFloor(chip.rowPs, one - demand.rowHits, one);
  const reused = one - missesAt(demand.curve, allLines);
  const linePs = mulDivFloor(penaltyPs, reused, one);
  const lost = losses.reduce((sum, loss) => sum + loss.lines, 0);
  const fetched = Math.min(lost, lines);
  // No more lines are fetched again than will be held; culprits give way in proportion.
  return losses
    .map((loss) => ({
      culprit: loss.culprit,
      ps: mulDivFloor(mulDivFloor(loss.lines * linePs, fetched, Math.max(1, lost)), one, demand.overlap),
    }))
    .filter(({ ps }) => ps > 0);
}

/** Time for `lostLines` of the private caches, each a hit of the shared one. */
export const privateRefillPs = (chip: RateChip, demand: RateDemand, lostLines: number): number =>
  mulDivFloor(lostLines * chip.hitPs, one, demand.overlap);
