/** Rules of QNX's adaptive partitioning. Source of the rules: QNX documentation. */
import { expect, test } from 'vitest';
import { admissionOf, heldPs, hog, jobs, runToy, type ToyUnit } from '../toy-machine.test-support.ts';
import { aps } from './aps.ts';

const ms = 1e9;
const part = (group: number, percent: number, priority: number, more: Partial<ToyUnit> = {}): ToyUnit => ({
  life: hog,
  group,
  priority,
  budgetPs: percent * ms,
  periodPs: 100 * ms,
  ...more,
});

test('QNX adaptive partitioning: under load each partition gets its share of any window, whatever its priority', () => {
  const { runs } = runToy(aps, [part(0, 30, 1), part(1, 50, 9), part(2, 20, 5)], { horizonPs: 1000 * ms });
  for (let start = 100; start <= 900; start += 37) {
    for (const [u, share] of [30, 50, 20].entries()) {
      expect(heldPs(runs, u, start * ms, (start + 100) * ms) / ms).toBeGreaterThanOrEqual(share - 2);
      expect(heldPs(runs, u, start * ms, (start + 100) * ms) / ms).toBeLessThanOrEqual(share + 2);
    }
  }
});

test('QNX adaptive partitioning: spare time goes to the highest priority of any partition, as extra time', () => {
  const { runs } = runToy(aps, [part(0, 30, 1), part(1, 30, 9), part(2, 40, 5, { life: jobs([]) })], {
    horizonPs: 1000 * ms,
  });
  expect(heldPs(runs, 0, 200 * ms) / (800 * ms)).toBeCloseTo(0.3, 2);
  expect(heldPs(runs, 1, 200 * ms) / (800 * ms)).toBeCloseTo(0.7, 2);
  // Spare time is billed too, so partition 1 is above its budget in every window.
  expect(heldPs(runs, 1, 200 * ms, 1000 * ms, false)).toBe(0);
});

test('QNX critical threads: run without budget on the critical budget, and are bankrupt after', () => {
  const critical = { critical: true, critical_budget: '10 ms' };
  const units = [part(0, 10, 9, { options: critical }), part(1, 90, 5)];
  const { runs, policy } = runToy(aps, units, { horizonPs: 100 * ms });
  // 10 ms of budget, 10 ms critical, then it waits although it is the most urgent.
  expect(heldPs(runs, 0) / ms).toBe(20);
  expect((policy as unknown as { isBankrupt(group: number): boolean }).isBankrupt(0)).toBe(true);
  const plain = runToy(aps, [part(0, 10, 9), part(1, 90, 5)], { horizonPs: 100 * ms });
  expect(heldPs(plain.runs, 0) / ms).toBe(10);
});

test('QNX bankruptcy: cancel-budget takes the critical budget away for good', () => {
  const units = [part(0, 10, 9, { options: { critical: true, critical_budget: '10 ms' } }), part(1, 90, 5)];
  const later = (bankruptcy: string) =>
    heldPs(runToy(aps, units, { horizonPs: 1000 * ms, options: { bankruptcy } }).runs, 0, 500 * ms) / (500 * ms);
  expect(later('cancel-budget')).toBeCloseTo(0.1, 2);
  expect(later('basic')).toBeGreaterThan(0.15);
});

test('QNX same row: whole percents, windows of 8 to 400 ms, at most 32 partitions', () => {
  expect(admissionOf(aps, [part(0, 60, 0), part(1, 60, 0)])).toMatchObject([
    { key: 'budget', message: "the partitions' shares add up to 120 %" },
  ]);
  for (const window of ['7 ms', '401 ms'])
    expect(aps.parameters.safeParse({ window }).error?.issues).toMatchObject([{ path: ['window'] }]);
  expect(
    admissionOf(
      aps,
      Array.from({ length: 33 }, (_, group) => part(group, 1, 0)),
    ),
  ).toMatchObject([{ key: 'vms' }]);
});
