/**
 * The least service that a vCPU saw: over all windows of length t in which it wanted to run the whole time, the
 * smallest time on a pCPU. Held beside the supply bound function of its reservation, it shows what the guarantee was
 * worth in this run. A guest that rests on its pCPU wants nothing.
 *
 * A window that starts while service goes on may be moved right, one that starts without service may be moved left, and
 * neither gets more: so some least window starts where service ends, or touches a border of the wanting. Only these are
 * tried, in one sweep per t. Service counts while the vCPU holds a pCPU, the hypervisor's own work in between included.
 * Integers in ps.
 */
import type { VcpuState, VcpuStateSink } from './processor-use.ts';

export const supplyPointsMax = 60;

/** Stretches of service inside one stretch of wanting; `startPs[i] < endPs[i] <= startPs[i + 1]`. */
export interface Wanting {
  readonly fromPs: number;
  toPs: number;
  readonly startPs: number[];
  readonly endPs: number[];
}

/** Collects, per vCPU, when it wanted to run and when it was served. */
export class SupplyObserver implements VcpuStateSink {
  readonly #wantings: Wanting[][];
  readonly #open: (Wanting | null)[];
  readonly #serving: boolean[];

  constructor(vcpuCount: number) {
    this.#wantings = Array.from({ length: vcpuCount }, () => []);
    this.#open = new Array<Wanting | null>(vcpuCount).fill(null);
    this.#serving = new Array<boolean>(vcpuCount).fill(false);
  }

  changed(place: number, state: VcpuState, atPs: number): void {
    if (this.#serving[place]) {
      this.#open[place]!.endPs.push(atPs);
      this.#serving[place] = false;
    }
    if (state === 'blocked' || state === 'rest') {
      this.#close(place, atPs);
      return;
    }
    const wanting = (this.#open[place] ??= { fromPs: atPs, toPs: atPs, startPs: [], endPs: [] });
    if (state !== 'run') return;
    this.#serving[place] = true;
    wanting.startPs.push(atPs);
  }

  #close(place: number, atPs: number): void {
    const wanting = this.#open[place];
    if (wanting === null || wanting === undefined) return;
    wanting.toPs = atPs;
    if (atPs > wanting.fromPs) this.#wantings[place]!.push(wanting);
    this.#open[place] = null;
  }

  /** To be called once, at the end of the run. */
  end(horizonPs: number): void {
    for (let place = 0; place < this.#wantings.length; place++) this.changed(place, 'blocked', horizonPs);
  }

  of(place: number): readonly Wanting[] {
    return this.#wantings[place] ?? [];
  }
}

/** Least service in any window of `lengthPs` inside one wanting; null when the wanting is shorter. */
function leastInWanting({ fromPs, toPs, startPs, endPs }: Wanting, lengthPs: number): number | null {
  const lastStartPs = toPs - lengthPs;
  if (lastStartPs < fromPs) return null;
  const sweep = new Sweep(startPs, endPs, lengthPs);
  let least = sweep.at(fromPs);
  for (const atPs of endPs) if (atPs <= lastStartPs) least = Math.min(least, sweep.at(atPs));
  return Math.min(least, sweep.at(lastStartPs));
}

/** Service inside a window whose start only moves forward. */
class Sweep {
  readonly #startPs: readonly number[];
  readonly #endPs: readonly number[];
  readonly #lengthPs: number;
  #head = 0;
  #tail = 0;
  /** Service of all stretches before head (resp. tail). */
  #beforeHeadPs = 0;
  #beforeTailPs = 0;

  constructor(startPs: readonly number[], endPs: readonly number[], lengthPs: number) {
    this.#startPs = startPs;
    this.#endPs = endPs;
    this.#lengthPs = lengthPs;
  }

  at(fromPs: number): number {
    const toPs = fromPs + this.#lengthPs;
    const { length } = this.#startPs;
    while (this.#tail < length && this.#endPs[this.#tail]! <= fromPs) {
      this.#beforeTailPs += this.#endPs[this.#tail]! - this.#startPs[this.#tail]!;
      this.#tail += 1;
    }
    while (this.#head < length && this.#endPs[this.#head]! <= toPs) {
      this.#beforeHeadPs += this.#endPs[this.#head]! - this.#startPs[this.#head]!;
      this.#head += 1;
    }
    const untilToPs = this.#beforeHeadPs + (this.#head < length ? Math.max(0, toPs - this.#startPs[this.#head]!) : 0);
    const untilFromPs =
      this.#beforeTailPs + (this.#tail < length ? Math.max(0, fromPs - this.#startPs[this.#tail]!) : 0);
    return untilToPs - untilFromPs;
  }
}

/**
 * Least service over all wantings; null when no wanting is as long as `lengthPs`.
 * @param longestFirst ordered by `longestFirst`, so that one that is too short ends the search
 */
export function leastSupplyPs(longestFirst: readonly Wanting[], lengthPs: number): number | null {
  let least: number | null = null;
  for (const wanting of longestFirst) {
    const ps = leastInWanting(wanting, lengthPs);
    if (ps === null) break;
    if (least === null || ps < least) least = ps;
  }
  return least;
}

export function longestFirst(wantings: readonly Wanting[]): Wanting[] {
  return [...wantings].sort((a, b) => b.toPs - b.fromPs - (a.toPs - a.fromPs) || a.fromPs - b.fromPs);
}

/**
 * The curve at up to 60 lengths, (0, 0) first: over three periods of the reservation, or without one over eight times
 * the longest wait for service (at most the longest wanting). Ends where no window is long enough.
 */
export function leastSupplyCurve(wantings: readonly Wanting[], periodPs: number | null): (readonly [number, number])[] {
  let longestPs = 0;
  let longestWaitPs = 0;
  for (const { fromPs, toPs, startPs, endPs } of wantings) {
    longestPs = Math.max(longestPs, toPs - fromPs);
    for (let i = 0; i <= startPs.length; i++) {
      longestWaitPs = Math.max(longestWaitPs, (startPs[i] ?? toPs) - (endPs[i - 1] ?? fromPs));
    }
  }
  if (longestPs === 0) return [];
  const wishedPs = periodPs !== null ? 3 * periodPs : longestWaitPs > 0 ? 8 * longestWaitPs : longestPs;
  const reachPs = Math.min(longestPs, wishedPs);
  const steps = Math.min(supplyPointsMax - 1, reachPs);
  const ordered = longestFirst(wantings);
  const curve: (readonly [number, number])[] = [[0, 0]];
  for (let step = 1; step <= steps; step++) {
    const lengthPs = Math.floor(reachPs / steps) * step + Math.floor(((reachPs % steps) * step) / steps);
    const servicePs = leastSupplyPs(ordered, lengthPs);
    if (servicePs !== null) curve.push([lengthPs, servicePs]);
  }
  return curve;
}
