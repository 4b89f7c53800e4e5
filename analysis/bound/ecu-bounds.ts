/**
 * Bounds of every task of an ECU: the fixed point over all guests. Response times make the jitter of those whom a task
 * activates and of what its waits interrupt; starting from the least responses they only grow, until nothing changes or a
 * bound is given up. Shares no code with the models. Times in ps.
 */
import type { EcuDescription } from '../../scenarios/ecu.ts';
import { delayed } from '../event-model/event-model.ts';
import { type Interferer, interferenceOf } from '../response-time/busy-window.ts';
import { supplies, supplyOf } from '../response-time/supplies.ts';
import { type BoundResult, noBound } from '../response-time/term.ts';
import { notSupplied, type SupplyResult, type SupplyUnit } from '../response-time/vcpu-supply.ts';
import { ownWaitsPs, queuedWork, waitsOf } from './accelerator-waits.ts';
import { type Activated, activationModels, type Responses } from './activation-model.ts';
import { boundOfTask } from './guest-bounds.ts';
import { coreDebts, eventsOf, guestDebts, type MechanismEvent } from './mechanism.ts';
import { type BoundSystem, type BoundTask, type BoundVcpu, systemOf } from './system.ts';

export interface EcuBounds {
  readonly system: BoundSystem;
  /** By `vm/task`, in the order of the description. */
  readonly tasks: ReadonlyMap<string, BoundResult>;
  readonly models: ReadonlyMap<string, Activated>;
  /** By `vm/vcpu`. */
  readonly supplies: ReadonlyMap<string, SupplyResult>;
  readonly rounds: number;
}

const roundsMax = 64;

const policiesOfOwnCores: readonly string[] = supplies['own-processor'].policies;

/** Responses are given up beyond this: a hundred of the longest distances or deadlines, at least 10 s. */
function longestOf({ tasks }: BoundSystem): number {
  let longestPs = 1e11;
  for (const { task } of tasks) {
    for (const key of ['period', 'gap']) {
      const value = task.activation[key];
      if (typeof value === 'number') longestPs = Math.max(longestPs, value);
    }
    longestPs = Math.max(longestPs, task.deadlinePs ?? 0);
  }
  return Math.min(100 * longestPs, 4e15);
}

export function boundEcu(ecu: EcuDescription): EcuBounds {
  const system = systemOf(ecu);
  const longestPs = longestOf(system);
  let responses: Responses = new Map(system.tasks.map(({ name, leastPs }) => [name, leastPs]));
  let round = boundRound(system, responses, longestPs);
  const depends = system.tasks.some(
    ({ task, shape }) =>
      task.activation.use === 'after' || (shape?.waits.length ?? 0) + (shape?.sections.length ?? 0) > 0,
  );
  for (let rounds = 1; ; rounds += 1) {
    const next = new Map([...round.tasks].map(([name, { response }]) => [name, response] as const));
    const grown = [...next].filter(([name, response]) => response !== responses.get(name));
    if (grown.length === 0 || !depends) return { system, ...round, rounds };
    // Who still grows after so many rounds grows for ever.
    if (rounds >= roundsMax) for (const [name] of grown) next.set(name, null);
    if (rounds > 2 * roundsMax + system.tasks.length) return { system, ...nothingSettled(round), rounds };
    // A bound that was given up once stays given up.
    for (const [name, response] of responses) if (response === null) next.set(name, null);
    const settled = [...next].every(([name, response]) => response === responses.get(name));
    responses = next;
    if (settled) return { system, ...givenUp(round, responses), rounds };
    round = boundRound(system, responses, longestPs);
  }
}

type Round = Omit<EcuBounds, 'system' | 'rounds'>;

function givenUp(round: Round, responses: Responses): Round {
  return {
    ...round,
    tasks: new Map(
      [...round.tasks].map(([name, result]) => [
        name,
        result.response !== null && responses.get(name) === null
          ? noBound('response times feed each other and do not settle')
          : result,
      ]),
    ),
  };
}

function nothingSettled(round: Round): Round {
  return {
    ...round,
    tasks: new Map([...round.tasks.keys()].map((name) => [name, noBound('response times do not settle')])),
  };
}

function boundRound(system: BoundSystem, responses: Responses, longestPs: number): Round {
  const models = activationModels(system, responses);
  const events = new Map<BoundVcpu, readonly MechanismEvent[] | string>();
  for (const { vcpus } of system.vms)
    for (const vcpu of vcpus) events.set(vcpu, eventsOf(system, vcpu, models, responses));
  const debts = new Map<BoundVcpu, readonly Interferer[]>();
  for (const [vcpu, found] of events) debts.set(vcpu, typeof found === 'string' ? [] : guestDebts(found));
  const supplied = suppliesOf(system, models, responses, events, debts);
  const waitsPs = waitsOf(system, models, responses);
  const problem = {
    supplies: supplied,
    debts,
    models,
    responses,
    waitsPs,
    queued: (task: BoundTask) => ({ ownPs: ownWaitsPs(task), work: queuedWork(system, task, models, responses) }),
    longestPs,
  };
  const tasks = new Map(system.tasks.map((task) => [task.name, boundOfTask(task, problem)]));
  return { tasks, models, supplies: new Map([...supplied].map(([vcpu, one]) => [vcpu.name, one])) };
}

