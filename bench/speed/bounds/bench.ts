/** How long bounds take: an ECU of 1 000 tasks on four cores in less than a second, and the ECUs of the shelf. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { boundRows } from '../../../analysis/bound/bound-rows.ts';
import { boundEcu } from '../../../analysis/bound/ecu-bounds.ts';
import { load } from '../../../scenarios/load.ts';
import type { Bench } from '../bench.ts';

const targetMs = 1000;

/** Periods of engine controllers; loads that fit, so that every busy window is found and not given up. */
export function thousandTasks(): string {
  const periods = [1, 2, 5, 10, 20, 50, 100, 200, 1000];
  const tasks = Array.from({ length: 1000 }, (_, index) => {
    const period = periods[index % periods.length]!;
    // 250 tasks a core at 2.8 per mille each: 70 % of it.
    const execution = Math.round(period * 2_800 * (0.5 + (index % 11) / 10));
    return `      t${index}: {period: ${period} ms, execution: ${execution} ns, priority: ${2000 - periods.indexOf(period) * 200 - (index % 100)}, on: [c${index % 4}]}`;
  });
  return [
    'bulkhead: 1',
    'name: thousand',
    'soc: {use: generic-4core}',
    'memory: {fidelity: none}',
    'vms:',
    '  engine:',
    '    kernel: osek',
    '    vcpus: {c0: {pcpus: [0]}, c1: {pcpus: [1]}, c2: {pcpus: [2]}, c3: {pcpus: [3]}}',
    '    tasks:',
    ...tasks,
  ].join('\n');
}

export const boundsOfThousand: Bench = {
  summary: 'bounds of 1 000 tasks on four cores, and of the ECUs of the shelf',
  run: async (say) => {
    const missed: string[] = [];
    const measure = (name: string, text: string) => {
      const loaded = load({ main: { path: `${name}.yaml`, text }, read: () => null });
      if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
      let best = Number.POSITIVE_INFINITY;
      let bounded = 0;
      let rows = 0;
      for (let round = 0; round < 3; round += 1) {
        const begun = performance.now();
        const bounds = boundEcu(loaded.ecu);
        const all = boundRows(loaded.ecu, bounds);
        best = Math.min(best, performance.now() - begun);
        rows = all.length;
        bounded = all.filter(({ boundPs }) => boundPs !== null).length;
      }
      say(`  ${name.padEnd(16)} ${best.toFixed(1).padStart(8)} ms   ${bounded} of ${rows} rows with a bound`);
      return best;
    };
    const thousandMs = measure('thousand', thousandTasks());
    if (thousandMs > targetMs) missed.push(`1 000 tasks took ${thousandMs.toFixed(0)} ms, target ${targetMs} ms`);
    for (const name of ['cockpit', 'waters2019', 'engine-control']) {
      const folder = new URL('../../../../scenarios/ecus/', import.meta.url);
      measure(name, readFileSync(join(folder.pathname, `${name}.yaml`), 'utf8'));
    }
    return missed;
  },
};
