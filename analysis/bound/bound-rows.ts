/** The table of bounds: each task and chain with its bound, its deadline and the longest that runs showed. Times in ps. */
import type { EcuDescription } from '../../scenarios/ecu.ts';
import type { NoBound } from '../response-time/term.ts';
import { limitingTerm, overload } from '../response-time/term.ts';
import type { BoundRow, LoadFact, SupplyDemand } from './bound-fact.ts';
import { boundChain, type ChainBound } from './chain-bounds.ts';
import type { EcuBounds } from './ecu-bounds.ts';
import type { RunExtremes } from './extremes.ts';
import { type BoundTask, coreTypeOf } from './system.ts';

const nothingSeen: RunExtremes = { responses: new Map(), reactions: new Map(), dataAges: new Map() };

export function boundRows(ecu: EcuDescription, bounds: EcuBounds, seen: RunExtremes = nothingSeen): BoundRow[] {
  return [...taskRows(ecu, bounds, seen), ...ecu.chains.flatMap((chain) => chainRows(ecu, chain, bounds, seen))];
}

function taskRows(ecu: EcuDescription, bounds: EcuBounds, seen: RunExtremes): BoundRow[] {
  const loads = new Map(loadsOf(ecu, bounds).map((load) => [load.of, load]));
  return bounds.system.tasks.map((bounded): BoundRow => {
    const { name, vm, task } = bounded;
    const result = bounds.tasks.get(name)!;
    const required = limitOf(ecu, 'response', name);
    const deadlinePs = smaller(task.deadlinePs, required);
    return {
      kind: 'task',
      subject: name,
      vm: vm.name,
      asil: vm.vm.asil,
      simulatedPs: seen.responses.get(name) ?? null,
      deadlinePs,
      judged:
        task.deadlineWritten ||
        required !== null ||
        ecu.requirements.some((one) => one.use === 'deadline' && one.of === name),
      ...(result.response === null
        ? {
            boundPs: null,
            reason: reasonOf(bounded, result.reason, loads),
            terms: [],
            limiting: null,
            criticalInstant: null,
          }
        : {
            boundPs: result.response,
            reason: null,
            terms: result.terms,
            limiting: limitingTerm(result.terms),
            criticalInstant: result.criticalInstant,
          }),
    };
  });
}

/** An overload with its numbers: which vCPU is asked for more than it has, or that it is the waits. */
function reasonOf({ vcpus, shape }: BoundTask, reason: string, loads: ReadonlyMap<string, LoadFact>): string {
  if (reason !== overload) return reason;
  const percent = (share: number) => `${(100 * share).toFixed(share < 10 ? 1 : 0)} %`;
  for (const { name } of vcpus) {
    const { share, budgetShare } = loads.get(name)!;
    if (share === null || share <= (budgetShare ?? 1)) continue;
    const given = budgetShare === null ? 'a core' : `its budget of ${percent(budgetShare)}`;
    return `vCPU ${name} is asked for ${percent(share)} of ${budgetShare === null ? given : `a core, beyond ${given}`} at worst-case execution times: no bound exists`;
  }
  if ((shape?.waits.length ?? 0) > 0)
    return `its waits count as work here, and with them more is asked than ${vcpus.map(({ name }) => name).join(' and ')} surely gives: the busy window does not end`;
  return reason;
}

function chainRows(
  ecu: EcuDescription,
  chain: EcuDescription['chains'][number],
  bounds: EcuBounds,
  seen: RunExtremes,
): BoundRow[] {
  const found = boundChain(ecu, chain, bounds);
  const row = (kind: 'reaction' | 'data-age', result: ChainBound | NoBound, simulatedPs: number | null): BoundRow => {
    const required = limitOf(ecu, kind, chain.name);
    const asil = ecu.requirements.find(({ of, use }) => of === chain.name && use === kind)?.asil ?? 'QM';
    const common = {
      kind,
      subject: chain.name,
      vm: null,
      asil,
      simulatedPs,
      deadlinePs: required,
      judged: required !== null,
    };
    if (result.response === null)
      return { ...common, boundPs: null, reason: result.reason, terms: [], limiting: null, criticalInstant: null };
    const limiting = [...result.terms].sort((a, b) => b.amount - a.amount)[0] ?? null;
    const criticalInstant = result.exact
      ? 'the worst input of one hyperperiod'
      : 'every stage just misses what was written for it';
    return { ...common, boundPs: result.response, reason: null, terms: result.terms, limiting, criticalInstant };
  };
  return [
    row('reaction', found.reaction, seen.reactions.get(chain.name) ?? null),
    row('data-age', found.dataAge, seen.dataAges.get(chain.name) ?? null),
  ];
}

