import { describe, expect, test } from 'vitest';
import { explainRun } from '../../analysis/explain-run.ts';
import type { EcuDescription } from '../../scenarios/ecu.ts';
import { run } from '../../scenarios/run.ts';
import { loadEcu } from './ecu-file.ts';
import { testHost } from './host.test-support.ts';
import { type Simulation, simulate } from './simulate.ts';

const ms = 1e9;

/** Boot is simulated beside the run, not in it. */
function withoutBoot(name: string): EcuDescription {
  return { ...loadEcu(name, [], testHost()), boot: null };
}

function simulated(name: string, horizonPs: number, mostRecordsKept: number, seen: number[] = []): Simulation {
  const host = testHost();
  const ecu = withoutBoot(name);
  const onProgress = (nowPs: number) => void seen.push(nowPs);
  return simulate({ ecu, name, seed: 3, horizonPs, overrides: [], nowMs: host.nowMs, mostRecordsKept, onProgress });
}

describe.each(['cockpit', 'waters2019', 'xen-credit2-weights'])('%s', (name) => {
  const horizonPs = 600 * ms;

  test('a run that is made again for its story tells the same as one that is kept', () => {
    const seen: number[] = [];
    const kept = simulated(name, horizonPs, Number.POSITIVE_INFINITY);
    const again = simulated(name, horizonPs, 0, seen);
    expect(again.facts).toEqual(kept.facts);
    const startsOver = seen.some((nowPs, i) => i > 0 && nowPs < seen[i - 1]!);
    expect(startsOver, 'the run was made again').toBe(kept.facts.story !== null);
  });

  test('explaining while it runs and explaining a whole trace are one', () => {
    const { facts } = simulated(name, horizonPs, Number.POSITIVE_INFINITY);
    const ecu = withoutBoot(name);
    const { recording, fingerprint } = run(ecu, { seed: 3, horizonPs });
    expect(facts).toEqual({ ...explainRun(ecu, recording, { seed: 3, fingerprint }), boot: null });
  });
});

test('the run that is made again ends where its story does', () => {
  const seen: number[] = [];
  simulated('cockpit', 2_000 * ms, 0, seen);
  const again = seen.slice(seen.lastIndexOf(2_000 * ms, seen.length - 2) + 1);
  expect(again.length).toBeGreaterThan(0);
  expect(again.at(-1)).toBeLessThan(2_000 * ms);
});
