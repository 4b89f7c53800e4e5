/** Laws of the regulator shelf, and what each of its members promises. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  crossEvictions,
  endless,
  type Program,
  regulated,
  regulator,
  run,
  shared,
  summary,
} from './machine/small-chip.ts';
import type { Regulator, RegulatorDefinition } from './regulator.ts';
import { regulators } from './regulators.ts';

const victim: Program = { use: 'chase', sizeBytes: 32768, accesses: 4_000, owner: 0 };
const aggressor: Program = { use: 'random', sizeBytes: 262144, accesses: endless, owner: 1, writes: 0.5, gapPs: 0 };
const both = [victim, aggressor];
/** 64 KiB in 4 ways: 16 KiB per way, so 4 page colours. */
const colourful = { shared: { geometry: { ...shared.geometry, ways: 4 } } };
const fourColours = { ...regulated, ways: 4, colours: 4 };

const none: Readonly<Record<keyof typeof regulators, unknown>> = {
  'bandwidth-cap': { shares: {} },
  'dram-bank-partition': { shares: {} },
  memguard: { shares: {} },
  'page-colouring': { shares: {} },
  'way-partition': { shares: {} },
};
const unlimited: Readonly<Record<keyof typeof regulators, unknown>> = {
  'bandwidth-cap': { shares: { vm0: '1000000 GB/s', vm1: '1000000 GB/s' }, burst: '1 GiB' },
  'dram-bank-partition': { shares: { vm0: [0, 1, 2, 3, 4, 5, 6, 7] } },
  memguard: { shares: { vm0: '1000000 GB/s', vm1: '1000000 GB/s' }, reclaim: true },
  'page-colouring': { shares: { vm1: [3, 2, 1, 0] } },
  'way-partition': { shares: { vm0: [0, 1, 2, 3], vm1: [0, 1, 2, 3] } },
};
const all: readonly (readonly [keyof typeof regulators, RegulatorDefinition])[] = Object.entries(regulators) as never;

describe.each(all)('%s', (name, definition) => {
  test('with no or unlimited limits changes nothing', () => {
    const plain = summary(run(both, colourful));
    for (const options of [none[name], unlimited[name]]) {
      const limited = run(both, { ...colourful, regulators: [regulator(definition, options, fourColours)] });
      expect(summary(limited)).toEqual(plain);
    }
    expect(definition.name).toBe(name);
  });

  test('names a VM that does not exist', () => {
    const value = { 'bandwidth-cap': '1 MB/s', memguard: '1 MB/s' }[name as string] ?? [0];
    expect(() => regulator(definition, { shares: { vm9: value } })).toThrow('there is no VM "vm9"');
  });
});

describe('partitions of the shared cache', () => {
  test.each([
    ['way-partition', { shares: { vm0: [0, 1], vm1: [2, 3] } }],
    ['page-colouring', { shares: { vm0: [0, 1], vm1: [2, 3] } }],
  ] as const)(
    '%s: no line of a VM is ever evicted by another, and the victim misses as it does alone',
    (name, options) => {
      const partition = { ...colourful, regulators: [regulator(regulators[name], options, fourColours)] };
      const open = run(both, colourful);
      const closed = run(both, partition);
      expect(crossEvictions(open.shared.evictions)).toBeGreaterThan(100);
      expect(crossEvictions(closed.shared.evictions)).toBe(0);
      const solo = run([victim], partition);
      const fetchesOfVictim = (result: typeof solo): number =>
        result.machine.occupancy()[0]! + result.shared.evictions[0]!;
      expect(fetchesOfVictim(closed)).toBe(fetchesOfVictim(solo));
      expect(closed.cores[0]!.blamedPs[1]).toBeLessThan(open.cores[0]!.blamedPs[1]!);
    },
  );
});

test('with banks of its own a VM keeps its rows open whatever others do', () => {
  const banks = { vm0: [0, 1, 2, 3], vm1: [4, 5, 6, 7] };
  // Four rows each, and no cache in between.
  const walkers = both.map((program) => ({ ...program, use: 'random' as const, sizeBytes: 32768, writes: 0 }));
  const conflictsWith = (options: unknown): number =>
    run(walkers, { shared: null, regulators: [regulator(regulators['dram-bank-partition'], options)] }).dram
      .rowConflicts;
  expect(conflictsWith({ shares: banks })).toBeLessThan(0.02 * conflictsWith({ shares: {} }));
});

/** Requests of one core in ascending order of time; each asks again when it was let through. */
const gaps = fc.array(fc.integer({ min: 0, max: 400_000_000 }), { minLength: 1, maxLength: 150 });

/** Instants at which requests of 64 B go through, when each waits for the one before. */
function passes(gate: Regulator, gapsPs: readonly number[]): number[] {
  const instants: number[] = [];
  let nowPs = 0;
  for (const gapPs of gapsPs) {
    nowPs = gate.admit!(0, 0, 64, nowPs + gapPs);
    instants.push(nowPs);
  }
  return instants;
}

