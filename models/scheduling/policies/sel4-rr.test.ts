/** seL4 without MCS, and Fiasco's quantum: priorities and turns. Sources: seL4 thread.c; Fiasco src/Kconfig. */
import { expect, test } from 'vitest';
import { admissionOf, hog, jobs, runToy, scheduleText, type ToyUnit } from '../toy-machine.test-support.ts';
import { fiasco } from './fiasco.ts';
import { sel4Rr } from './sel4-rr.ts';

const ms = 1e9;
const three: ToyUnit[] = [
  { life: hog, priority: 3 },
  { life: hog, priority: 3 },
  { life: jobs([[13 * ms, 2 * ms]]), priority: 7 },
];

test('seL4 without MCS: turns of five 2 ms ticks; a pre-empted thread goes to the head with the ticks it has left', () => {
  expect(scheduleText(runToy(sel4Rr, three, { horizonPs: 40 * ms }).runs)).toBe(
    '0:0-10 1:10-13 2:13-15 1:15-22 0:22-32 1:32-40',
  );
});

test('seL4 without MCS: only ticks are counted, so a thread switched in just before one pays for all of it', () => {
  const units: ToyUnit[] = [{ life: jobs([[1.9 * ms, 100 * ms]]) }, { life: jobs([[1.95 * ms, 100 * ms]]) }];
  expect(scheduleText(runToy(sel4Rr, units, { horizonPs: 25 * ms }).runs)).toBe('0:1.9-10 1:10-20 0:20-25');
});

test('Fiasco: a quantum of exactly 10 ms among equals; a pre-empted thread keeps the rest of its quantum', () => {
  expect(scheduleText(runToy(fiasco, three, { horizonPs: 42 * ms }).runs)).toBe(
    '0:0-10 1:10-13 2:13-15 1:15-22 0:22-32 1:32-42',
  );
});

test.each([sel4Rr, fiasco])('$name has priorities 0 to 255', (definition) => {
  expect(
    admissionOf(definition, [
      { life: hog, priority: 255 },
      { life: hog, priority: 256 },
    ]),
  ).toMatchObject([{ unit: 1, key: 'priority' }]);
});
