/** Rule N1 of Xen's null scheduler. Source of the rule: Xen 4.17 null.c. */
import { expect, test } from 'vitest';
import { hog, runToy, scheduleText } from '../toy-machine.test-support.ts';
import { xenNull } from './xen-null.ts';

const ms = 1e9;

test('N1: a unit gets a free processor when it comes, the next one waits, and a freed processor takes from the queue', () => {
  const units = [{ life: hog }, { life: hog, retireAtPs: 5 * ms }, { life: hog, processors: [0] }, { life: hog }];
  const { runs, policy } = runToy(xenNull, units, { horizonPs: 10 * ms, processors: 2 });
  expect(runs.map((run) => `${run.unit} on ${run.processor}`)).toEqual(['0 on 0', '1 on 1', '3 on 1']);
  expect(scheduleText(runs)).toBe('0:0-10 1:0-5 3:5-10');
  expect(policy.eligibility(2)).toBe('parked');
});
