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

/** All stretches in which one vCPU wanted to run, ascending, as columns: a long run has hundreds of thousands of them. */
export class Wantings {
  readonly fromPs: number[] = [];
  readonly toPs: number[] = [];
  /** Place of the first stretch of service in `startPs` and `endPs`; it has all up to the first of the next wanting. */
  readonly first: number[] = [];
  /** Stretches of service of all wantings: `startPs[i] < endPs[i] <= startPs[i + 1]`. */
  readonly startPs: number[] = [];
  readonly endPs: number[] = [];

  get count(): number {
    return this.fromPs.length;
  }

  open(fromPs: number): void {
    this.fromPs.push(fromPs);
    this.toPs.push(fromPs);
    this.first.push(this.startPs.length);
  }

  close(toPs: number): void {
    this.toPs[this.count - 1] = toPs;
  }

  lengthPs(wanting: number): number {
    return this.toPs[wanting]! - this.fromPs[wanting]!;
  }

  /** One past its last stretch of service. */
  end(wanting: number): number {
    return this.first[wanting + 1] ?? this.startPs.length;
  }
}

/** Collects, per vCPU, when it wanted to run and when it was served. */
export class SupplyObserver implements VcpuStateSink {
  readonly #wantings: readonly Wantings[];
  readonly #isOpen: boolean[];
  readonly #isServing: boolean[];

  constructor(vcpuCount: number) {
    this.#wantings = Array.from({ length: vcpuCount }, () => new Wantings());
    this.#isOpen = new Array<boolean>(vcpuCount).fill(false);
    this.#isServing = new Array<boolean>(vcpuCount).fill(false);
  }

