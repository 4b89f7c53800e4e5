/**
 * Known answers that a simulation cannot be held to, and why. `npm run validate` prints them, so that nobody looks for them
 * in vain; where an analysis of ours meets them, the rows called "bound: ..." say so.
 */
export interface NotExpressible {
  readonly name: string;
  readonly source: string;
  readonly because: string;
}

export const notExpressible: readonly NotExpressible[] = [
  {
    name: 'a task that suspends itself for 5: 1, 20',
    source: 'brandenburg/schedcat tests/fp.py',
    because:
      'the analysis counts the suspension as execution at the worst place; no run reaches it (see the bound of that name)',
  },
  {
    name: 'blocking 1 and 5: 2, 20, 12',
    source: 'brandenburg/schedcat tests/fp.py',
    because: 'blocking is a number there, not a lock: no task causes it (see the bound of that name)',
  },
  {
    name: '18 avionics tasks with blocking and jitter',
    source: 'brandenburg/schedcat tests/fp.py',
    because: 'blocking is a number there, not a lock: no task causes it (see the bound of that name)',
  },
  {
    name: 'global fixed priority: 1, 1, 4, 15',
    source: 'brandenburg/schedcat tests/fp.py',
    because: 'the analysis is sufficient, not exact; runs stay below it (see the bound of that name)',
  },
  {
    name: 'sporadic_server_example: 1, 5, 9, 10',
    source: 'istr-uc/MAST examples',
    because:
      'T4 comes at most every 6, so the capacity of 2 is never used up at once as the analysis assumes (see the bound)',
  },
  {
    name: 'jane_liu_9_2: 11 or 10, 7, 1, 14',
    source: 'istr-uc/MAST examples',
    because: 'holistic and offset-based bounds of one system differ (11 and 10), so at most one can be reached',
  },
];
