/**
 * When events may come at most: the interface between a task and what activates it. `etaPlus` counts the most events in
 * any half-open window of a length, `deltaMinus` the least length that spans so many; each follows from the other. All
 * times are integers in one unit (picoseconds in the house, any other in the tests of theory).
 *
 * Theory: Richter, "Compositional Scheduling Analysis Using Standard Event Models", TU Braunschweig 2004; arrival curves:
 * Le Boudec and Thiran, "Network Calculus", 2001.
 */
export interface EventModel {
  /** Most events in any window [t, t + window), 0 for an empty window. */
  etaPlus(window: number): number;
  /** Least distance from the first to the last of `count` successive events; 0 for one or none. */
  deltaMinus(count: number): number;
  /** Long-run rate: at most `events` in each `per` on average. `per` is Infinity when events end some day. */
  readonly rate: { readonly events: number; readonly per: number };
  /** Largest distance between two successive events, or null when nothing promises a next one. */
  readonly longestGap: number | null;
  /** For readers: `period 10, jitter 1`, in the unit of the model. Equal descriptions are equal models. */
  readonly describe: string;
}

/** Period with jitter and least distance (PJd). `minDistance` 0: events may coincide. */
export interface PeriodicEvents {
  readonly period: number;
  readonly jitter?: number;
  readonly minDistance?: number;
}

export function periodic({ period, jitter = 0, minDistance = 0 }: PeriodicEvents): EventModel {
  const distance = Math.min(minDistance, period);
  return {
    etaPlus(window) {
      if (window <= 0) return 0;
      const byPeriod = Math.ceil((window + jitter) / period);
      return distance === 0 ? byPeriod : Math.min(byPeriod, Math.ceil(window / distance));
    },
    deltaMinus: (count) => (count < 2 ? 0 : Math.max(0, (count - 1) * distance, (count - 1) * period - jitter)),
    rate: { events: 1, per: period },
    longestGap: period + jitter,
    describe: `period ${period}${jitter > 0 ? `, jitter ${jitter}` : ''}${jitter > 0 && distance > 0 ? `, distance ${distance}` : ''}`,
  };
}

/** Events with a least distance; `longestGap` null when nothing promises the next one. */
export function sporadic(minDistance: number, longestGap: number | null = null): EventModel {
  return { ...periodic({ period: minDistance }), longestGap, describe: `distance of at least ${minDistance}` };
}

/** Groups of `size` events `gap` apart, a group every `period`; groups do not overlap. */
export function bursts(size: number, gap: number, period: number): EventModel {
  return {
    etaPlus(window) {
      if (window <= 0) return 0;
      const groups = Math.floor(window / period);
      const rest = window - groups * period;
      return groups * size + (rest === 0 ? 0 : gap === 0 ? size : Math.min(size, Math.ceil(rest / gap)));
    },
    deltaMinus(count) {
      if (count < 2) return 0;
      const groups = Math.floor((count - 1) / size);
      const inGroup = (count - 1) % size;
      return groups * period + inGroup * gap;
    },
    rate: { events: size, per: period },
    longestGap: Math.max(gap, period - (size - 1) * gap),
    describe: `${size} events ${gap} apart, every ${period}`,
  };
}

/** Exactly one event, ever. */
export const single: EventModel = {
  etaPlus: (window) => (window > 0 ? 1 : 0),
  deltaMinus: (count) => (count < 2 ? 0 : Number.POSITIVE_INFINITY),
  rate: { events: 1, per: Number.POSITIVE_INFINITY },
  longestGap: null,
  describe: 'once',
};

/** The same events, each delayed by something between `least` and `most`: more jitter, and never closer than `distance`. */
export function delayed(model: EventModel, jitter: number, distance = 0): EventModel {
  if (jitter === 0 && distance === 0) return model;
  return {
    etaPlus(window) {
      if (window <= 0) return 0;
      const moved = model.etaPlus(window + jitter);
      return distance === 0 ? moved : Math.min(moved, Math.ceil(window / distance));
    },
    deltaMinus: (count) => (count < 2 ? 0 : Math.max((count - 1) * distance, model.deltaMinus(count) - jitter, 0)),
    rate: model.rate,
    longestGap: model.longestGap === null ? null : model.longestGap + jitter,
    describe: `${model.describe}, delayed by up to ${jitter} more or less${distance > 0 ? `, at least ${distance} apart` : ''}`,
  };
}

/** Any of the events of several models. */
export function anyOf(models: readonly EventModel[]): EventModel {
  const etaPlus = (window: number) => models.reduce((sum, model) => sum + model.etaPlus(window), 0);
  return {
    etaPlus,
    deltaMinus: (count) => (count < 2 ? 0 : leastSpan(etaPlus, count)),
    rate: {
      events: models.reduce(
        (sum, { rate }) => sum + (rate.per === Number.POSITIVE_INFINITY ? 0 : rate.events / rate.per),
        0,
      ),
      per: 1,
    },
    longestGap: models.reduce<number | null>(
      (least, { longestGap }) =>
        longestGap === null ? least : least === null ? longestGap : Math.min(least, longestGap),
      null,
    ),
    describe: models.map(({ describe }) => describe).join('; or '),
  };
}

/** Least span of `count` events from the count in windows: one less than the shortest window that holds them. */
function leastSpan(etaPlus: (window: number) => number, count: number): number {
  if (etaPlus(1) >= count) return 0;
  let low = 1;
  let high = 2;
  while (etaPlus(high) < count) {
    low = high;
    high *= 2;
    if (high > Number.MAX_SAFE_INTEGER) return Number.POSITIVE_INFINITY;
  }
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    if (etaPlus(middle) < count) low = middle;
    else high = middle;
  }
  return high - 1;
}

/** Least distances listed for 2, 3, ... events; beyond the list it repeats additively (the sub-additive extension). */
export function fromDistances(distances: readonly number[]): EventModel {
  const listed = distances.length;
  const last = distances[listed - 1] ?? 0;
  const deltaMinus = (count: number): number => {
    if (count < 2) return 0;
    const steps = count - 1;
    const whole = Math.floor(steps / listed);
    const rest = steps - whole * listed;
    return whole * last + (rest === 0 ? 0 : distances[rest - 1]!);
  };
  return {
    deltaMinus,
    etaPlus(window) {
      if (window <= 0) return 0;
      let count = 1;
      while (deltaMinus(count + 1) < window) count += 1;
      return count;
    },
    rate: { events: listed, per: last },
    longestGap: null,
    describe: `distances ${distances.join(', ')}`,
  };
}
