/** The checked-in engine controller is what the generator makes, and follows the published statistics. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { engineControl, engineControlYaml, periodRows } from './engine-control.ts';

const file = new URL('../../scenarios/ecus/engine-control.yaml', import.meta.url);
const text = engineControlYaml();

const runnablesOf = (name: string) => {
  const tasks = text.split(/^ {6}(?=\w+_c\d:$)/m).filter((part) => part.startsWith(`${name}_c`));
  return tasks.flatMap((task) => [...task.matchAll(/min: (\S+ \w+), mean: (\S+ \w+), max: (\S+ \w+)}/g)]);
};
const ns = (time: string) => {
  const [value, unit] = time.split(' ');
  return Number(value) * { ns: 1, us: 1e3, ms: 1e6 }[unit as 'ns'];
};

describe('engine-control', () => {
  it('is checked in as the generator makes it', () => {
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('is the same bytes every time', () => expect(engineControlYaml()).toBe(text));

  it.each(periodRows)('has the published share of runnables in $name, within the published bounds', (row) => {
    const runnables = runnablesOf(row.name);
    expect(runnables).toHaveLength((engineControl.runnables * row.sharePercent) / 100);
    for (const [, min, mean, max] of runnables) {
      const [bestNs, meanNs, worstNs] = [ns(min!), ns(mean!), ns(max!)];
      expect(meanNs).toBeGreaterThanOrEqual(row.acetNs[0]);
      expect(meanNs).toBeLessThanOrEqual(row.acetNs[2]);
      expect(bestNs).toBeLessThan(meanNs);
      expect(worstNs).toBeGreaterThan(meanNs);
      expect(worstNs / meanNs).toBeLessThanOrEqual(row.worstPercent[1] / 100 + 0.01);
    }
  });

  it.each(periodRows)('has the published mean execution time in $name, within 10 %', ({ name, acetNs }) => {
    const means = runnablesOf(name).map(([, , mean]) => ns(mean!));
    const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
    expect(Math.abs(mean / acetNs[1] - 1)).toBeLessThan(0.1);
  });
});
