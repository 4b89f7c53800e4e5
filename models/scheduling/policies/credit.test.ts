/** Rules 1 to 8 of Xen's credit, each on the smallest machine that shows it. Source of the rules: Xen 4.17 credit.c. */
import { expect, test } from 'vitest';
import type { Policy } from '../policy.ts';
import { heldPs, hog, jobs, periodic, runToy, scheduleText, type ToyUnit, waker } from '../toy-machine.test-support.ts';
import { credit } from './credit.ts';

const ms = 1e9;
interface State {
  credits: number;
  priority: string;
  active: boolean;
}
const stateOf = (policy: Policy, u: number): State => (policy as unknown as { stateOf(u: number): State }).stateOf(u);

function states(units: ToyUnit[], u: number, horizonPs: number, processors = 1): Map<number, State> {
  const seen = new Map<number, State>();
  const observe = (policy: Policy, nowPs: number) => seen.set(nowPs / ms, stateOf(policy, u));
  runToy(credit, units, { horizonPs, processors, observe });
  return seen;
}
const schedule = (units: ToyUnit[], horizonPs: number, processors = 1) =>
  scheduleText(runToy(credit, units, { horizonPs, processors }).runs);

test('credit 1: one priority is first in, first out; a unit out of credits waits for one that has some', () => {
  expect(schedule([{ life: hog }, { life: hog }, { life: hog }], 120 * ms)).toBe('0:0-30 1:30-60 2:60-90 0:90-120');
  // Unit 0 earns a third: from 90 to 120 ms and from 150 to 210 ms it is OVER and unit 1 is not.
  expect(schedule([{ life: hog }, { life: hog, weight: 512 }], 240 * ms)).toBe(
    '0:0-30 1:30-60 0:60-90 1:90-120 0:120-150 1:150-210 0:210-240',
  );
});

test('credit 2: 10 credits per ms are burnt, and the remainder is carried', () => {
  const { policy } = runToy(credit, [{ life: hog }], { horizonPs: 34.99 * ms });
  // 300 burnt and 300 earned at 30 ms, 49.9 since.
  expect(stateOf(policy, 0).credits).toBe(-49);
  const pieces = runToy(credit, [{ life: waker(0, ms, 0.15 * ms) }, { life: jobs([]) }], { horizonPs: 9 * ms });
  // Eight runs of 0.15 ms.
  expect(stateOf(pieces.policy, 0).credits).toBe(-12);
});

test('credit 3: the tick turns BOOST into UNDER and brings the unit into the accounting', () => {
  const seen = states([{ life: hog }], 0, 25 * ms);
  expect(seen.get(0)).toMatchObject({ priority: 'boost', active: false });
  expect(seen.get(10)).toMatchObject({ priority: 'under', active: true });
});

test('credit 3: after accounting the next tick sorts the queue: UNDER before OVER', () => {
  // At 60 ms unit 1 turns OVER while it runs; unit 0 waits as UNDER and goes first, also against the later unit 2.
  const units = [{ life: hog }, { life: hog }, { life: jobs([[61 * ms, 40 * ms]]) }];
  expect(schedule(units, 100 * ms)).toBe('0:0-30 1:30-60 0:60-61 2:61-91 0:91-100');
});

test('credit 4: credits are shared out by weight over active VMs', () => {
  const units = [{ life: hog }, { life: hog, weight: 512 }];
  expect(states(units, 0, 61 * ms).get(60)).toEqual({ credits: 100, priority: 'under', active: true });
  expect(states(units, 1, 61 * ms).get(60)).toEqual({ credits: -100, priority: 'over', active: true });
});

test('credit 4: what a capped VM cannot take goes to those after it', () => {
  const units = [{ life: hog }, { life: hog, options: { cap: '25 %' } }];
  // Half of 300 each; 75 of unit 1's 150 are passed on.
  expect(states(units, 0, 61 * ms).get(60)?.credits).toBe(225);
  expect(states(units, 1, 61 * ms).get(60)?.credits).toBe(-225);
});

test('credit 5: a capped unit below minus its cap is parked until it has credits again; the floor is -300', () => {
  const eligibility: string[] = [];
  const observe = (policy: Policy, nowPs: number) => {
    if (nowPs % (30 * ms) === 0) eligibility.push(policy.eligibility(1));
  };
  const units = [{ life: hog }, { life: hog, options: { cap: '25 %' } }];
  const { runs } = runToy(credit, units, { horizonPs: 241 * ms, observe });
  expect(eligibility).toEqual([
    'eligible',
    'eligible',
    'parked',
    'parked',
    'parked',
    'eligible',
    'parked',
    'parked',
    'parked',
  ]);
  // A real Xen repeats 90 ms and 30 ms here.
  expect(scheduleText(runs)).toBe('0:0-30 1:30-60 0:60-150 1:150-180 0:180-241');
  const alone = states([{ life: hog }, { life: hog, weight: 65535 }], 0, 400 * ms);
  expect(Math.min(...[...alone.values()].map((state) => state.credits))).toBeGreaterThanOrEqual(-600);
});

