/**
 * Task sets for theory and the ECU that runs them: one guest without a kernel on one core of its own, no costs. The
 * descriptions are built in memory (reading a file per set would cost more than the run). Times are integer picoseconds.
 *
 * Families of periods, each with a small hyperperiod: ten values as textbooks have them, automotive ones (Kramer, Ziegenbein
 * and Hamann, WATERS 2015, without 1 s), doubling ones, coprime ones, and ones that each divide the next.
 */
import fc from 'fast-check';
import { recordKinds } from '../../../models/records.ts';
import { ecu, fixed, periodic, task, vm } from '../../../scenarios/ecu.test-support.ts';
import type { EcuDescription } from '../../../scenarios/ecu.ts';
import { run } from '../../../scenarios/run.ts';

export const ms = 1e9;

export interface SetTask {
  readonly executionPs: number;
  readonly periodPs: number;
  readonly deadlinePs: number;
}

export interface TaskSet {
  readonly family: string;
  readonly hyperperiodMs: number;
  /** The most urgent first. */
  readonly tasks: readonly SetTask[];
}

/** Periods and hyperperiod in ms. */
export const families: Readonly<Record<string, { readonly periods: readonly number[]; readonly hyperperiod: number }>> =
  {
    textbook: { periods: [2, 3, 4, 5, 6, 8, 10, 12, 15, 20], hyperperiod: 120 },
    automotive: { periods: [1, 2, 5, 10, 20, 50, 100, 200], hyperperiod: 200 },
    doubling: { periods: [1, 2, 4, 8, 16, 32, 64, 128], hyperperiod: 128 },
    coprime: { periods: [4, 5, 7], hyperperiod: 140 },
    dividing: { periods: [6, 18, 36, 180], hyperperiod: 180 },
  };

const drawn = (family: string, mostTasks: number) =>
  fc.array(
    fc.record({ period: fc.constantFrom(...families[family]!.periods), share: fc.integer({ min: 1, max: 1000 }) }),
    { minLength: 2, maxLength: mostTasks, size: 'max' },
  );

/** Utilisation of at most `most` millionths, in implicit deadlines; execution times are multiples of `grainPs`. */
function scaled(
  parts: readonly { readonly period: number; readonly share: number }[],
  millionths: number,
  grainPs: number,
): SetTask[] {
  const total = parts.reduce((sum, { share }) => sum + share, 0);
  return parts.map(({ period, share }) => {
    const periodPs = period * ms;
    const grains = Math.floor((period * 1000 * share * millionths) / total / grainPs);
    return { periodPs, executionPs: Math.max(1, grains) * grainPs, deadlinePs: periodPs };
  });
}

/** 2 to `mostTasks` tasks with a utilisation below 1; execution times of any picosecond. */
export function taskSets(mostTasks: number): fc.Arbitrary<TaskSet> {
  return fc.constantFrom(...Object.keys(families)).chain((family) =>
    fc.tuple(drawn(family, mostTasks), fc.integer({ min: 300_000, max: 995_000 })).map(([parts, millionths]) => ({
      family,
      hyperperiodMs: families[family]!.hyperperiod,
      tasks: scaled(parts, millionths, 1),
    })),
  );
}

/** Utilisation exactly 1: the last task takes what the others leave of the hyperperiod, to the picosecond. */
export function fullTaskSets(mostTasks: number): fc.Arbitrary<TaskSet> {
  return fc.constantFrom(...Object.keys(families)).chain((family) => {
    const { periods, hyperperiod } = families[family]!;
    return fc
      .tuple(drawn(family, mostTasks - 1), fc.integer({ min: 300_000, max: 990_000 }), fc.constantFrom(...periods))
      .map(([parts, millionths, lastMs]) => {
        // In grains of as many picoseconds as the hyperperiod has milliseconds, any rest can be shared out among all jobs.
        const tasks = scaled(parts, millionths, hyperperiod);
        const restPs = hyperperiod * ms - tasks.reduce((sum, task) => sum + demandPs(task, hyperperiod * ms), 0);
        const last = { executionPs: restPs / (hyperperiod / lastMs), periodPs: lastMs * ms, deadlinePs: lastMs * ms };
        return { family, hyperperiodMs: hyperperiod, tasks: [...tasks, last] };
      });
  });
}

/** Execution time of all jobs of `task` in `windowPs`, a multiple of its period. */
export function demandPs({ executionPs, periodPs }: SetTask, windowPs: number): number {
  return executionPs * (windowPs / periodPs);
}

export function setEcu(tasks: readonly SetTask[], policy: 'fixed-priority' | 'edf'): EcuDescription {
  return ecu({
    vms: [
      vm('guest', {
        kernel: { use: 'bare', policy, preemptive: true },
        tasks: tasks.map(({ executionPs, periodPs, deadlinePs }, index) =>
          task(nameOf(index), {
            activation: periodic(periodPs),
            deadlinePs,
            priority: tasks.length - index,
            run: fixed(executionPs),
          }),
        ),
      }),
    ],
  });
}

/** Names sort as the tasks stand. */
export function nameOf(index: number): string {
  return `t${String(index).padStart(2, '0')}`;
}

export interface Responses {
  /** Longest response of the finished jobs, by task in the order of the set. */
  readonly worstPs: readonly number[];
  readonly finished: readonly number[];
  /** Jobs that finished after their deadline, and those that had not finished at a deadline before the horizon. */
  readonly missed: number;
}

export function responsesOf(tasks: readonly SetTask[], policy: 'fixed-priority' | 'edf', horizonPs: number): Responses {
  const worstPs = tasks.map(() => 0);
  const finished = tasks.map(() => 0);
  let missed = 0;
  const { recording } = run(setEcu(tasks, policy), {
    seed: 1,
    horizonPs,
    ledger: false,
    fingerprint: false,
    keep: (kind) => kind === recordKinds.finish,
  });
  recording.trace.forEach({
    record(_kind, _atPs, subject, _item, _object, value) {
      const index = Number(recording.entities[subject]!.name.slice(-2));
      worstPs[index] = Math.max(worstPs[index]!, value);
      finished[index]! += 1;
      if (value > tasks[index]!.deadlinePs) missed += 1;
    },
  });
  tasks.forEach(({ periodPs, deadlinePs }, index) => {
    const due = horizonPs < deadlinePs ? 0 : Math.floor((horizonPs - deadlinePs) / periodPs) + 1;
    missed += Math.max(0, due - finished[index]!);
  });
  return { worstPs, finished, missed };
}
