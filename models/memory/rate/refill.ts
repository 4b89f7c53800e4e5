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

/** Debts for lines lost from the shared cache; `lines` is what the program will hold there again. */
export function sharedRefill(chip: RateChip, demand: RateDemand, lines: number, losses: readonly Loss[]): Debt[] {
  const penaltyPs = chip.dramPs + mulDivFloor(chip.rowPs, one - demand.rowHits, one);
  const reused = one - missesAt(demand.curve, lines);
  return debts(losses, lines, mulDivFloor(penaltyPs, reused, one), demand.overlap);
}

/** Debts for lines lost from the private caches; `privateLines` is what the program uses of them. */
export function privateRefill(
  chip: RateChip,
  demand: RateDemand,
  privateLines: number,
  losses: readonly Loss[],
): Debt[] {
  return debts(losses, privateLines, chip.hitPs, demand.overlap);
}

/** No more lines are fetched again than will be held; culprits give way in proportion. */
function debts(losses: readonly Loss[], held: number, linePs: number, overlap: number): Debt[] {
  const lost = losses.reduce((sum, { lines }) => sum + lines, 0);
  const fetched = Math.min(lost, held);
  return losses
    .map(({ culprit, lines }) => ({
      culprit,
      ps: mulDivFloor(mulDivFloor(lines * linePs, fetched, Math.max(1, lost)), one, overlap),
    }))
    .filter(({ ps }) => ps > 0);
}
