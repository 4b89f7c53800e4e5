/** Memory regulators in whole runs at the rate level: what each promises a victim and does to an aggressor. */
import { describe, expect, test } from 'vitest';
import { causes, recordKinds } from '../models/records.ts';
import { ecu, fixed, ms, task, vcpu, vm } from './ecu.test-support.ts';
import type { Choice, EcuDescription } from './ecu.ts';
import { run } from './run.ts';

const mib = 2 ** 20;
const horizonPs = 99 * ms;

/** A victim that lives in the shared cache, and one beside it that walks through 8 MiB as fast as it can. */
function described(regulators: readonly Choice[], aggressor: Partial<Choice> = {}): EcuDescription {
  const victim = { use: 'chase', size: mib / 2, traffic: 500e6, writes: 0 };
  const walker = { use: 'stream', size: 8 * mib, writes: 0.5, ...aggressor };
  const base = ecu({
    cores: 2,
    vms: [
      vm('victim', {
        vcpus: [vcpu('main', { pcpus: [0] })],
        tasks: [task('t', { period: 10 * ms, run: fixed(4 * ms), memory: victim })],
      }),
      vm('walker', {
        vcpus: [vcpu('main', { pcpus: [1] })],
        tasks: [task('t', { period: 100 * ms, run: fixed(90 * ms), memory: walker })],
      }),
    ],
  });
  const l2 = { name: 'l2', level: 2, kind: 'unified', cores: ['cpu'], shared: true, size: mib, ways: 16, line: 64 };
  return {
    ...base,
    soc: { ...base.soc, caches: [l2], dram: { peak: 6.4e9, latency: 100_000 } },
    memory: { fidelity: 'rate', regulators: regulators.map((one, index) => ({ ...one, name: `r${index}` })) },
  };
}

/** What all jobs of a task lost, by cause and culprit; own execution aside. */
function lostBy(ecu_: EcuDescription, name: string): Record<string, number> {
  const { entities, trace } = run(ecu_, { seed: 1, horizonPs }).recording;
  const lost: Record<string, number> = {};
  trace.forEach({
    record(kind, _at, subject, _item, object, value) {
      if (kind < recordKinds.charge || entities[subject]!.name !== name) return;
      const key = `${causes[kind - recordKinds.charge]} ${entities[object]!.name}`;
      if (!key.startsWith('own-execution')) lost[key] = (lost[key] ?? 0) + value;
    },
  });
  return lost;
}
const sum = (lost: Readonly<Record<string, number>>, part: string): number =>
  Object.entries(lost).reduce((total, [key, ps]) => total + (key.includes(part) ? ps : 0), 0);
const fingerprint = (ecu_: EcuDescription): string => run(ecu_, { seed: 1, horizonPs }).fingerprint;

const open = lostBy(described([]), 'victim/t');

test('without regulators the victim loses cache and DRAM time to the walker', () => {
  expect(sum(open, 'contention-cache walker/t')).toBeGreaterThan(ms);
  expect(sum(open, 'contention-dram walker/t')).toBeGreaterThan(0);
});

describe('a regulator that limits nothing changes nothing', () => {
  const all = (count: number) => Array.from({ length: count }, (_, i) => i);
  test.each([
    ['memguard', { shares: { victim: 1e15, walker: 1e15 }, period: ms, reclaim: true, best_effort: false }],
    ['memguard', { shares: {}, period: ms, reclaim: false, best_effort: true }],
    ['bandwidth-cap', { shares: { walker: 1e15 }, burst: 1024 }],
    ['way-partition', { shares: { victim: all(16), walker: all(16) } }],
    ['page-colouring', { shares: { victim: all(16) } }],
    ['dram-bank-partition', { shares: { walker: all(8) } }],
  ] as const)('%s %j', (use, options) => {
    expect(fingerprint(described([{ use, ...options }]))).toBe(fingerprint(described([])));
  });
});

describe('a full partition of the cache', () => {
  const halves = { victim: [0, 1, 2, 3, 4, 5, 6, 7], walker: [8, 9, 10, 11, 12, 13, 14, 15] };
  test.each(['way-partition', 'page-colouring'])('%s: no loss of cache names another VM', (use) => {
    const lost = lostBy(described([{ use, shares: halves }]), 'victim/t');
    expect(sum(lost, 'contention-cache walker')).toBe(0);
    expect(sum(lost, 'cache-refill walker')).toBe(0);
    expect(sum(lost, '')).toBeLessThan(sum(open, '') / 2);
  });

  test('that is too small for the victim costs it time on its own account', () => {
    const lost = lostBy(
      described([{ use: 'way-partition', shares: { victim: [0, 1, 2], walker: [3, 4] } }]),
      'victim/t',
    );
    expect(sum(lost, 'contention-cache walker')).toBe(0);
    expect(sum(lost, 'contention-cache victim/t')).toBeGreaterThan(ms);
  });

  test('ways that both may fill are fought for, the others not', () => {
    const shared = lostBy(
      described([{ use: 'way-partition', shares: { ...halves, walker: [6, 7, 8, 9, 10, 11, 12, 13, 14, 15] } }]),
      'victim/t',
    );
    expect(sum(shared, 'contention-cache walker')).toBeGreaterThan(0);
    expect(sum(shared, 'contention-cache walker')).toBeLessThan(sum(open, 'contention-cache walker'));
  });
});