describe('memguard', () => {
  test('no period sees more than the budget', () => {
    fc.assert(
      fc.property(gaps, fc.integer({ min: 64, max: 1000 }), (gapsPs, budget) => {
        const gate = regulator(regulators.memguard, { shares: { vm0: `${budget} kB/s` }, period: '1 ms' });
        const perPeriod = new Map<number, number>();
        let beforePs = 0;
        for (const atPs of passes(gate, gapsPs)) {
          expect(atPs).toBeGreaterThanOrEqual(beforePs);
          beforePs = atPs;
          const period = Math.floor(atPs / 1e9);
          perPeriod.set(period, (perPeriod.get(period) ?? 0) + 64);
        }
        for (const bytes of perPeriod.values()) expect(bytes).toBeLessThanOrEqual(budget);
      }),
      { seed: 20260101, numRuns: 200 },
    );
  });

  test('several requests at once are spread over the periods too', () => {
    const gate = regulator(regulators.memguard, { shares: { vm0: '128 kB/s' } });
    const instants = Array.from({ length: 6 }, () => gate.admit!(0, 0, 64, 5));
    expect(instants).toEqual([5, 5, 1e9, 1e9, 2e9, 2e9]);
    expect(gate.admit!(1, 0, 64, 6)).toBe(6);
  });

  test('reclaim lets one core use what another left over in the period before', () => {
    const shares = { vm0: '256 kB/s', vm1: '256 kB/s' };
    for (const [reclaim, third] of [
      [false, 2e9],
      [true, 1.2e9],
    ] as const) {
      const gate = regulator(regulators.memguard, { shares, reclaim });
      for (let i = 0; i < 4; i++) gate.admit!(0, 0, 64, 100);
      gate.admit!(1, 1, 64, 200);
      for (let i = 0; i < 4; i++) expect(gate.admit!(0, 0, 64, 1.1e9)).toBe(1.1e9);
      expect(gate.admit!(0, 0, 64, 1.2e9)).toBe(third);
    }
  });

  test('best effort lets everybody go on once all budgets are spent', () => {
    const shares = { vm0: '64 kB/s', vm1: '64 kB/s' };
    const gate = regulator(regulators.memguard, { shares, best_effort: true });
    gate.admit!(0, 0, 64, 10);
    gate.admit!(1, 1, 64, 20);
    expect(gate.admit!(0, 0, 64, 30)).toBe(30);
  });

  test('holds an aggressor back, and the victim is faster for it', () => {
    const budget = { shares: { vm1: '64 MB/s' }, period: '1 ms' };
    const regulated_ = run(both, { regulators: [regulator(regulators.memguard, budget)] });
    const open = run(both, {});
    expect(regulated_.cores[0]!.finishedAtPs).toBeLessThan(open.cores[0]!.finishedAtPs!);
    expect(regulated_.cores[1]!.accesses).toBeLessThan(open.cores[1]!.accesses / 4);
  });

  test('a budget below one line is refused', () => {
    expect(() => regulator(regulators.memguard, { shares: { vm0: '63 kB/s' } })).toThrow('less than one line');
  });
});

describe('bandwidth-cap', () => {
  test('no window sees more than burst + rate x length, by more than one access', () => {
    fc.assert(
      fc.property(gaps, fc.constantFrom(64, 500, 4096), (gapsPs, burst) => {
        const gate = regulator(regulators['bandwidth-cap'], { shares: { vm0: '1 MB/s' }, burst: `${burst} B` });
        const instants = passes(gate, gapsPs);
        for (let i = 0; i < instants.length; i++) {
          for (let j = i; j < instants.length; j += 7) {
            const allowed = Math.max(burst, 64) + (instants[j]! - instants[i]!) / 1e6;
            expect((j - i + 1) * 64).toBeLessThanOrEqual(allowed + 64);
          }
        }
      }),
      { seed: 20260101, numRuns: 200 },
    );
  });

  test('a VM that asks without pause gets its rate', () => {
    const gate = regulator(regulators['bandwidth-cap'], { shares: { vm0: '64 MB/s' }, burst: '64 B' });
    const instants = passes(gate, new Array<number>(1001).fill(0));
    expect(instants.at(-1)).toBe(1000 * 1e6);
  });

  test('a rate of 0 is refused', () => {
    expect(() => regulator(regulators['bandwidth-cap'], { shares: { vm0: '0 B/s' } })).toThrow('stops vm0 for ever');
  });
});

test('a way, a colour or a bank out of range is refused, and so is none at all', () => {
  expect(() => regulator(regulators['way-partition'], { shares: { vm0: [16] } })).toThrow(
    'names way 16: there are 16 (0 to 15)',
  );
  expect(() => regulator(regulators['way-partition'], { shares: { vm0: [] } })).toThrow('gives vm0 no way at all');
  expect(() => regulator(regulators['page-colouring'], { shares: { vm0: [1] } })).toThrow('names colour 1: there is 1');
  expect(() => regulator(regulators['dram-bank-partition'], { shares: { vm0: [8] } })).toThrow(
    'names bank 8: there are 8',
  );
});
