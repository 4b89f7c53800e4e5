/**
 * The socket of the shelf `bounds/`: an analysis for one kind of scheduling. A member is a pure function from a small problem
 * of its own to a bound with terms, or to the reason why there is none; it knows no ECU file. All times are integers in one
 * unit: picoseconds in the house, the unit of the source in the tests.
 */

export interface BoundDefinition<Problem, Result> {
  readonly name: string;
  readonly origin: string;
  /** One sentence. */
  readonly summary: string;
  /** What the theory assumes: where it does not hold, there is no bound. */
  readonly assumes: readonly string[];
  /** The worst case is reached by some legal run (equality at the critical instant). */
  readonly tight: boolean;
  analyse(problem: Problem): Result;
}
