/** The figures that README and reports may quote: how well each set is predicted, no better and no worse. */
import { describe, expect, it } from 'vitest';
import { errorOf, meanAbsoluteError } from './prediction.ts';
import { predictionSets } from './virtio.ts';

/** Largest |error| of a row and mean, in percent: an upper bound that a change of the models must not pass. */
const held: Readonly<Record<string, readonly [worst: number, mean: number]>> = {
  'can-fd': [0.1, 0.1],
  rpmsg: [3, 2],
  cyclictest: [18, 13],
  'tcp-rr': [16, 10],
  'kvm-lmbench': [31, 13.1],
  firecracker: [54, 36.1],
};

describe.each(predictionSets)('$name', (set) => {
  it('is predicted as well as is said of it', () => {
    const [worst, mean] = held[set.name]!;
    expect(Math.max(...set.rows.map((row) => Math.abs(errorOf(row)))) * 100).toBeLessThanOrEqual(worst);
    expect(meanAbsoluteError(set.rows) * 100).toBeLessThanOrEqual(mean);
  });
});
