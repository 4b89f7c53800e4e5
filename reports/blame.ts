/**
 * Sums over the ledger: who has which share of whose response time, per VM (for the matrix) and per task (for causes in
 * sentences). Only sums and orders; who is charged was decided by the ledger itself.
 */
import type { LedgerFact, RunFacts } from '../analysis/fact.ts';
import { type CauseFamily, familyOf } from '../models/records.ts';
import type { BlameMatrix } from './chart/blame-matrix.ts';
import type { CauseShares } from './chart/cause-bars.ts';
import { byName, type Colours } from './palette.ts';

const mostVms = 12;
const mostDevices = 4;

/** The culprit's column: its VM, or what it is when it has none. */
function columnOf(fact: LedgerFact): string {
  return fact.culpritVm ?? fact.culprit;
}

/** Victims and culprits by ASIL, then name; then hypervisor, schedules and devices. Over 12 VMs the 10 largest stay. */
export function matrixOf(facts: RunFacts, colours: Colours): BlameMatrix {
  const keptVms = keptOf(facts, colours);
  const others = [
    ...new Set(facts.ledger.filter(({ culpritVm }) => culpritVm === null).map(({ culprit }) => culprit)),
  ].sort((a, b) => Number(b === 'hypervisor') - Number(a === 'hypervisor') || byName(a, b));
  const named = others.slice(0, mostDevices);
  const folded = others.length > named.length || keptVms.length < colours.vms.length;
  const culprits = [
    ...keptVms.map(({ vm, asil, slot }) => ({ name: vm, asil, slot })),
    ...named.map((name) => ({ name, asil: null, slot: colours.slotOf(null, name) })),
    ...(folded ? [{ name: 'others', asil: null, slot: 'd' }] : []),
  ];
  const column = new Map(culprits.map(({ name }, index) => [name, index]));
  const cells = keptVms.map(() => culprits.map(() => 0));
  const row = new Map(keptVms.map(({ vm }, index) => [vm, index]));
  for (const fact of facts.ledger) {
    const victim = row.get(fact.victimVm);
    if (victim !== undefined) cells[victim]![column.get(columnOf(fact)) ?? culprits.length - 1]! += fact.ps;
  }
  const victims = keptVms.map(({ vm, asil, slot }, index) => ({
    vm,
    asil,
    slot,
    sumPs: cells[index]!.reduce((sum, ps) => sum + ps, 0),
  }));
  return { victims, culprits, cells };
}

function keptOf(facts: RunFacts, colours: Colours): Colours['vms'] {
  if (colours.vms.length <= mostVms) return colours.vms;
  const sums = new Map(facts.vms.map(({ vm, responseSumPs }) => [vm, responseSumPs]));
  const largest = [...colours.vms]
    .sort((a, b) => (sums.get(b.vm) ?? 0) - (sums.get(a.vm) ?? 0) || byName(a.vm, b.vm))
    .slice(0, 10);
  return colours.vms.filter((vm) => largest.includes(vm));
}

/** A task that takes time from another task of any guest. */
export interface TaskShare {
  readonly victim: string;
  readonly culprit: string;
  /** Of the victim's summed response time. */
  readonly share: number;
}

/** Which culprit (task, vCPU, hypervisor, device) has which share of another task's time; the largest first, from 0.05 %. */
export function largestWithin({ ledger }: RunFacts): TaskShare[] {
  const sums = new Map<string, number>();
  const pairs = new Map<string, { readonly victim: string; readonly culprit: string; ps: number }>();
  for (const { victim, culprit, ps } of ledger) {
    sums.set(victim, (sums.get(victim) ?? 0) + ps);
    if (culprit === victim) continue;
    const key = `${victim}\n${culprit}`;
    const pair = pairs.get(key) ?? { victim, culprit, ps: 0 };
    pair.ps += ps;
    pairs.set(key, pair);
  }
  return [...pairs.values()]
    .map(({ victim, culprit, ps }) => ({ victim, culprit, share: ps === 0 ? 0 : ps / sums.get(victim)! }))
    .filter(({ share }) => share >= 0.0005)
    .sort((a, b) => b.share - a.share || byName(a.victim, b.victim) || byName(a.culprit, b.culprit));
}

export function causeSharesOf(facts: RunFacts, colours: Colours): CauseShares[] {
  return colours.vms.slice(0, mostVms).map(({ vm }) => {
    const perFamily: Record<CauseFamily, number> = {
      own: 0,
      queued: 0,
      'not-allowed': 0,
      slowed: 0,
      overhead: 0,
      device: 0,
    };
    for (const { victimVm, cause, ps } of facts.ledger) if (victimVm === vm) perFamily[familyOf[cause]] += ps;
    return { vm, perFamily, sumPs: Object.values(perFamily).reduce((sum, ps) => sum + ps, 0) };
  });
}

/** The largest charge to any of the tasks that is not their own execution, or null. */
export function largestCause(facts: RunFacts, tasks: readonly string[]): LedgerFact | null {
  const charges = facts.ledger.filter(({ victim, cause }) => cause !== 'own-execution' && tasks.includes(victim));
  return charges.reduce<LedgerFact | null>(
    (largest, one) => (largest === null || one.ps > largest.ps ? one : largest),
    null,
  );
}

/** The largest share that a QM culprit (or, if none, any other VM) has of another VM's time, or null. */
export function worstInterference(
  matrix: BlameMatrix,
): { readonly victim: string; readonly culprit: string; readonly share: number; readonly framed: boolean } | null {
  const found = matrix.victims.flatMap((victim, row) =>
    matrix.culprits.flatMap((culprit, column) => {
      const ps = matrix.cells[row]![column]!;
      if (culprit.asil === null || culprit.name === victim.vm || ps === 0) return [];
      return [
        {
          victim: victim.vm,
          culprit: culprit.name,
          share: ps / victim.sumPs,
          framed: culprit.asil === 'QM' && victim.asil !== 'QM',
        },
      ];
    }),
  );
  found.sort(
    (a, b) =>
      Number(b.framed) - Number(a.framed) ||
      b.share - a.share ||
      byName(a.victim, b.victim) ||
      byName(a.culprit, b.culprit),
  );
  return found[0] ?? null;
}