test('banks of their own: the victim loses less in DRAM', () => {
  const everything = { use: 'chase', size: 8 * mib, traffic: 300e6 };
  const both = described([], {});
  const big = (regulators: readonly Choice[]): EcuDescription => {
    const one = described(regulators);
    const [victim, walker] = one.vms as [(typeof one.vms)[number], (typeof one.vms)[number]];
    return { ...one, vms: [{ ...victim, tasks: [{ ...victim.tasks[0]!, memory: everything }] }, walker] };
  };
  expect(both.vms).toHaveLength(2);
  const banks = { use: 'dram-bank-partition', shares: { victim: [0, 1, 2, 3], walker: [4, 5, 6, 7] } };
  const [without, with_] = [lostBy(big([]), 'victim/t'), lostBy(big([banks]), 'victim/t')];
  expect(sum(with_, 'contention-dram walker')).toBeLessThan(0.9 * sum(without, 'contention-dram walker'));
});

describe('limits of bandwidth', () => {
  const cap = { use: 'bandwidth-cap', shares: { walker: 100e6 }, burst: 1024 };
  const budget = { use: 'memguard', shares: { walker: 100e6 }, period: ms, reclaim: false, best_effort: false };

  test.each([
    ['bandwidth-cap', cap],
    ['memguard', budget],
  ] as const)('%s: the victim gets time back, the walker pays with its own', (_name, regulator) => {
    const lost = lostBy(described([regulator]), 'victim/t');
    expect(sum(lost, '')).toBeLessThan(sum(open, '') / 2);
    expect(sum(lost, 'budget-depletion')).toBe(0);
  });

  test('memguard stops the walker for the rest of each period, at its own cost', () => {
    // 100 kB per ms: about 1560 lines; alone the walker fetches many times that.
    const lost = lostBy(
      (() => {
        const one = described([budget]);
        const [victim, walker] = one.vms as [(typeof one.vms)[number], (typeof one.vms)[number]];
        const short = { ...walker.tasks[0]!, steps: [{ ...walker.tasks[0]!.steps[0]!, run: fixed(4 * ms) }] };
        return { ...one, vms: [victim, { ...walker, tasks: [short] }] };
      })(),
      'walker/t',
    );
    const stoodStill = sum(lost, 'budget-depletion walker/main');
    expect(stoodStill).toBeGreaterThan(20 * ms);
    expect(stoodStill / sum(lost, '')).toBeGreaterThan(0.95);
  });
});

describe('at the access level', () => {
  /** The same on a chip that is small enough to be executed access by access in a test. */
  const small = (regulators: readonly Choice[], fidelity: 'access' | 'rate'): EcuDescription => {
    const one = described(regulators);
    const [victim, walker] = one.vms as [(typeof one.vms)[number], (typeof one.vms)[number]];
    const chase = { use: 'chase', size: 48 * 1024, traffic: 500e6 };
    const stream = { use: 'stream', size: 512 * 1024, writes: 0.5, traffic: 400e6 };
    return {
      ...one,
      soc: {
        ...one.soc,
        caches: [
          { name: 'l1d', level: 1, kind: 'data', cores: ['cpu'], shared: false, size: 4096, ways: 4, line: 64 },
          { name: 'l2', level: 2, kind: 'unified', cores: ['cpu'], shared: true, size: 65536, ways: 16, line: 64 },
        ],
      },
      memory: { fidelity, regulators: one.memory.regulators },
      vms: [
        { ...victim, tasks: [{ ...victim.tasks[0]!, memory: chase }] },
        { ...walker, tasks: [{ ...walker.tasks[0]!, memory: stream }] },
      ],
    };
  };
  const slowDown = (lost: Readonly<Record<string, number>>) => 1 + sum(lost, '') / (10 * 4 * ms);

  test('the victim loses about what the rate level says, to the same culprit', () => {
    const [access, rate] = [lostBy(small([], 'access'), 'victim/t'), lostBy(small([], 'rate'), 'victim/t')];
    expect(slowDown(rate)).toBeGreaterThan(1.1);
    expect(Math.abs(slowDown(access) / slowDown(rate) - 1)).toBeLessThan(0.15);
    expect(sum(access, 'contention-cache walker/t')).toBeGreaterThan(0);
    expect(fingerprint(small([], 'access'))).not.toBe(fingerprint(small([], 'rate')));
  });

  test('the same run gives the same records', () => {
    expect(fingerprint(small([], 'access'))).toBe(fingerprint(small([], 'access')));
  });

  test('a full partition: no loss of cache names the walker', () => {
    const shares = { victim: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13], walker: [14, 15] };
    const lost = lostBy(small([{ use: 'way-partition', shares }], 'access'), 'victim/t');
    expect(sum(lost, 'contention-cache walker')).toBe(0);
    expect(sum(lost, '')).toBeLessThan(sum(lostBy(small([], 'access'), 'victim/t'), ''));
  });

  test('a cap on the walker gives the victim time back', () => {
    const cap = { use: 'bandwidth-cap', shares: { walker: 50e6 }, burst: 1024 };
    const [capped, free] = [lostBy(small([cap], 'access'), 'victim/t'), lostBy(small([], 'access'), 'victim/t')];
    expect(sum(capped, '')).toBeLessThan(sum(free, ''));
    const own = lostBy(
      (() => {
        const one = small([cap], 'access');
        const [victim, walker] = one.vms as [(typeof one.vms)[number], (typeof one.vms)[number]];
        const short = { ...walker.tasks[0]!, steps: [{ ...walker.tasks[0]!.steps[0]!, run: fixed(4 * ms) }] };
        return { ...one, vms: [victim, { ...walker, tasks: [short] }] };
      })(),
      'walker/t',
    );
    expect(sum(own, 'walker/t')).toBeGreaterThan(10 * ms);
  });
});
