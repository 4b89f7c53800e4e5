/**
 * The replacement socket: which line of a full set makes room. A replacement keeps its own state per set and is told of
 * every hit and fill; the cache (`cache.ts`) keeps tags and decides whether a way is free at all.
 *
 * Ways that may be taken come as a bit mask, so that way partitioning needs no help from the policy; 32 ways at most.
 */
export interface Replacement {
  /** The line in `way` of `set` was hit. */
  touch(set: number, way: number): void;
  /** A line was just put into `way` of `set`. */
  fill(set: number, way: number): void;
  /**
   * The way to evict, among the set bits of `allowed` (not 0), all of which hold valid lines. `owner` (0..31) is who needs
   * the room: chance is drawn per owner, so that another VM's draws never move this one's.
   */
  victim(set: number, allowed: number, owner: number): number;
}

/** Widest cache: one bit per way. */
export const largestWays = 32;
/** Owners that a cache tells apart (VMs of one chip). */
export const largestOwners = 32;

/** A member of the shelf `replacements/`. */
export interface ReplacementDefinition {
  readonly name: string;
  /** Where the rule is described. */
  readonly origin: string;
  /** One sentence. */
  readonly summary: string;
  /**
   * Whether more ways in every set never give more misses (the inclusion property of a stack algorithm: Mattson et al.,
   * "Evaluation techniques for storage hierarchies", IBM Systems Journal 9(2), 1970).
   */
  readonly stack: boolean;
  create(sets: number, ways: number): Replacement;
}
