/**
 * Least and most service of a vCPU in any window of length t, at lengths that depend on its period alone, so that the
 * curves of different policies and seeds lie on one grid. Least: over the windows in which it wanted to run throughout
 * (`supply/least-supply.ts`). Most: over all windows of the run; some best window begins where service begins, since
 * moving any other right to the next begin, or left to it, loses nothing. Integers in ps.
 */
import { leastSupplyPs, longestFirst, type Wantings } from '../supply/least-supply.ts';

export const windowCount = 24;
/** Reach of the grid for a vCPU without a period: about three slices of the slowest of the usual schedulers (30 ms). */
const reachWithoutPeriodPs = 96e9;

export interface ServiceWindow {
  readonly lengthPs: number;
  /** Null when it never wanted to run for so long. */
  readonly leastPs: number | null;
  readonly mostPs: number;
}

export function windowLengths(periodPs: number | null): number[] {
  const reachPs = periodPs === null ? reachWithoutPeriodPs : 3 * periodPs;
  const count = Math.min(windowCount, reachPs);
  return Array.from({ length: count }, (_, step) => Math.floor((reachPs * (step + 1)) / count));
}

export function serviceWindows(wantings: Wantings, periodPs: number | null): ServiceWindow[] {
  const order = longestFirst(wantings);
  const { startPs, endPs } = wantings;
  return windowLengths(periodPs).map((lengthPs) => ({
    lengthPs,
    leastPs: leastSupplyPs(wantings, order, lengthPs),
    mostPs: mostServicePs(startPs, endPs, lengthPs),
  }));
}

/** Stretches of service ascend and do not overlap. */
function mostServicePs(startPs: readonly number[], endPs: readonly number[], lengthPs: number): number {
  let most = 0;
  let whole = 0;
  let head = 0;
  for (let first = 0; first < startPs.length; first++) {
    const untilPs = startPs[first]! + lengthPs;
    while (head < startPs.length && endPs[head]! <= untilPs) {
      whole += endPs[head]! - startPs[head]!;
      head += 1;
    }
    const part = head < startPs.length ? Math.max(0, untilPs - startPs[head]!) : 0;
    most = Math.max(most, whole + part);
    if (head > first) whole -= endPs[first]! - startPs[first]!;
    else head = first + 1;
  }
  return most;
}
