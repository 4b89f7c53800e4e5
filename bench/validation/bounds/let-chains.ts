/** Chains under logical execution time: from the release of the first task to the end-of-period output of the last. */
import { letExtremes } from '../../../analysis/bound/let-timeline.ts';
import type { Validation } from '../comparison.ts';

/** Periods in ms of the WATERS 2019 challenge. */
const chains = [
  ['Lidar to DASM', 875, [33, 400, 15, 15, 5]],
  ['SFM to DASM', 65, [33, 15, 5]],
  ['Detection to DASM', 230, [200, 15, 5]],
] as const;

export const letChains: readonly Validation[] = [
  {
    name: 'bound: chains under logical execution time',
    source: 'panorama-research/mobstr-dataset (its results.json says ps where the values are ns)',
    compare: () =>
      chains.map(([what, theirs, periods]) => ({
        what,
        unit: 'ms',
        theirs,
        ours: letExtremes(periods.map((periodPs) => ({ periodPs, offsetPs: 0 })))?.reactionPs ?? Number.NaN,
        tolerance: 0,
      })),
  },
];
