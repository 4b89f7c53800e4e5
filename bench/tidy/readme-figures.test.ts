/**
 * The figures that README quotes from `npm run validate mibench`, computed again: a figure that moves makes its sentence
 * wrong, and this test names both.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { calibrationPrograms, hypervisorNames, measurements } from '../validation/mibench/measurements.ts';
import { type Cell, study } from '../validation/mibench/study.ts';
import { root } from './source-files.ts';

const { scores, controls, cells } = study();
const beside = cells.filter(({ situation, scored }) => situation === 'interference' && scored);
const measured = beside.map(({ measuredPercent }) => measuredPercent);
/** Predicted over measured slow-down, in percent above. */
const aboveOf = ({ predictedPercent, measuredPercent }: Cell) => 100 * (predictedPercent / measuredPercent - 1);
const farthest = (programs: RegExp, sign: 1 | -1) =>
  Math.round(Math.max(...beside.filter(({ program }) => programs.test(program)).map((cell) => sign * aboveOf(cell))));
const control = (name: string) => controls.find((one) => one.name === name)!.scores;
const short = measurements.filter(({ bareUs }) => bareUs < 5_000).map(({ name }) => name);

const sentences = {
  'what is predicted': `how much twelve MiBench programs slow down under ${hypervisorNames.slice(0, -1).join(', ')} and ${hypervisorNames.at(-1)} on a ZCU104`,
  'what it learns from': `It calibrates on two (${[...calibrationPrograms].sort().join(', ')}) and predicts the other ten.`,
  'the range': `(${Math.min(...measured).toFixed(1)} % to ${Math.max(...measured).toFixed(0)} %)`,
  'the error beside an interferer': `mean error ${scores.relativeErrorPercent.toFixed(1)} % of the slow-down, rank correlation ${scores.rankCorrelation.toFixed(3)}.`,
  'the error alone': `mean error ${scores.aloneError.toFixed(2)} percentage points (${scores.aloneErrorOfLong.toFixed(2)} for programs above 100 ms)`,
  'too low': `basicmath is predicted up to ${farthest(/^basicmath/, -1)} % too low`,
  'too high': `two programs of 4 ms up to ${farthest(new RegExp(short.join('|')), 1)} % too high`,
  'a part left out': `no shared L2 ${control('no shared L2').relativeErrorPercent.toFixed(0)} %, no prefetcher ${control('no prefetcher').relativeErrorPercent.toFixed(0)} %, fixed cost per trap ${control('fixed cost per trap').relativeErrorPercent.toFixed(1)} % overall`,
  'Xen above Jailhouse': `but ${control('fixed cost per trap').xenErrorPercent.toFixed(0)} % instead of ${scores.xenErrorPercent.toFixed(0)} % on what Xen costs above Jailhouse`,
};
const readme = readFileSync(join(root, 'README.md'), 'utf8').replace(/\s+/g, ' ');

test.each(Object.entries(sentences))('%s', (_what, sentence) => {
  expect(readme).toContain(sentence);
});

test('there are twelve programs', () => {
  expect(measurements).toHaveLength(12);
});
