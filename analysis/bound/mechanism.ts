/**
 * What hypervisor and kernels add to the work of tasks, counted by the events that cause it:
 *
 * - every interrupt, release, message, tick and return from a wait may cost an injection on the core (not pre-emptible, whoever
 *   runs), may wake its vCPU (two world switches, and a trap when the guest waits again), and costs the guest the entry and
 *   exit of an interrupt and its handler;
 * - every budget costs two timer interrupts and two world switches a period, every turn one of each;
 * - what was owed when a busy window begins: one trap, one timer, two world switches.
 *
 * That counts some of it twice; a bound may. Times in ps.
 */

import type { Execution, InterruptSource } from '../../scenarios/ecu.ts';
import { delayed, type EventModel, periodic, sporadic } from '../event-model/event-model.ts';
import { type Interferer, interferenceOf } from '../response-time/busy-window.ts';
import { type Activated, ownArrivals, predecessorOf, type Responses } from './activation-model.ts';
import { runRange } from './execution-range.ts';
import { type BoundSystem, type BoundTask, type BoundVcpu, coreTypeOf } from './system.ts';

/** Something that makes mechanisms work for a vCPU. */
export interface MechanismEvent {
  readonly of: string;
  readonly model: EventModel;
  /** On the core, at once. */
  readonly corePs: number;
  /** On the vCPU, before its tasks. */
  readonly guestPs: number;
}

/** All events of a vCPU, or why they cannot be counted. */
export function eventsOf(
  system: BoundSystem,
  vcpu: BoundVcpu,
  models: ReadonlyMap<string, Activated>,
  responses: Responses,
): readonly MechanismEvent[] | string {
  const { costs } = system.ecu.hypervisor;
  const kernel = vcpu.vm.costs;
  if (vcpu.vm.uncounted !== null) return vcpu.vm.uncounted;
  if (kernel === null) return vcpu.vm.problem!;
  const events: MechanismEvent[] = [];
  for (const task of vcpu.tasks) {
    const own = eventsOfTask(system, task, models.get(task.name)!, responses.get(task.name) ?? null);
    if (typeof own === 'string') return own;
    events.push(...own);
  }
  for (const source of vcpu.vm.vm.interrupts) {
    if (source.vcpu !== vcpu.vcpu.name || source.arrival === null) continue;
    const event = interruptEvent(system, vcpu, source);
    if (typeof event === 'string') return event;
    events.push(event);
  }
  for (const [of, periodPs] of [
    ['ticks', kernel.tickPs],
    ['ends of slices', kernel.slicePs],
  ] as const) {
    if (periodPs === null) continue;
    // The end of a slice comes with at most one more, cut short by a pre-emption, per period.
    const model = periodic({ period: periodPs, jitter: of === 'ticks' ? 0 : periodPs });
    events.push({
      of: `${of} of ${vcpu.name}`,
      model,
      corePs: costs.injectionPs,
      guestPs: kernel.interruptPs + 2 * kernel.switchPs,
    });
  }
  return events;
}

/** Releases and ends of waits of one task. */
function eventsOfTask(
  system: BoundSystem,
  task: BoundTask,
  { model, reason }: Activated,
  responsePs: number | null,
): readonly MechanismEvent[] | string {
  const { injectionPs, ipiPs } = system.ecu.hypervisor.costs;
  const { interruptPs } = task.vm.costs!;
  const { activation } = task.task;
  const events: MechanismEvent[] = [];
  // A task that is always ready needs no announcement, and an interrupt announces its task itself.
  const silent = activation.use === 'always' && (activation.pause ?? 0) === 0;
  if (!silent && model === null) return `${task.name}: ${reason}`;
  if (!silent) {
    const announced = activation.use !== 'interrupt';
    const corePs = announced ? injectionPs + (predecessorOf(system, task) === null ? 0 : ipiPs) : 0;
    events.push({ of: `releases of ${task.name}`, model: model!, corePs, guestPs: announced ? interruptPs : 0 });
  }
  for (const { accelerator, range } of task.shape?.waits ?? []) {
    const of = accelerator === null ? `ends of a sleep of ${task.name}` : `${accelerator} for ${task.name}`;
    const ends = endsOfWaits(silent ? null : model, range.leastPs, responsePs);
    if (ends === null) return `${of} may come in any number`;
    events.push({ of, model: ends, corePs: injectionPs, guestPs: interruptPs });
  }
  return events;
}

/** Ends of waits come some time after the release; and those of one task are at least one wait apart. */
function endsOfWaits(model: EventModel | null, leastPs: number, responsePs: number | null): EventModel | null {
  if (model !== null && responsePs !== null) return delayed(model, responsePs);
  return leastPs > 0 ? sporadic(leastPs) : null;
}

