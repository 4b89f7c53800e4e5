/** Laws of the rate level: losses add up, alone there are none, order and names do not matter, partitions are walls. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rateDenominator } from '../../core/progress.ts';
import { type PatternName, patterns } from '../patterns.ts';
import type { RateChip } from './chip.ts';
import { Contents } from './contents.ts';
import { missesAt, one, type RateDemand } from './demand.ts';
import { divideByAge, divideByChance, growthOf, linesWithin } from './occupancy.ts';
import { demandOf } from './pattern-demand.ts';
import { lossResources, openLimits, type RateLimits, RateModel, type VmLimits } from './rate-model.ts';
import { privateRefillPs, sharedRefill } from './refill.ts';

const chip: RateChip = {
  cacheLines: 16384,
  leaving: 'age',
  hitPs: 10_000,
  transferPs: 2_000,
  dramPs: 60_000,
  rowPs: 28_000,
  burstPs: 4_000,
  banks: 16,
};
const core = { lineBytes: 64, privateLines: 512, gapPs: 1_000, mshrs: 4, rowLines: 128, openRows: 16 };
const open = openLimits(chip.cacheLines, 4);

const demand = fc
  .record({
    use: fc.constantFrom(...(Object.keys(patterns) as PatternName[])),
    kib: fc.constantFrom(16, 64, 500, 900, 4096, 65536),
    gapPs: fc.constantFrom(0, 1_000, 50_000),
    writes: fc.constantFrom(0, 0.5),
  })
  .map(({ use, kib, gapPs, writes }) => {
    const parameters = {
      sizeBytes: kib * 1024,
      stepBytes: 64,
      writeThreshold: writes * 2 ** 32,
      hotBytes: 65536,
      hotThreshold: 0.9 * 2 ** 32,
    };
    return demandOf(`${use} ${kib} KiB`, use, parameters, { ...core, gapPs });
  });
const demands = fc.array(demand, { minLength: 1, maxLength: 4 });
const options = { seed: 20260101, numRuns: 60 };

function solutionOf(running: readonly (RateDemand | null)[], changed: Partial<RateChip> = {}, limits = open) {
  const model = new RateModel({ ...chip, ...changed }, limits, running.length);
  const numbers = running.map((one) => (one === null ? -1 : model.register(one)));
  return model.solve(
    numbers,
    running.map((_, i) => i),
  );
}

describe('rates', () => {
  test('and losses of each core sum to the denominator; nobody loses to itself', () => {
    fc.assert(
      fc.property(demands, fc.constantFrom('age' as const, 'chance' as const), (running, leaving) => {
        const { rates, losses, lines } = solutionOf(running, { leaving });
        const n = running.length;
        for (let i = 0; i < n; i++) {
          const own = losses.slice(i * 3 * n, (i + 1) * 3 * n);
          expect(rates[i]).toBeGreaterThanOrEqual(1);
          expect(rates[i]! + own.reduce((a, b) => a + b, 0)).toBe(rateDenominator);
          for (const [at, loss] of own.entries()) {
            expect(Number.isSafeInteger(loss) && loss >= 0).toBe(true);
            if (at % n === i) expect(loss).toBe(0);
          }
          expect(lines[i]).toBeLessThanOrEqual(running[i]!.footprintLines);
        }
        expect(lines.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(chip.cacheLines + n);
      }),
      options,
    );
  });

  test('alone, or beside programs that stay in their private caches, a program runs at full speed', () => {
    const still = demandOf(
      'still',
      'random',
      { sizeBytes: 4096, stepBytes: 64, writeThreshold: 0, hotBytes: 64, hotThreshold: 0 },
      core,
    );
    fc.assert(
      fc.property(demand, (one) => {
        expect(solutionOf([one]).rates).toEqual([rateDenominator]);
        expect(solutionOf([null, one, still, null]).rates).toEqual([
          rateDenominator,
          rateDenominator,
          rateDenominator,
          rateDenominator,
        ]);
      }),
      options,
    );
  });

  test('follow the programs when these change places, and equals get equal rates', () => {
    fc.assert(
      fc.property(fc.array(demand, { minLength: 2, maxLength: 4 }), (running) => {
        const [forwards, backwards] = [solutionOf(running), solutionOf([...running].reverse())];
        expect([...backwards.rates].reverse()).toEqual(forwards.rates);
        const { rates } = solutionOf([running[0]!, running[0]!, running[1]!]);
        expect(rates[0]).toBe(rates[1]);
      }),
      options,
    );
  });

  test('do not rise by a further program (but for the rounds of the solution: 1 %)', () => {
    fc.assert(
      fc.property(demand, demand, demand, (first, second, third) => {
        const two = solutionOf([first, second]).rates[0]!;
        const three = solutionOf([first, second, third]).rates[0]!;
        expect(three).toBeLessThanOrEqual(1.01 * two);
      }),
      options,
    );
  });

  /** Halves of the cache, or pools of any kind, for two VMs. */
  const walled = (
    pools: readonly number[],
    shares: readonly (readonly number[])[],
    changed: Partial<VmLimits> = {},
  ) => ({
    pools,
    of: shares.map((own, vm) => ({ ...open.of[vm]!, shares: own, ...changed })),
  });
  const half = chip.cacheLines / 2;
  const lossAt = ({ losses }: { losses: readonly number[] }, core: number, resource: number, culprit: number) =>
    losses[(core * lossResources.length + resource) * 2 + culprit]!;

  test('with a partition of the cache no loss there names another', () => {
    const walls = walled(
      [half, half],
      [
        [one, 0],
        [0, one],
      ],
    );
    expect(lossResources[0]).toBe('cache');
    fc.assert(
      fc.property(demand, demand, (first, second) => {
        const solution = solutionOf([first, second], {}, walls);
        expect([lossAt(solution, 0, 0, 1), lossAt(solution, 1, 0, 0)]).toEqual([0, 0]);
        for (const core of [0, 1]) {
          const own = solution.losses.slice(core * 6, core * 6 + 6).reduce((a, b) => a + b, 0);
          expect(solution.rates[core]! + own).toBe(rateDenominator);
        }
      }),
      options,
    );
  });

  test('a part of the cache that is too small costs the program itself, and says so', () => {
    const size = { sizeBytes: 768 * 1024, stepBytes: 64, writeThreshold: 0, hotBytes: 64, hotThreshold: 0 };
    const chase = demandOf('chase', 'chase', size, core);
    const solution = solutionOf(
      [chase, null],
      {},
      walled(
        [half, half],
        [
          [one, 0],
          [0, one],
        ],
      ),
    );
    expect(solution.rates[0]).toBeLessThan(rateDenominator / 2);
    expect(lossAt(solution, 0, 0, 0)).toBe(rateDenominator - solution.rates[0]!);
  });

  test('pools that everybody may fill alike are one cache', () => {
    const quarters = walled(
      [half / 2, half / 2, half],
      [
        [one / 4, one / 4, one / 2],
        [one / 4, one / 4, one / 2],
      ],
    );
    fc.assert(
      fc.property(demand, demand, (first, second) => {
        const [parts, whole] = [solutionOf([first, second], {}, quarters), solutionOf([first, second])];
        for (const core of [0, 1])
          expect(Math.abs(parts.rates[core]! - whole.rates[core]!)).toBeLessThan(0.01 * rateDenominator);
      }),
      options,
    );
  });

  test('with banks of their own programs wait for the bus only, and keep their rows', () => {
    const parameters = { sizeBytes: 2 ** 24, stepBytes: 64, writeThreshold: 0, hotBytes: 64, hotThreshold: 0 };
    const programs = ['chase', 'random'].map((use) =>
      demandOf(use, use as PatternName, parameters, { ...core, gapPs: 100 }),
    );
    const banksOf = (left: number[], right: number[]): RateLimits => ({
      ...open,
      of: [left, right].map((banks, vm) => ({ ...open.of[vm]!, banks })),
    });
    const [low, high] = [Array.from({ length: 8 }, (_, i) => i), Array.from({ length: 8 }, (_, i) => i + 8)];
    const dramLoss = (limits: RateLimits) => lossAt(solutionOf(programs, {}, limits), 0, 2, 1);
    const every = [...low, ...high];
    expect(dramLoss(banksOf(every, every))).toBe(dramLoss(open));
    expect(dramLoss(banksOf(low, high))).toBeLessThan(0.6 * dramLoss(open));
    expect(dramLoss(banksOf(low, low))).toBeGreaterThan(dramLoss(open));
  });

  test('a cap gives the neighbour speed back, costs the capped one, and is shared by the cores of a VM', () => {
    const parameters = { sizeBytes: 2 ** 24, stepBytes: 64, writeThreshold: 2 ** 31, hotBytes: 64, hotThreshold: 0 };
    const victim = demandOf('victim', 'chase', parameters, core);
    const aggressor = demandOf('aggressor', 'stream', parameters, { ...core, gapPs: 100 });
    const capPs = 1_000_000;
    const capped = { ...open, of: open.of.map((one) => (one.vm === 1 ? { ...one, capPs } : one)) };
    const [with_, without] = [solutionOf([victim, aggressor], {}, capped), solutionOf([victim, aggressor])];
    expect(with_.rates[0]).toBeGreaterThan(without.rates[0]!);
    expect(with_.rates[1]).toBeLessThan(without.rates[1]! / 2);
    expect(lossAt(with_, 1, 2, 1)).toBeGreaterThan(0);
    expect(Math.abs(with_.insertionsPerSecond[1]! * capPs - 1e12)).toBeLessThan(1e10);
    const model = new RateModel(chip, capped, 3);
    const [quiet, busy] = [model.register(victim), model.register(aggressor)];
    const pair = model.solve([quiet, busy, busy], [0, 1, 1]).insertionsPerSecond;
    expect(Math.abs((pair[1]! + pair[2]!) * capPs - 1e12)).toBeLessThan(1e10);
  });
});