/** vCPUs that can delay each other on some core, directly or through others. */
function neighbourhoods(vcpus: readonly BoundVcpu[]): BoundVcpu[][] {
  const groups: { pcpus: Set<number>; vcpus: BoundVcpu[] }[] = [];
  for (const vcpu of vcpus) {
    const touched = groups.filter(({ pcpus }) => vcpu.pcpus.some((pcpu) => pcpus.has(pcpu)));
    const joined = { pcpus: new Set(vcpu.pcpus), vcpus: [vcpu] };
    for (const group of touched) {
      groups.splice(groups.indexOf(group), 1);
      for (const pcpu of group.pcpus) joined.pcpus.add(pcpu);
      joined.vcpus.unshift(...group.vcpus);
    }
    groups.push(joined);
  }
  return groups.map((group) => group.vcpus);
}

function suppliesOf(
  system: BoundSystem,
  models: ReadonlyMap<string, Activated>,
  responses: Responses,
  events: ReadonlyMap<BoundVcpu, readonly MechanismEvent[] | string>,
  debts: ReadonlyMap<BoundVcpu, readonly Interferer[]>,
): ReadonlyMap<BoundVcpu, SupplyResult> {
  const { hypervisor } = system.ecu;
  const found = new Map<BoundVcpu, SupplyResult>();
  const rank = (name: string) => {
    const place = hypervisor.creationOrder.indexOf(name);
    return place === -1 ? hypervisor.creationOrder.length : place;
  };
  for (const pool of hypervisor.pools) {
    const vms = system.vms.filter(({ vm }) => vm.pool === pool.name);
    const inOrder = [...vms].sort((a, b) => rank(a.name) - rank(b.name) || vms.indexOf(a) - vms.indexOf(b));
    const vcpus = inOrder.flatMap((vm) => vm.vcpus);
    const units = new Map(
      vcpus.map((vcpu) => [vcpu, unitOf(vcpu, pool.policy, hypervisor.wfi === 'native', models, responses, debts)]),
    );
    const options = pool.perPolicy[pool.policy] ?? {};
    // Who has a core of its own shares nothing with its neighbours.
    const alone = policiesOfOwnCores.includes(pool.policy);
    for (const group of alone ? vcpus.map((vcpu) => [vcpu]) : neighbourhoods(vcpus)) {
      const broken = group.map((vcpu) => events.get(vcpu)!).find((found) => typeof found === 'string');
      if (typeof broken === 'string') {
        for (const vcpu of group)
          found.set(vcpu, notSupplied(`what its core owes to the hypervisor has no bound: ${broken}`));
        continue;
      }
      const overheads = coreDebts(
        system,
        group,
        events as ReadonlyMap<BoundVcpu, readonly MechanismEvent[]>,
        pool.policy,
        options,
      );
      const switchPs = hypervisor.costs.timerPs + (group.length > 1 ? 2 : 0) * hypervisor.costs.worldSwitchPs;
      for (const vcpu of group) {
        found.set(
          vcpu,
          supplyOf({
            policy: pool.policy,
            options,
            unit: units.get(vcpu)!,
            units: vcpus.map((one) => units.get(one)!),
            pcpus: pool.pcpus,
            budgetsEnforced: hypervisor.enforceBudgets,
            overheads,
            switchPs,
          }),
        );
      }
    }
  }
  return found;
}

function unitOf(
  vcpu: BoundVcpu,
  policy: string,
  rests: boolean,
  models: ReadonlyMap<string, Activated>,
  responses: Responses,
  debts: ReadonlyMap<BoundVcpu, readonly Interferer[]>,
): SupplyUnit {
  const { budgetPs, periodPs, priority, perPolicy } = vcpu.vcpu;
  return {
    name: vcpu.name,
    vm: vcpu.vm.name,
    pcpus: vcpu.pcpus,
    budgetPs,
    periodPs,
    priority,
    options: perPolicy[policy] ?? {},
    // A guest that rests on its core keeps it.
    demand: rests ? null : demandOf(vcpu, models, responses, debts.get(vcpu) ?? []),
    most: rests || vcpu.vcpu.periodPs === null ? null : mostOf(vcpu, models, responses, debts.get(vcpu) ?? []),
  };
}

/** All that a vCPU may execute in a window, if every job takes up to its response and every debt up to a period. */
function mostOf(
  { tasks, vcpu: { periodPs } }: BoundVcpu,
  models: ReadonlyMap<string, Activated>,
  responses: Responses,
  debts: readonly Interferer[],
): readonly Interferer[] | null {
  const found: Interferer[] = [];
  for (const task of tasks) {
    const { model } = models.get(task.name)!;
    const responsePs = responses.get(task.name) ?? null;
    if (model === null || responsePs === null || task.slowed || !(task.costPs < Number.POSITIVE_INFINITY)) return null;
    found.push(interferenceOf(task.name, delayed(model, responsePs), task.costPs));
  }
  return [...found, ...debts.map((debt) => ({ ...debt, demand: (window: number) => debt.demand(window + periodPs!) }))];
}

/** All that a vCPU may ask of a core: its tasks and its interrupts. Work that waits inside a job may come late. */
function demandOf(
  vcpu: BoundVcpu,
  models: ReadonlyMap<string, Activated>,
  responses: Responses,
  debts: readonly Interferer[],
): readonly Interferer[] | null {
  const found: Interferer[] = [];
  for (const task of vcpu.tasks) {
    const { model } = models.get(task.name)!;
    if (model === null || task.slowed || !(task.costPs < Number.POSITIVE_INFINITY)) return null;
    const responsePs = responses.get(task.name) ?? null;
    const waits = (task.shape?.waits.length ?? 0) > 0 || vcpu.vm.vcpus.length > 1;
    if (waits && responsePs === null) return null;
    found.push(interferenceOf(task.name, waits ? delayed(model, responsePs!) : model, task.costPs));
  }
  return [...found, ...debts.map((debt) => ({ ...debt, of: `${debt.of} of vCPU ${vcpu.name}` }))];
}