function interruptEvent(system: BoundSystem, vcpu: BoundVcpu, source: InterruptSource): MechanismEvent | string {
  const model = ownArrivals(source.arrival!);
  if (model === null) return `interrupt ${source.name} has no known arrivals`;
  const laterPs = source.softirq === undefined ? 0 : handlerMostPs(system, vcpu, source.softirq);
  const nowPs = handlerMostPs(system, vcpu, source.handler);
  const handlerPs = nowPs === null || laterPs === null ? null : nowPs + laterPs;
  if (handlerPs !== null && handlerPs > 0 && inThreads(vcpu))
    return `${vcpu.vm.name} handles interrupt ${source.name} in a thread`;
  if (handlerPs === null) return `the handler of interrupt ${source.name} has no known limit`;
  const { injectionPs } = system.ecu.hypervisor.costs;
  const kernelPs = source.category === 2 ? vcpu.vm.costs!.interruptPs : 0;
  return { of: `interrupt ${vcpu.vm.name}/${source.name}`, model, corePs: injectionPs, guestPs: kernelPs + handlerPs };
}

/** Linux may leave handlers to threads, which its tasks then go before or after. */
function inThreads({ vm: { vm } }: BoundVcpu): boolean {
  return vm.kernel.use === 'linux' && (vm.kernel.preempt_rt === true || vm.kernel.softirq === 'ksoftirqd');
}

function handlerMostPs({ ecu }: BoundSystem, vcpu: BoundVcpu, handler: Execution): number | null {
  if (handler.default === null && Object.keys(handler.perCore).length === 0) return 0;
  const types = [...new Set(vcpu.pcpus.map((pcpu) => coreTypeOf(ecu, pcpu)))];
  return runRange(ecu, handler, types)?.mostPs ?? null;
}

/** Debts of the guest, before all of its tasks. */
export function guestDebts(events: readonly MechanismEvent[]): Interferer[] {
  return events
    .filter(({ guestPs }) => guestPs > 0)
    .map(({ of, model, guestPs }) => interferenceOf(of, model, guestPs, 'interrupts'));
}

/** Debts of the cores that some vCPUs share. */
export function coreDebts(
  system: BoundSystem,
  vcpus: readonly BoundVcpu[],
  events: ReadonlyMap<BoundVcpu, readonly MechanismEvent[]>,
  policy: string,
  options: Readonly<Record<string, unknown>>,
): Interferer[] {
  const { costs, wfi } = system.ecu.hypervisor;
  const shared = vcpus.length > 1;
  const switchPs = shared ? costs.worldSwitchPs : 0;
  const wakePs = 2 * switchPs + (wfi === 'trap' ? costs.trapPs : 0);
  const found: Interferer[] = [];
  for (const vcpu of vcpus)
    for (const { of, model, corePs } of events.get(vcpu)!)
      if (corePs + wakePs > 0)
        found.push(interferenceOf(`traps and switches by ${of}`, model, corePs + wakePs, 'overhead'));
  const turnPs = turnsOf(policy, options);
  if (turnPs !== null && costs.timerPs + switchPs > 0)
    for (const { name } of vcpus)
      found.push(
        interferenceOf(
          `turns of ${name}`,
          periodic({ period: turnPs, jitter: turnPs }),
          costs.timerPs + 2 * switchPs,
          'overhead',
        ),
      );
  for (const { name, vcpu } of vcpus) {
    const timers = timersPerPeriod(policy, vcpu.perPolicy[policy] ?? {});
    const perPeriodPs = timers * (costs.timerPs + 2 * switchPs);
    if (vcpu.budgetPs === null || vcpu.periodPs === null || perPeriodPs === 0) continue;
    const model = periodic({ period: vcpu.periodPs, jitter: vcpu.periodPs });
    found.push(interferenceOf(`timers of the budget of ${name}`, model, perPeriodPs, 'overhead'));
  }
  const begunPs = 2 * costs.worldSwitchPs + costs.timerPs + (wfi === 'trap' ? costs.trapPs : 0);
  if (begunPs > 0)
    found.push({ kind: 'overhead', of: 'what the core owed before', demand: (window) => (window > 0 ? begunPs : 0) });
  return found;
}

/** Replenishments and ends of a budget in one period. */
function timersPerPeriod(policy: string, own: Readonly<Record<string, unknown>>): number {
  if (policy === 'sporadic') return 2 * (typeof own.max_replenishments === 'number' ? own.max_replenishments : 4);
  if (policy === 'mcs') return 2 * (typeof own.refills === 'number' ? own.refills : 2);
  return 2;
}

/** Length of a turn, or of a counted tick, among vCPUs of equal priority; null: none. */
function turnsOf(policy: string, options: Readonly<Record<string, unknown>>): number | null {
  const written = (key: string, byDefault: number | null) =>
    typeof options[key] === 'number' ? options[key] : byDefault;
  switch (policy) {
    case 'fixed-priority':
      return written('quantum', null);
    case 'rr':
      return written('timeslice', 100e9);
    case 'fiasco':
      return written('quantum', 10e9);
    case 'sel4-rr':
      return written('tick', 2e9);
    case 'mcs':
      return written('timeslice', 5e9);
    default:
      return null;
  }
}