/** Tightest limit that a requirement sets on the maximum of a subject. */
function limitOf(ecu: EcuDescription, use: string, of: string): number | null {
  return ecu.requirements.reduce<number | null>(
    (least, one) => (one.use === use && one.of === of && one.statistic === 'max' ? smaller(least, one.max) : least),
    null,
  );
}

function smaller(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}

/** Worst-case load of every vCPU and core. */
export function loadsOf(ecu: EcuDescription, bounds: EcuBounds): LoadFact[] {
  const shareOf = new Map<string, number | null>();
  const vcpus = bounds.system.vms.flatMap((vm) => vm.vcpus);
  const loads: LoadFact[] = vcpus.map(({ name, vcpu, tasks }) => {
    let share: number | null = 0;
    for (const task of tasks) {
      const { model } = bounds.models.get(task.name)!;
      if (model === null || !(task.costPs < Number.POSITIVE_INFINITY)) share = null;
      else if (share !== null && model.rate.per !== Number.POSITIVE_INFINITY)
        share += (task.costPs * model.rate.events) / model.rate.per / task.vcpus.length;
    }
    shareOf.set(name, share);
    const budgetShare = vcpu.budgetPs === null || vcpu.periodPs === null ? null : vcpu.budgetPs / vcpu.periodPs;
    return { of: name, level: 'vcpu', share, budgetShare };
  });
  const cores = ecu.soc.cores.reduce((sum, { count }) => sum + count, 0);
  for (let pcpu = 0; pcpu < cores; pcpu += 1) {
    const here = vcpus.filter(({ pcpus }) => pcpus.includes(pcpu));
    if (here.length === 0) continue;
    let share: number | null = 0;
    for (const { name, pcpus, vcpu } of here) {
      const asked = shareOf.get(name)!;
      const budget = vcpu.budgetPs === null || vcpu.periodPs === null ? null : vcpu.budgetPs / vcpu.periodPs;
      const most = asked === null ? budget : budget === null ? asked : Math.min(asked, budget);
      share = share === null || most === null ? null : share + most / pcpus.length;
    }
    loads.push({ of: `pcpu${pcpu} (${coreTypeOf(ecu, pcpu)})`, level: 'pcpu', share, budgetShare: null });
  }
  return loads;
}

const pointsMax = 48;

/** Supply and demand of each vCPU over three periods of its budget, or of its longest task. */
export function supplyDemand(bounds: EcuBounds): SupplyDemand[] {
  return bounds.system.vms.flatMap((vm) =>
    vm.vcpus.map(({ name, vcpu, tasks }): SupplyDemand => {
      const supplied = bounds.supplies.get(name)!;
      const models = tasks.flatMap((task) => {
        const { model } = bounds.models.get(task.name)!;
        return model === null || !(task.costPs < Number.POSITIVE_INFINITY) ? [] : [{ model, costPs: task.costPs }];
      });
      const common = { vm: vm.name, vcpu: vcpu.name };
      if (supplied.supply === null) return { ...common, supply: supplied.reason, share: null, points: [] };
      const { supply, interferers } = supplied;
      const spanPs = 3 * (vcpu.periodPs ?? Math.max(1e9, ...tasks.map(({ task }) => task.deadlinePs ?? 0)));
      const points = Array.from({ length: pointsMax + 1 }, (_, step) => {
        const windowPs = Math.floor((spanPs * step) / pointsMax);
        const firstPs = interferers.reduce((sum, { demand }) => sum + demand(windowPs), 0);
        return {
          windowPs,
          leastPs: Math.max(0, Math.floor(supply.least(windowPs)) - firstPs),
          demandPs: models.reduce((sum, { model, costPs }) => sum + model.etaPlus(windowPs) * costPs, 0),
        };
      });
      return { ...common, supply: supply.describe, share: supply.share, points };
    }),
  );
}
