/**
 * What a scheduling decision costs, for every policy of the shelf, at 4, 64 and 512 runnable units on 4 processors: wall
 * time of a lean machine (`lean-machine.ts`: charges, wake-ups, timers and picks) by number of picks and timers. Best of rounds that
 * take turns over the sizes, in one process; growth is 512 over 4, of which O(log n) explains 4.5 at most.
 *
 * A miss is a policy that grows from 64 to 512 units by more than 3 (O(log n): 1.5, linear: 8) though its original does not.
 */
import { policies } from '../../../models/scheduling/policies.ts';
import type { PolicyDefinition } from '../../../models/scheduling/policy.ts';
import type { Bench } from '../bench.ts';
import { LeanMachine, leanUnits } from './lean-machine.ts';

const sizes = [4, 64, 512] as const;
const processorCount = 4;
const rounds = 9;
const decisionsPerRound = 4000;
const mostGrowth = 3;

/** Originals that walk a list of all waiting units: where, and how it grows there. */
const linearOriginals: Readonly<Record<string, string>> = {
  bvt: 'sched_bvt.c: the run queue is a sorted list',
  credit: 'credit.c: the run queue is a sorted list, accounting walks all units',
  credit2: 'credit2.c: the run queue is a sorted list, a reset walks all units',
  rtds: 'rt.c: run queue and replenishment queue are sorted lists',
  'xen-null': 'null.c: the wait queue is a list that is searched for affinity',
  arinc653: 'arinc653.c: the schedule is searched from its start',
  aps: 'no source is public; the budget of every partition is looked at when its window slides',
};

function nsPerDecision(machine: LeanMachine): number {
  const before = machine.decisions;
  const start = performance.now();
  machine.go(decisionsPerRound);
  const made = machine.decisions - before;
  return made === 0 ? Number.NaN : ((performance.now() - start) * 1e6) / made;
}

/** ns per decision by size; null where the policy does not admit so many units. */
export function measurePolicy(definition: PolicyDefinition, roundCount = rounds): (number | null)[] {
  const options = definition.parameters.parse({}) as never;
  const machines = sizes.map((size) => {
    const problems = definition.admission?.(leanUnits(definition, size, processorCount), processorCount, options) ?? [];
    return problems.length > 0 ? null : new LeanMachine(definition, size, processorCount);
  });
  for (const machine of machines) machine?.go(decisionsPerRound);
  const found = machines.map((): number[] => []);
  for (let round = 0; round < roundCount; round += 1)
    machines.forEach((machine, i) => {
      if (machine !== null) found[i]!.push(nsPerDecision(machine));
    });
  return found.map((values) => (values.length === 0 ? null : Math.min(...values)));
}

/** Why it does not admit the largest number of units, or null. */
function refusalOf(definition: PolicyDefinition): string | null {
  const options = definition.parameters.parse({}) as never;
  const units = leanUnits(definition, sizes.at(-1)!, processorCount);
  return definition.admission?.(units, processorCount, options)[0]?.message ?? null;
}

export const policyDecisions: Bench = {
  summary: 'ns per scheduling decision of every policy at 4, 64 and 512 runnable units',
  async run(say) {
    const missed: string[] = [];
    const cell = (ns: number | null | undefined) => (ns == null ? '-' : ns.toFixed(0)).padStart(8);
    say(`${''.padEnd(20)}${sizes.map((size) => String(size).padStart(8)).join('')}${'growth'.padStart(9)}  original`);
    for (const [name, definition] of Object.entries(policies) as [string, PolicyDefinition][]) {
      const found = measurePolicy(definition);
      const [least, middle, most] = found;
      const growth = least == null || most == null ? null : most / least;
      const reason = linearOriginals[name];
      const note = most == null ? (refusalOf(definition) ?? '') : (reason ?? '');
      say(`${name.padEnd(20)}${found.map(cell).join('')}${(growth?.toFixed(1) ?? '-').padStart(9)}  ${note}`);
      if (middle != null && most != null && most / middle > mostGrowth && reason === undefined)
        missed.push(
          `${name}: ${most.toFixed(0)} ns at 512, ${middle.toFixed(0)} ns at 64 units; its original is O(log n)`,
        );
    }
    return missed;
  },
};
