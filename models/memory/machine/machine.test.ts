/** The machine against times worked out by hand, and what must hold for any mixture of programs. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbiters } from '../arbiters.ts';
import { patterns } from '../patterns.ts';
import { replacementNames } from '../replacements.ts';
import type { PrivateSetup } from './setup.ts';
import { dram, endless, type Program, run, summary, type Variant } from './small-chip.ts';

const alone = (program: Partial<Program>, variant: Variant = {}) =>
  run([{ use: 'stride', sizeBytes: 65536, accesses: 1000, owner: 0, ...program }], variant);

describe('one core, by hand', () => {
  const { timing } = dram;
  const open = 2_000 + 10_000 + timing.activateToColumnPs + timing.columnToDataPs + timing.burstPs;
  const hit = 2_000 + 10_000 + timing.columnToDataPs + timing.burstPs;

  test('inside its first level it never waits', () => {
    const { cores } = alone({ use: 'chase', sizeBytes: 4096, accesses: 10_000 });
    expect(cores[0]).toMatchObject({ accesses: 10_000, l1Misses: 64 });
    expect(cores[0]!.finishedAtPs).toBe(10_000 * 1_000 + cores[0]!.stallPs);
  });

  test('dependent misses cost transfer, look-up, row and data each', () => {
    const { cores, dram: counts } = alone({ use: 'chase', sizeBytes: 8192, accesses: 128 });
    expect(counts).toMatchObject({ reads: 128, rowHits: 127, rowConflicts: 0 });
    // All 128 lines lie in one row; a column command may follow the one before after its data have gone.
    expect(cores[0]!.stallPs).toBe(open + 127 * hit);
  });

  test('hits of the shared cache cost transfer and look-up', () => {
    const first = alone({ use: 'chase', sizeBytes: 8192, accesses: 128 });
    const twice = alone({ use: 'chase', sizeBytes: 8192, accesses: 256 });
    expect(twice.shared).toMatchObject({ hits: 128, misses: 128 });
    expect(twice.cores[0]!.stallPs - first.cores[0]!.stallPs).toBe(128 * (2_000 + 10_000));
  });

  test('independent misses overlap as far as there are registers for them', () => {
    const stalls = [1, 2, 4].map((mshrs) => alone({ accesses: 512 }, { caches: { mshrs } }).cores[0]!.stallPs);
    expect(stalls[1]).toBeLessThan(0.75 * stalls[0]!);
    expect(stalls[2]).toBeLessThan(0.75 * stalls[1]!);
  });

  test('a row conflict waits for tRAS, tRP and tRCD', () => {
    // Two lines in the same bank and different rows, in turn: 8 banks x 128 lines apart.
    const rowBytes = 8 * 128 * 64;
    const noCache: Variant = { shared: null, caches: { l1d: { sizeBytes: 64, ways: 1, lineBytes: 64 }, mshrs: 1 } };
    const kernel = alone({ use: 'stride', sizeBytes: 128, accesses: 1 }, noCache);
    expect(kernel.cores[0]!.l1Misses).toBe(1);
    const { dram: counts } = alone({ use: 'random', sizeBytes: 64 * rowBytes, accesses: 2000 }, noCache);
    expect(counts.rowConflicts).toBeGreaterThan(1500);
  });

  test('refresh holds everything up now and then', () => {
    const never = { dram: { timing: { ...timing, refreshIntervalPs: 1e15 } } };
    const [with_, without] = [
      alone({ use: 'chase', sizeBytes: 2 ** 20, accesses: 4000 }),
      alone({ use: 'chase', sizeBytes: 2 ** 20, accesses: 4000 }, never),
    ];
    const slower = with_.cores[0]!.finishedAtPs! / without.cores[0]!.finishedAtPs!;
    expect(slower).toBeGreaterThan(1.01);
    expect(slower).toBeLessThan(1 + (2 * timing.refreshPs) / timing.refreshIntervalPs);
  });

  test('prefetchers turn misses of a stream into hits', () => {
    const missesWith = (prefetcher: PrivateSetup['prefetcher']) =>
      alone({ accesses: 1000, gapPs: 100_000 }, { caches: { prefetcher } }).cores[0]!.l1Misses;
    expect(missesWith(null)).toBe(1000);
    expect(missesWith({ use: 'next-line', degree: 1 })).toBeLessThan(600);
    expect(missesWith({ use: 'stride', degree: 2 })).toBeLessThan(20);
  });

  test('write-through sends every store on, no-allocate brings nothing in', () => {
    const program = { use: 'chase', sizeBytes: 2048, accesses: 1000, writes: 1, gapPs: 50_000 } as const;
    expect(alone(program, { caches: { write: 'back' } }).shared).toMatchObject({ hits: 0, misses: 32 });
    const through = alone(program, { caches: { write: 'through' } });
    expect(through.shared.hits + through.shared.misses).toBe(1000);
    const around = alone(program, { caches: { allocate: false } });
    expect(around.cores[0]!.l1Misses).toBe(1000);
    expect(around.dram).toMatchObject({ reads: 0, writes: 1000 });
  });

  test('an exclusive second level adds its size to the first, an inclusive one contains it', () => {
    const program = { use: 'chase', sizeBytes: 65536 + 4096, accesses: 20_000 } as const;
    const missesOf = (inclusion: 'inclusive' | 'exclusive') =>
      alone(program, { shared: { inclusion, replacement: 'random' } }).dram.reads;
    expect(missesOf('exclusive')).toBeLessThan(missesOf('inclusive'));
  });
});

describe('translation', () => {
  const translated = (stage1: number, stage2: number | null, walkCacheEntries = 0) => {
    const levels = [{ entries: 8, ways: 8, hitPs: 0 }];
    const translation = { levels, stage1PageBytes: stage1, stage2PageBytes: stage2, walkCacheEntries };
    return alone({ use: 'random', sizeBytes: 2 ** 22, accesses: 3000 }, { caches: { translation } });
  };

  test.each([
    ['4 KiB, bare metal', 4096, null, 4],
    ['4 KiB over 4 KiB', 4096, 4096, 24],
    ['4 KiB over 2 MiB', 4096, 2 ** 21, 19],
    ['2 MiB over 2 MiB', 2 ** 21, 2 ** 21, 15],
    ['1 GiB over 1 GiB', 2 ** 30, 2 ** 30, 8],
  ])('a walk of %s reads (n1 + 1) x (n2 + 1) - 1 descriptors', (_, stage1, stage2, reads) => {
    const counts = translated(stage1, stage2).machine.translationCounts(0)!;
    expect(counts.walks).toBeGreaterThan(0);
    expect(counts.descriptorReads).toBe(counts.walks * reads);
  });

  test('small pages of the hypervisor cost time, a walk cache takes part of it back', () => {
    const times = [translated(4096, 2 ** 21), translated(4096, 4096), translated(4096, 4096, 16)].map(
      ({ cores }) => cores[0]!.finishedAtPs!,
    );
    expect(times[1]).toBeGreaterThan(times[0]!);
    expect(times[2]).toBeLessThan(times[1]!);
  });
});

const program = fc.record({
  use: fc.constantFrom(...(Object.keys(patterns) as (keyof typeof patterns)[])),
  sizeBytes: fc.constantFrom(2048, 16384, 65536, 262144),
  accesses: fc.constantFrom(200, 800),
  writes: fc.constantFrom(0, 0.3, 1),
  gapPs: fc.constantFrom(0, 1_000, 20_000),
});
const programs = fc
  .array(program, { minLength: 1, maxLength: 4 })
  .map((list) => list.map((one, owner) => ({ ...one, owner })));
const variant = fc.record({
  caches: fc.record({
    write: fc.constantFrom('back' as const, 'through' as const),
    allocate: fc.boolean(),
    mshrs: fc.constantFrom(1, 3),
    l2: fc.constantFrom(null, { geometry: { sizeBytes: 8192, ways: 4, lineBytes: 64 }, hitPs: 5_000 }),
    prefetcher: fc.constantFrom(null, { use: 'next-line' as const, degree: 1 }, { use: 'stride' as const, degree: 2 }),
    translation: fc.constantFrom(null, {
      levels: [
        { entries: 4, ways: 4, hitPs: 0 },
        { entries: 16, ways: 4, hitPs: 2_000 },
      ],
      stage1PageBytes: 4096,
      stage2PageBytes: 4096,
      walkCacheEntries: 2,
    }),
  }),
  shared: fc.option(
    fc.record({
      inclusion: fc.constantFrom('inclusive' as const, 'exclusive' as const, 'neither' as const),
      replacement: fc.constantFrom(...replacementNames),
      mshrs: fc.constantFrom(1, 2, 8),
    }),
  ),
  dram: fc.record({ channels: fc.constantFrom(1, 2), hitCap: fc.constantFrom(0, 4) }),
  interconnect: fc.record({ arbiter: fc.constantFrom(...(Object.keys(arbiters) as (keyof typeof arbiters)[])) }),
});
const options = { seed: 20260101, numRuns: 60 };

describe('any mixture of programs', () => {
  test('ends, adds up, and runs the same twice', () => {
    fc.assert(
      fc.property(programs, variant, (mixture, chip) => {
        const result = run(mixture, chip);
        for (const [core, counts] of result.cores.entries()) {
          const { accesses, gapPs } = mixture[core]!;
          expect(counts.accesses).toBe(accesses);
          const busyPs = accesses * gapPs + counts.stallPs;
          expect(counts.finishedAtPs).toBeGreaterThanOrEqual(busyPs);
          // The rest are hits of a private second level and of further TLB levels.
          if (chip.caches.l2 === null && chip.caches.translation === null) expect(counts.finishedAtPs).toBe(busyPs);
          const blamed = counts.blamedPs.reduce((a, b) => a + b, 0);
          expect(blamed).toBeLessThanOrEqual(counts.stallPs);
        }
        expect(summary(run(mixture, chip))).toEqual(summary(result));
      }),
      options,
    );
  });

  test('alone, a VM blames nobody else', () => {
    fc.assert(
      fc.property(program, variant, (one, chip) => {
        const { cores, shared } = run([{ ...one, owner: 2 }], chip);
        for (const [i, ps] of cores[0]!.blamedPs.entries()) if (i % 4 !== 2) expect(ps).toBe(0);
        for (const [i, count] of shared.evictions.entries()) if (i !== 2 * 4 + 2) expect(count).toBe(0);
      }),
      options,
    );
  });
});

describe('two VMs', () => {
  const victim: Program = { use: 'chase', sizeBytes: 49152, accesses: 30_000, owner: 0, gapPs: 5_000 };
  const aggressor: Program = { use: 'stride', sizeBytes: 262144, accesses: endless, owner: 1, writes: 0.5, gapPs: 0 };

  test('the slow-down of the victim is found, and the aggressor named for most of it', () => {
    const solo = run([victim]).cores[0]!;
    const both = run([victim, aggressor], {}).cores[0]!;
    const slowerByPs = both.finishedAtPs! - solo.finishedAtPs!;
    expect(slowerByPs).toBeGreaterThan(0.3 * solo.finishedAtPs!);
    const blamedPs = [0, 1, 2].reduce((sum, resource) => sum + both.blamedPs[resource * 4 + 1]!, 0);
    // The rest: lines that the victim pushed out itself, having less room than alone.
    expect(blamedPs / slowerByPs).toBeGreaterThan(0.7);
    expect(blamedPs / slowerByPs).toBeLessThan(1.15);
    for (let resource = 0; resource < 3; resource++) expect(both.blamedPs[resource * 4 + 1]).toBeGreaterThan(0);
  });

  test('a priority at the interconnect shortens the wait there', () => {
    const interconnect = { arbiter: 'priority' as const, transferPs: 20_000 };
    const others = [aggressor, { ...aggressor, owner: 2 }];
    const waitOf = (priority: number): number => {
      const { blamedPs } = run([{ ...victim, accesses: 10_000, priority }, ...others], { interconnect }).cores[0]!;
      return blamedPs[4 + 1]! + blamedPs[4 + 2]!;
    };
    expect(waitOf(1)).toBeLessThan(0.8 * waitOf(0));
  });

  test('a cap on overtaking row hits protects the one without row hits', () => {
    const walker: Program = { ...victim, use: 'random', sizeBytes: 2 ** 24, accesses: 3_000 };
    const streams = [aggressor, { ...aggressor, owner: 2 }, { ...aggressor, owner: 3 }];
    const timeWith = (hitCap: number) =>
      run([walker, ...streams], {
        dram: { hitCap },
        interconnect: { transferPs: 500 },
        caches: { mshrs: 8 },
        shared: { mshrs: 32 },
      }).cores[0]!.finishedAtPs!;
    expect(timeWith(1)).toBeLessThan(timeWith(64));
  });
});

test('stores to a line under way wait in its register, not in the core', () => {
  const timeOf = (writes: number) =>
    run([{ use: 'stream', sizeBytes: 32768, accesses: 40_000, owner: 0, writes }]).cores[0]!.finishedAtPs!;
  expect(timeOf(1)).toBeLessThan(1.2 * timeOf(0));
});

test('who joins a fetch under way blames the evictor as who began it does', () => {
  const walk = { use: 'stride', sizeBytes: 49152, accesses: 6_000, owner: 0, gapPs: 5_000 } as const;
  const aggressor = { use: 'stride', sizeBytes: 2 ** 18, accesses: endless, owner: 1, gapPs: 4_000 } as const;
  const [first, second] = run([walk, walk, aggressor]).cores;
  // blamedPs[cache * owners + culprit]
  expect(first!.blamedPs[1]!).toBeGreaterThan(0);
  expect(second!.blamedPs[1]!).toBeGreaterThan(first!.blamedPs[1]! / 2);
});

test('a wait for a miss register is charged to all who hold one', () => {
  const other = (owner: number) =>
    ({ use: 'stride', sizeBytes: 2 ** 18, accesses: endless, owner, gapPs: 1_000 }) as const;
  const victim = { use: 'chase', sizeBytes: 2 ** 18, accesses: 2_000, owner: 0, gapPs: 5_000 } as const;
  const [first] = run([victim, other(1), other(2)], { shared: { mshrs: 2 } }).cores;
  const [, byFirst, bySecond] = first!.blamedPs as readonly number[];
  expect(byFirst!).toBeGreaterThan(0);
  expect(bySecond! / byFirst!).toBeGreaterThan(0.7);
  expect(bySecond! / byFirst!).toBeLessThan(1.4);
});

test('caches warmed in no time hold what a run leaves', () => {
  const program = { use: 'random', sizeBytes: 32768, accesses: 40_000, owner: 0 } as const;
  const { machine } = run([program]);
  expect(machine.occupancy()[0]).toBe(512);
  const warm = run([program], {}, 0).machine;
  const cold = warm.sharedCounts.misses;
  for (let i = 0; i < 20_000; i++) warm.warm(0);
  expect(warm.occupancy()[0]).toBe(512);
  expect(warm.sharedCounts.misses).toBe(cold);
});
