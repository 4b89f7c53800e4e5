/**
 * Supply bound functions: the least service that a processor, or a reservation on one, gives to who wants it all the time,
 * in any window of a length. Theory: Shin and Lee, RTSS 2003; Almeida and Pedreiras, EMSOFT 2004; Lipari and Bini, 2005.
 * All times are integers in one unit.
 */

export interface SupplyBound {
  /** Least service in any window of this length. */
  least(window: number): number;
  /** Shortest window that surely holds this much service; Infinity when none does. `least(inverse(x)) >= x`. */
  inverse(service: number): number;
  /** Long-run share of a processor, 0 to 1. */
  readonly share: number;
  readonly describe: string;
}

export const dedicated: SupplyBound = {
  least: (window) => Math.max(0, window),
  inverse: (service) => Math.max(0, service),
  share: 1,
  describe: 'a processor of its own',
};

/** Nothing for `gap` at first, then `budget` at a time, with `period` from the start of one to the start of the next. */
export function periodicSupply(budget: number, period: number, gap: number, describe: string): SupplyBound {
  return {
    least(window) {
      const after = window - gap;
      if (after <= 0) return 0;
      const whole = Math.floor(after / period);
      return whole * budget + Math.min(budget, after - whole * period);
    },
    inverse(service) {
      if (service <= 0) return 0;
      if (budget <= 0) return Number.POSITIVE_INFINITY;
      const whole = Math.ceil(service / budget) - 1;
      return gap + whole * period + (service - whole * budget);
    },
    share: budget / period,
    describe,
  };
}

/** Windows of a cyclic schedule: [start, length] inside one frame, ascending, not overlapping. */
export function windowSupply(windows: readonly (readonly [number, number])[], frame: number): SupplyBound {
  const perFrame = windows.reduce((sum, [, length]) => sum + length, 0);
  /** Service in [from, from + window) of the cyclic schedule. */
  const served = (from: number, window: number) =>
    servedUntil(windows, frame, perFrame, from + window) - servedUntil(windows, frame, perFrame, from);
  // The least service of a length begins where a window ends.
  const starts = windows.map(([start, length]) => start + length);
  const least = (window: number) =>
    perFrame === 0
      ? 0
      : starts.reduce((smallest, from) => Math.min(smallest, served(from, window)), Number.POSITIVE_INFINITY);
  return {
    least: (window) => (window <= 0 ? 0 : least(window)),
    inverse(service) {
      if (service <= 0) return 0;
      if (perFrame === 0) return Number.POSITIVE_INFINITY;
      return starts.reduce((longest, from) => Math.max(longest, waitFor(windows, frame, perFrame, from, service)), 0);
    },
    share: perFrame / frame,
    describe: `${windows.length} window${windows.length === 1 ? '' : 's'} in a frame of ${frame}`,
  };
}

function servedUntil(
  windows: readonly (readonly [number, number])[],
  frame: number,
  perFrame: number,
  at: number,
): number {
  const whole = Math.floor(at / frame);
  const rest = at - whole * frame;
  return (
    whole * perFrame + windows.reduce((sum, [start, length]) => sum + Math.min(length, Math.max(0, rest - start)), 0)
  );
}

/** How long from `from` until `service` was given. */
function waitFor(
  windows: readonly (readonly [number, number])[],
  frame: number,
  perFrame: number,
  from: number,
  service: number,
): number {
  const target = servedUntil(windows, frame, perFrame, from) + service;
  const whole = Math.ceil(target / perFrame) - 1;
  let left = target - whole * perFrame;
  for (const [start, length] of windows) {
    if (left <= length) return whole * frame + start + left - from;
    left -= length;
  }
  return (whole + 1) * frame - from;
}

/** At least `rate` of what is asked after a delay: what a rate-latency server of network calculus gives. Rate at most 1. */
export function rateLatency(numerator: number, denominator: number, latency: number): SupplyBound {
  return {
    least: (window) => (window <= latency ? 0 : Math.floor(((window - latency) * numerator) / denominator)),
    inverse: (service) => (service <= 0 ? 0 : latency + Math.ceil((service * denominator) / numerator)),
    share: numerator / denominator,
    describe: `rate ${numerator}/${denominator} after ${latency}`,
  };
}
