/** Checks of the neutral parameters that several policies share. Messages have the words of an ECU file; times in ps. */
import type { AdmissionProblem, UnitSpec } from './policy.ts';

/** `9.5 ms` for people: the largest unit with at most three decimals. */
export function timeText(ps: number): string {
  for (const [unit, size] of [
    ['s', 1e12],
    ['ms', 1e9],
    ['us', 1e6],
    ['ns', 1e3],
  ] as const) {
    if (ps >= size && (ps * 1000) % size === 0) return `${ps / size} ${unit}`;
  }
  return `${ps} ps`;
}

/** Preferred processors exist (`soft_affinity` of Xen's policies). */
export function softAffinityProblems(units: readonly UnitSpec[], processorCount: number): AdmissionProblem[] {
  return units.flatMap(({ options }, unit) =>
    (options as { soft_affinity: readonly number[] }).soft_affinity.flatMap((p, i) => {
      if (p < processorCount) return [];
      const help = `there are ${processorCount}, counted from 0 inside the pool`;
      return [{ unit, key: `soft_affinity.${i}`, message: `there is no processor ${p}`, help }];
    }),
  );
}

/** Budget and period make sense together; with `required`, both must be there. */
export function budgetProblems(units: readonly UnitSpec[], required = false): AdmissionProblem[] {
  const problems: AdmissionProblem[] = [];
  units.forEach(({ budgetPs, periodPs }, unit) => {
    if (budgetPs === null || periodPs === null) {
      if (!required) return;
      const key = budgetPs === null ? 'budget' : 'period';
      problems.push({ unit, key, message: `needs a ${key} under this policy`, help: 'write budget and period' });
    } else if (periodPs <= 0) {
      problems.push({ unit, key: 'period', message: 'period must be longer than 0' });
    } else if (budgetPs <= 0) {
      problems.push({ unit, key: 'budget', message: 'budget must be longer than 0' });
    } else if (budgetPs > periodPs) {
      const message = `budget ${timeText(budgetPs)} is larger than the period ${timeText(periodPs)}`;
      problems.push({ unit, key: 'budget', message });
    }
  });
  return problems;
}

export function weightProblems(units: readonly UnitSpec[], min: number, max: number): AdmissionProblem[] {
  const problems: AdmissionProblem[] = [];
  units.forEach(({ weight }, unit) => {
    if (weight >= min && weight <= max) return;
    problems.push({ unit, key: 'weight', message: `weight ${weight} is not in ${min} to ${max}` });
  });
  return problems;
}

export function priorityProblems(units: readonly UnitSpec[], min: number, max: number): AdmissionProblem[] {
  const problems: AdmissionProblem[] = [];
  units.forEach(({ priority }, unit) => {
    if (priority >= min && priority <= max) return;
    problems.push({ unit, key: 'priority', message: `priority ${priority} is not in ${min} to ${max}` });
  });
  return problems;
}

/** Of Linux's real-time classes: 1 to 99. 0 is what a unit has that was given none; it counts as the least. */
export const realTimePriority = ({ priority }: UnitSpec): number => Math.max(1, priority);

/** Linux: `include/linux/sched/prio.h`, MAX_RT_PRIO 100. */
export function realTimePriorityProblems(units: readonly UnitSpec[]): AdmissionProblem[] {
  return units.flatMap((spec, unit) => {
    const priority = realTimePriority(spec);
    if (priority <= 99) return [];
    return [
      { unit, key: 'priority', message: `priority ${priority} is not in 1 to 99`, help: 'include/linux/sched/prio.h' },
    ];
  });
}
