/**
 * The density of a program's accesses from its traffic: how much execution lies between two of them, when so many bytes
 * leave its private caches per second alone on the chip. The time of one access alone has the pause in it and what the
 * program waits, which is shorter the longer the pause; so the pause is found by repeated correction.
 */
import { mulDivFloor } from '../../../engine/time.ts';
import type { RateChip } from './chip.ts';
import { one, quiet, type RateDemand } from './demand.ts';
import { grainsPerPs, solve } from './solve.ts';

/** Enough for 1 % wherever the chip can give the traffic: waits change slowly with the pause. */
const corrections = 16;

/** Time of one access of the program alone, with the whole cache, ps. */
export function periodAlonePs(chip: RateChip, demand: RateDemand, cacheLines: number): number {
  const alone = { demand, shares: [one], banks: null, capPs: 0 };
  return Math.floor(solve(chip, [alone], [cacheLines]).periods[0]! / grainsPerPs);
}

/** The demand with the pause that gives `bytesPerSecond`, or none when the chip cannot give so much. */
export function pacedTo(
  chip: RateChip,
  demand: RateDemand,
  cacheLines: number,
  lineBytes: number,
  bytesPerSecond: number,
): RateDemand {
  if (quiet(demand)) return demand;
  const wantedPs = mulDivFloor(lineBytes, 1e12, Math.max(1, bytesPerSecond));
  let paced = { ...demand, gapPs: wantedPs };
  for (let round = 0; round < corrections; round += 1) {
    const missingPs = wantedPs - periodAlonePs(chip, paced, cacheLines);
    const gapPs = Math.max(0, paced.gapPs + missingPs);
    if (gapPs === paced.gapPs) break;
    paced = { ...paced, gapPs };
  }
  return paced;
}