  /** States are told once time has passed in them, so no wanting and no service is empty. */
  changed(place: number, state: VcpuState, atPs: number): void {
    const wantings = this.#wantings[place]!;
    if (this.#isServing[place]) wantings.endPs.push(atPs);
    const wants = state !== 'blocked' && state !== 'rest';
    if (wants && !this.#isOpen[place]) wantings.open(atPs);
    if (!wants && this.#isOpen[place]) wantings.close(atPs);
    if (state === 'run') wantings.startPs.push(atPs);
    this.#isOpen[place] = wants;
    this.#isServing[place] = state === 'run';
  }

  /** To be called once, at the end of the run. */
  end(horizonPs: number): void {
    for (let place = 0; place < this.#wantings.length; place++) this.changed(place, 'blocked', horizonPs);
  }

  of(place: number): Wantings {
    return this.#wantings[place] ?? new Wantings();
  }
}

/** Least service in any window of `lengthPs` inside one wanting; null when the wanting is shorter. */
function leastInWanting(wantings: Wantings, wanting: number, lengthPs: number): number | null {
  const fromPs = wantings.fromPs[wanting]!;
  const lastStartPs = wantings.toPs[wanting]! - lengthPs;
  if (lastStartPs < fromPs) return null;
  const sweep = new Sweep(wantings, wanting, lengthPs);
  let least = sweep.at(fromPs);
  const end = wantings.end(wanting);
  for (let i = wantings.first[wanting]!; i < end; i++) {
    const atPs = wantings.endPs[i]!;
    if (atPs <= lastStartPs) least = Math.min(least, sweep.at(atPs));
  }
  return Math.min(least, sweep.at(lastStartPs));
}

/** Service inside a window whose start only moves forward. */
class Sweep {
  readonly #startPs: readonly number[];
  readonly #endPs: readonly number[];
  readonly #end: number;
  readonly #lengthPs: number;
  #head: number;
  #tail: number;
  /** Service of all stretches before head (resp. tail). */
  #beforeHeadPs = 0;
  #beforeTailPs = 0;

  constructor(wantings: Wantings, wanting: number, lengthPs: number) {
    this.#startPs = wantings.startPs;
    this.#endPs = wantings.endPs;
    this.#head = wantings.first[wanting]!;
    this.#tail = this.#head;
    this.#end = wantings.end(wanting);
    this.#lengthPs = lengthPs;
  }

  at(fromPs: number): number {
    const toPs = fromPs + this.#lengthPs;
    while (this.#tail < this.#end && this.#endPs[this.#tail]! <= fromPs) {
      this.#beforeTailPs += this.#endPs[this.#tail]! - this.#startPs[this.#tail]!;
      this.#tail += 1;
    }
    while (this.#head < this.#end && this.#endPs[this.#head]! <= toPs) {
      this.#beforeHeadPs += this.#endPs[this.#head]! - this.#startPs[this.#head]!;
      this.#head += 1;
    }
    return this.#beforeHeadPs + this.#part(this.#head, toPs) - this.#beforeTailPs - this.#part(this.#tail, fromPs);
  }

  /** Service of stretch `i` before `atPs`, in which it does not end. */
  #part(i: number, atPs: number): number {
    return i < this.#end ? Math.max(0, atPs - this.#startPs[i]!) : 0;
  }
}

/**
 * Least service over all wantings; null when no wanting is as long as `lengthPs`.
 * @param order places of the wantings, as `longestFirst` gives them, so that one that is too short ends the search
 */
export function leastSupplyPs(wantings: Wantings, order: readonly number[], lengthPs: number): number | null {
  let least: number | null = null;
  for (const wanting of order) {
    const ps = leastInWanting(wantings, wanting, lengthPs);
    if (ps === null) break;
    if (least === null || ps < least) least = ps;
  }
  return least;
}

/** Places of the wantings that last at least `leastPs`, longest first, ties in the order of time. */
export function longestFirst(wantings: Wantings, leastPs = 0): number[] {
  const places: number[] = [];
  for (let place = 0; place < wantings.count; place++) if (wantings.lengthPs(place) >= leastPs) places.push(place);
  return places.sort((a, b) => wantings.lengthPs(b) - wantings.lengthPs(a) || a - b);
}

/**
 * The curve at up to 60 lengths, (0, 0) first: over three periods of the reservation, or without one over eight times
 * the longest wait for service (at most the longest wanting). Ends where no window is long enough.
 */
export function leastSupplyCurve(wantings: Wantings, periodPs: number | null): (readonly [number, number])[] {
  const { longestPs, longestWaitPs } = extremes(wantings);
  if (longestPs === 0) return [];
  const wishedPs = periodPs !== null ? 3 * periodPs : longestWaitPs > 0 ? 8 * longestWaitPs : longestPs;
  const reachPs = Math.min(longestPs, wishedPs);
  const steps = Math.min(supplyPointsMax - 1, reachPs);
  const lengthPsOf = (step: number) =>
    Math.floor(reachPs / steps) * step + Math.floor(((reachPs % steps) * step) / steps);
  const order = longestFirst(wantings, lengthPsOf(1));
  const curve: (readonly [number, number])[] = [[0, 0]];
  for (let step = 1; step <= steps; step++) {
    const lengthPs = lengthPsOf(step);
    const servicePs = leastSupplyPs(wantings, order, lengthPs);
    if (servicePs !== null) curve.push([lengthPs, servicePs]);
  }
  return curve;
}

/** The longest wanting, and the longest time in one without service. */
function extremes(wantings: Wantings): { longestPs: number; longestWaitPs: number } {
  let longestPs = 0;
  let longestWaitPs = 0;
  for (let wanting = 0; wanting < wantings.count; wanting++) {
    longestPs = Math.max(longestPs, wantings.lengthPs(wanting));
    let servedUntilPs = wantings.fromPs[wanting]!;
    const end = wantings.end(wanting);
    for (let i = wantings.first[wanting]!; i < end; i++) {
      longestWaitPs = Math.max(longestWaitPs, wantings.startPs[i]! - servedUntilPs);
      servedUntilPs = wantings.endPs[i]!;
    }
    longestWaitPs = Math.max(longestWaitPs, wantings.toPs[wanting]! - servedUntilPs);
  }
  return { longestPs, longestWaitPs };
}
