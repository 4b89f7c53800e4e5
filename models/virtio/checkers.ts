/** The checker of a queue, by its format. */
import type { QueueChecker } from './checker.ts';
import { PackedChecker } from './packed-checker.ts';
import type { QueueSetup } from './queue.ts';
import type { RuleBook } from './rule.ts';
import { SplitChecker } from './split-checker.ts';

export function checkerOf(setup: QueueSetup, book: RuleBook): QueueChecker {
  return setup.packed ? new PackedChecker(setup, book) : new SplitChecker(setup, book);
}
