import { describe, expect, it } from 'vitest';
import { agrees } from '../comparison.ts';
import { chainLatencies, reactions } from './chain-latencies.ts';
import { responseTimes } from './known-answers.ts';
import { mastSystems } from './mast-systems.ts';
import { notExpressible } from './not-expressible.ts';

const all = [...responseTimes, ...mastSystems, ...chainLatencies];

describe('known answers', () => {
  for (const { name, source, compare } of all) {
    it(`${name} (${source})`, () => {
      const rows = compare();
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.filter((row) => !agrees(row))).toEqual([]);
    });
  }

  it('the WATERS 2019 ECU as it stands: late jobs of SFM cost its chain one base step, the others are as published', () => {
    expect(Object.fromEntries(reactions([]))).toMatchObject({
      lidar_to_dasm: 875,
      sfm_to_dasm: 65 + 3,
      detection_to_dasm: 230,
    });
  });

  for (const { name, source, because } of notExpressible) it.skip(`${name} (${source}): ${because}`);

  it('names are names of one thing', () => {
    const names = [...all, ...notExpressible].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