describe('occupancy', () => {
  test('by age all programs reach back equally far in time', () => {
    fc.assert(
      fc.property(
        demands,
        fc.array(fc.integer({ min: 100, max: 1e8 }), { minLength: 4, maxLength: 4 }),
        (all, periods) => {
          const out: number[] = [];
          divideByAge(all.map(growthOf), periods, 16384, out);
          const sum = out.reduce((a, b) => a + b, 0);
          expect(sum).toBeLessThanOrEqual(16384);
          for (const [i, lines] of out.entries()) expect(lines).toBeLessThanOrEqual(all[i]!.footprintLines);
          const fits = all.reduce((total, one) => total + linesWithin(growthOf(one), 1, 2 ** 50), 0) <= 16384;
          if (fits)
            for (const [i, lines] of out.entries())
              expect(lines).toBe(linesWithin(growthOf(all[i]!), periods[i]!, 2 ** 50));
        },
      ),
      options,
    );
  });

  test('by age a small set that is often used stays whole beside a stream, by chance it does not', () => {
    const size = (bytes: number) => ({
      sizeBytes: bytes,
      stepBytes: 64,
      writeThreshold: 0,
      hotBytes: 64,
      hotThreshold: 0,
    });
    const small = demandOf('small', 'random', size(2 ** 17), core);
    const long = demandOf('long', 'stream', size(2 ** 26), core);
    const out: number[] = [];
    divideByAge([small, long].map(growthOf), [1_000, 4_000], 16384, out);
    expect(out[0]).toBeGreaterThan(0.95 * small.footprintLines);
    divideByChance([small, long], [1_000, 4_000], 16384, out);
    // x = part lost: (1 - x) x 2048 / 16384 = 4 x / (1 + 4 x), so x = 0.032.
    expect(Math.abs(out[0]! / small.footprintLines - 0.968)).toBeLessThan(0.03);
    expect(missesAt(small.curve, out[0]!)).toBeGreaterThan(0);
  });
});

