/** Distributions of extremes beside values that others computed with MATLAB. */
import { extremeValueCdf, extremeValueQuantile } from '../../../analysis/extreme-value/distributions.ts';
import type { Validation } from '../comparison.ts';

const gumbel = { location: 0, scale: 1, shape: 0 };

export const extremeValues: readonly Validation[] = [
  {
    name: 'extreme values: Gumbel and generalised extreme value',
    source: 'federeghe/chronovise tests (values from MATLAB)',
    compare: () => [
      {
        what: 'Gumbel distribution at 5',
        unit: '',
        theirs: 0.993284702067841,
        ours: extremeValueCdf(gumbel, 5),
        tolerance: 1e-14,
      },
      {
        what: 'Gumbel quantile of 0.5',
        unit: '',
        theirs: 0.366512920581664,
        ours: extremeValueQuantile(gumbel, 0.5),
        tolerance: 1e-14,
      },
      {
        what: 'GEV(14.063, 0.410583, -0.189839) quantile of 0.999',
        unit: '',
        theirs: 15.642968703665069,
        ours: extremeValueQuantile({ location: 14.063, scale: 0.410583, shape: -0.189839 }, 0.999),
        tolerance: 1e-12,
      },
    ],
  },
];
