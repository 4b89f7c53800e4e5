/** A run of equal blows, `gapPs` apart, from now on: the body of interrupt storms, retries and floods. */
import type { FaultWorld } from './world.ts';

export function storm(world: FaultWorld, count: number, gapPs: number, blow: () => void): void {
  const startPs = world.nowPs;
  const next = (number: number): void => {
    blow();
    if (number + 1 < count) world.later(startPs + (number + 1) * gapPs, () => next(number + 1));
  };
  next(0);
}