describe('contents', () => {
  const use = fc.record({
    programs: fc.uniqueArray(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 3 }),
    lines: fc.integer({ min: 0, max: 120 }),
  });

  test('never hold more than fits, and every line lost has a culprit that is not its owner', () => {
    fc.assert(
      fc.property(fc.array(use, { maxLength: 40 }), (history) => {
        const contents = new Contents(100);
        for (const { programs, lines } of history) {
          const before = [0, 1, 2, 3, 4].map((program) => contents.linesOf(program));
          for (const program of [0, 1, 2, 3, 4]) contents.takeLosses(program);
          contents.use(
            programs,
            programs.map(() => lines),
          );
          const after = [0, 1, 2, 3, 4].map((program) => contents.linesOf(program));
          expect(after.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(100);
          for (const program of [0, 1, 2, 3, 4]) {
            const losses = contents.takeLosses(program);
            if (programs.includes(program)) continue;
            expect(losses.reduce((sum, loss) => sum + loss.lines, 0)).toBe(before[program]! - after[program]!);
            for (const { culprit } of losses) expect(programs).toContain(culprit);
          }
        }
      }),
      options,
    );
  });

  test('the one used longest ago goes first, and losses gather until they are asked for', () => {
    const contents = new Contents(100);
    contents.use([1], [40]);
    contents.use([2], [40]);
    contents.use([3], [50]);
    contents.use([4], [20]);
    expect(contents.takeLosses(1)).toEqual([
      { culprit: 3, lines: 30 },
      { culprit: 4, lines: 10 },
    ]);
    expect(contents.takeLosses(2)).toEqual([{ culprit: 4, lines: 10 }]);
    expect(contents.takeLosses(1)).toEqual([]);
  });
});

test('a refill costs what misses cost over hits, only for lines that are used again, and at most those held', () => {
  const parameters = { sizeBytes: 512 * 1024, stepBytes: 64, writeThreshold: 0, hotBytes: 64, hotThreshold: 0 };
  const chase = demandOf('chase', 'chase', parameters, core);
  const stream = demandOf('stream', 'stream', { ...parameters, sizeBytes: 2 ** 26 }, core);
  const losses = [
    { culprit: 7, lines: 100 },
    { culprit: 8, lines: 300 },
  ];
  const missPs = chip.dramPs + Math.floor((chip.rowPs * (one - chase.rowHits)) / one);
  expect(sharedRefill(chip, chase, 8192, 8192, losses)).toEqual([
    { culprit: 7, ps: 100 * missPs },
    { culprit: 8, ps: 300 * missPs },
  ]);
  expect(
    sharedRefill(chip, chase, 8192, 8192, losses.concat({ culprit: 9, lines: 8192 })).reduce(
      (sum, { ps }) => sum + ps,
      0,
    ),
  ).toBeLessThanOrEqual(8192 * missPs);
  expect(sharedRefill(chip, stream, 8192, 8192, losses)).toEqual([]);
  // In a part of the cache only what it holds there.
  expect(sharedRefill(chip, chase, 200, 8192, losses)).toEqual([
    { culprit: 7, ps: 50 * missPs },
    { culprit: 8, ps: 150 * missPs },
  ]);
  expect(privateRefillPs(chip, chase, 200)).toBe(200 * chip.hitPs);
});
