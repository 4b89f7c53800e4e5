/**
 * The arbiter socket: which of the waiting requesters of an interconnect goes next. Ports are small integers in declared
 * order; an arbiter sees only who waits since when, and its own memory of past grants.
 */
export interface Arbiter {
  /**
   * The port to serve. `waitingSincePs[port]` is the arrival of the port's oldest request, or `Infinity` when it has
   * none; at least one waits.
   */
  pick(waitingSincePs: ArrayLike<number>): number;
}

/** A member of the shelf `arbiters/`. */
export interface ArbiterDefinition {
  readonly name: string;
  readonly origin: string;
  readonly summary: string;
  /** @param priorities per port, larger is more urgent; ignored by members that know no priority */
  create(ports: number, priorities: readonly number[]): Arbiter;
}
