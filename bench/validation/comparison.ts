/**
 * One comparison with somebody else's number: theirs, ours, and where theirs comes from. A validation is a named list of
 * them; `npm run validate` prints all, and a test holds each within its tolerance.
 */
export interface Comparison {
  /** What is compared: `T3 worst response`. */
  readonly what: string;
  readonly unit: string;
  readonly theirs: number;
  readonly ours: number;
  /** Largest |ours - theirs| that counts as agreement, in `unit`. */
  readonly tolerance: number;
}

export interface Validation {
  readonly name: string;
  /** Public source of their numbers. */
  readonly source: string;
  compare(): readonly Comparison[];
}

export function agrees({ theirs, ours, tolerance }: Comparison): boolean {
  return Math.abs(ours - theirs) <= tolerance;
}