test('credit 5: above 300 credits a unit leaves the accounting with half of them', () => {
  const seen = [...states([{ life: hog }, { life: periodic(5 * ms, 10 * ms, 6 * ms) }], 1, 2000 * ms).values()];
  const seldom = [...states([{ life: hog }, { life: periodic(9.5 * ms, 30 * ms, 1 * ms) }], 1, 2000 * ms).values()];
  expect(Math.max(...seldom.map((state) => state.credits))).toBeLessThanOrEqual(300);
  const left = seldom.findIndex((state, i) => i > 0 && seldom[i - 1]!.active && !state.active);
  // 150 were earned on top of what it had, the sum was above 300, and halved.
  expect(seldom[left]!.credits).toBe(Math.floor((seldom[left - 1]!.credits + 150) / 2));
  expect(seen.some((state) => state.priority === 'over')).toBe(true);
});

test('credit 6: a wake-up with credits goes first, one without waits', () => {
  const wakes = (work: number) => [
    { life: hog },
    {
      life: jobs([
        [0, work * ms],
        [70 * ms, 5 * ms],
      ]),
    },
  ];
  // It used 30 ms: -150 credits at 60 ms, no boost at 70 ms.
  expect(schedule(wakes(30), 100 * ms)).toBe('0:0-30 1:30-60 0:60-90 1:90-95 0:95-100');
  expect(schedule(wakes(1), 100 * ms)).toBe('0:0-30 1:30-31 0:31-70 1:70-75 0:75-100');
});

test('credit 7: a unit that ran less than the rate limit stays; then the one that came first runs for a slice', () => {
  const units = [{ life: hog }, { life: jobs([[20 * ms, ms]]) }, { life: jobs([[21.4 * ms, 2 * ms]]) }];
  // Unit 2 comes 0.4 ms after unit 0 was switched in.
  expect(schedule(units, 30 * ms)).toBe('0:0-20 1:20-21 0:21-22 2:22-24 0:24-30');
});

test('credit 7: a processor that would idle, or run a unit without credits, looks at its peers', () => {
  const units = [{ life: hog, processors: [0] }, { life: hog }, { life: jobs([[0, 5 * ms]]) }];
  const { runs } = runToy(credit, units, { horizonPs: 20 * ms, processors: 2 });
  expect(runs.map((run) => `${run.unit} on ${run.processor}`)).toEqual(
    ['0 on 0', '1 on 1', '2 on 0', '0 on 0'].slice(0, 2),
  );
  const free = runToy(credit, [{ life: hog }, { life: jobs([[0, 3 * ms]]) }, { life: hog }], {
    horizonPs: 20 * ms,
    processors: 2,
  });
  // Unit 1 sleeps at 3 ms: processor 1 takes unit 2 from the queue of processor 0.
  expect(free.runs.map((run) => `${run.unit} on ${run.processor} from ${run.startPs / ms}`)).toEqual([
    '0 on 0 from 0',
    '1 on 1 from 0',
    '2 on 1 from 3',
  ]);
});

test('credit 8: the tick stops on an idle processor and resumes at a multiple of 10 ms', () => {
  const seen = states([{ life: jobs([[13 * ms, 20 * ms]]) }], 0, 40 * ms);
  expect(seen.get(13)?.priority).toBe('boost');
  expect([...seen.keys()]).toEqual([0, 13, 20, 30, 33]);
  expect(seen.get(20)?.priority).toBe('under');
});

test('credit 3, 6: a unit that sleeps over every tick is never accounted and takes five sixths from a hog of equal weight', () => {
  // Zhou, Goel, Desnoyers, Sundaram, "Scheduler vulnerabilities and coordinated attacks in cloud computing", NCA 2011: an
  // attacker that yields just before each tick of 10 ms took up to 98 % of a core of Xen's credit.
  const evader = { life: periodic(0.5 * ms, 10 * ms, 8.5 * ms) };
  // The hog comes later: whoever just came goes on until the next tick.
  const late = { life: jobs([[ms, Number.POSITIVE_INFINITY]]) };
  const { runs, policy } = runToy(credit, [evader, late], { horizonPs: 1000 * ms });
  expect(heldPs(runs, 0, 100 * ms, 1000 * ms) / (900 * ms)).toBeGreaterThan(0.84);
  expect((policy as unknown as { stateOf(u: number): { active: boolean } }).stateOf(0).active).toBe(false);
  // One that is seen by the ticks gets half.
  const honest = runToy(credit, [{ life: periodic(6 * ms, 10 * ms, 8.5 * ms) }, late], {
    horizonPs: 3000 * ms,
  });
  expect(heldPs(honest.runs, 0, 1000 * ms, 3000 * ms) / (2000 * ms)).toBeLessThan(0.6);
});
