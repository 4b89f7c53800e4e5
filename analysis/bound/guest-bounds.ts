/**
 * Bounds of the tasks of one guest, from what its vCPUs are surely given: picks the analysis that fits how the kernel orders
 * tasks, and hands it the work that goes first. Times in ps.
 */
import type { EventModel } from '../event-model/event-model.ts';
import { delayed } from '../event-model/event-model.ts';
import { edf } from '../response-time/bounds/edf.ts';
import { roundRobin } from '../response-time/bounds/round-robin.ts';
import { type Interferer, interferenceOf, worstInBusyWindow } from '../response-time/busy-window.ts';
import { dedicated, type SupplyBound } from '../response-time/supply-bound.ts';
import { type BoundResult, noBound } from '../response-time/term.ts';
import type { Supplied, SupplyResult } from '../response-time/vcpu-supply.ts';
import type { Activated, Responses } from './activation-model.ts';
import type { BoundTask, BoundVcpu } from './system.ts';

export interface GuestProblem {
  readonly supplies: ReadonlyMap<BoundVcpu, SupplyResult>;
  /** Debts of each vCPU before its tasks. */
  readonly debts: ReadonlyMap<BoundVcpu, readonly Interferer[]>;
  readonly models: ReadonlyMap<string, Activated>;
  readonly responses: Responses;
  /** Longest wait for the accelerators and sleeps of a job, per task. */
  readonly waitsPs: ReadonlyMap<string, number | null>;
  /** Own waits of a job, and the queues before them as work that goes first; null: no bound that way. */
  queued(task: BoundTask): { readonly ownPs: number; readonly work: readonly Interferer[] | null };
  readonly longestPs: number;
}

/** What one task's vCPUs give it together, and the work that goes first on any of them. */
interface Ground {
  readonly supply: SupplyBound;
  readonly interferers: readonly Interferer[];
  /** Added for every wait inside of a job. */
  readonly restartPs: number;
}

/** A task, what goes before it, and what it runs on. */
interface Place {
  readonly task: BoundTask;
  readonly model: EventModel;
  /** Longest time that a job waits inside, with what every wait may cost it again. */
  readonly suspension: number;
  /** Tasks of its own band. */
  readonly beside: readonly BoundTask[];
  /** Work of the bands above and debts of the vCPUs. */
  readonly interferers: readonly Interferer[];
  readonly supply: SupplyBound;
  readonly problem: GuestProblem;
}

export function boundOfTask(task: BoundTask, problem: GuestProblem): BoundResult {
  if (task.problem !== null) return noBound(task.problem);
  if (task.slowed) return noBound('how much others slow its memory down has no bound here');
  const { model, reason } = problem.models.get(task.name)!;
  if (model === null) return noBound(reason);
  const waitsPs = problem.waitsPs.get(task.name) ?? null;
  if (waitsPs === null) return noBound('how long it waits for an accelerator has no bound');
  const ground = groundOf(task, problem);
  if (typeof ground === 'string') return noBound(ground);
  const suspension = waitsPs + ground.restartPs * (task.shape?.waits.length ?? 0);
  const neighbours = rivalsOf(task);
  const above = neighbours.filter((other) => other.class.band > task.class.band);
  const work = workOf(above, problem);
  if (typeof work === 'string') return noBound(work);
  const interferers = [...work, ...ground.interferers];
  const beside = neighbours.filter((other) => other.class.band === task.class.band);
  const place = { task, model, suspension, beside, interferers, supply: ground.supply, problem };
  switch (task.class.order) {
    case 'priority':
      return byPriority(place);
    case 'any':
      return inAnyOrder(place);
    case 'turns':
      return byTurns(place);
    case 'deadline':
      return byDeadline(place);
  }
}

/** Other tasks that may run on a vCPU of this one. */
function rivalsOf(task: BoundTask): BoundTask[] {
  return task.vm.tasks.filter((other) => other !== task && other.vcpus.some((vcpu) => task.vcpus.includes(vcpu)));
}

/**
 * A task waits where each of its vCPUs is busy or taken away, so one vCPU may stand for all; it may be stuck on any of them
 * while that is taken away, so what all of them are denied adds up.
 */
function groundOf(task: BoundTask, { supplies, debts }: GuestProblem): Ground | string {
  const parts: Supplied[] = [];
  for (const vcpu of task.vcpus) {
    const supplied = supplies.get(vcpu)!;
    if (supplied.supply === null) return supplied.reason;
    parts.push(supplied);
  }
  const interferers = [
    ...parts.flatMap((part) => part.interferers),
    ...task.vcpus.flatMap((vcpu) => debts.get(vcpu) ?? []),
  ];
  const restartPs = parts.reduce((sum, part) => sum + part.restartPs, 0);
  return {
    restartPs,
    supply: parts.length === 1 ? parts[0]!.supply : together(parts.map(({ supply }) => supply)),
    interferers,
  };
}

function together(supplies: readonly SupplyBound[]): SupplyBound {
  const deniedIn = (window: number) => supplies.reduce((sum, { least }) => sum + window - least(window), 0);
  return {
    least: (window) => Math.max(0, window - deniedIn(window)),
    inverse(service) {
      if (service <= 0) return 0;
      let window = service;
      for (let round = 0; round < 100_000; round += 1) {
        const next = service + deniedIn(window);
        if (next <= window) return window;
        if (next > 1e15) return Number.POSITIVE_INFINITY;
        window = next;
      }
      return Number.POSITIVE_INFINITY;
    },
    share: Math.max(0, 1 - supplies.reduce((sum, { share }) => sum + 1 - share, 0)),
    describe: supplies.map(({ describe }) => describe).join(' and '),
  };
}

/** Work of tasks that go first. One that waits inside its job may come back late: jitter of its whole response. */
function workOf(tasks: readonly BoundTask[], { models, responses }: GuestProblem): Interferer[] | string {
  const found: Interferer[] = [];
  for (const task of tasks) {
    if (task.slowed) return `${task.name} goes first, and how much others slow its memory down has no bound here`;
    const { model } = models.get(task.name)!;
    if (model === null || !(task.costPs < Number.POSITIVE_INFINITY))
      return `${task.name} goes first and asks without limit`;
    const suspends = (task.shape?.waits.length ?? 0) > 0 || (task.shape?.sections.length ?? 0) > 0;
    const responsePs = responses.get(task.name) ?? null;
    if (suspends && responsePs === null) return `${task.name} goes first, waits inside its jobs and has no bound`;
    found.push(interferenceOf(task.name, suspends ? delayed(model, responsePs!) : model, task.costPs));
  }
  return found;
}

/** What less urgent tasks of the same band may keep it from: sections with a ceiling, or parts without pre-emption. */
function blockingOf(task: BoundTask, beside: readonly BoundTask[]): readonly { of: string; amount: number }[] | string {
  const lower = [...beside, ...rivalsOf(task).filter((other) => other.class.band < task.class.band)].filter(
    (other) => other.class.band < task.class.band || other.task.priority < task.task.priority,
  );
  const switchPs = task.vm.costs!.switchPs;
  const users = new Map<string, number>();
  for (const one of task.vm.tasks)
    for (const { resource } of one.shape?.sections ?? [])
      users.set(resource, Math.max(users.get(resource) ?? -Infinity, one.task.priority));
  let ceiling = { of: '', amount: 0 };
  const inherited: { of: string; amount: number }[] = [];
  for (const other of lower) {
    const kept =
      other.task.preemptible && task.vm.costs!.preemptive
        ? 0
        : (other.shape?.execution.mostPs ?? Number.POSITIVE_INFINITY);
    if (kept === Number.POSITIVE_INFINITY || (kept > 0 && other.slowed))
      return `${other.name} keeps it out without limit`;
    if (kept > ceiling.amount) ceiling = { of: other.name, amount: kept };
    let longest = 0;
    for (const { resource, lengthPs } of other.shape?.sections ?? []) {
      if ((users.get(resource) ?? -Infinity) < task.task.priority) continue;
      if (other.slowed)
        return `${other.name} holds ${resource}, and how much others slow its memory down has no bound here`;
      if (lengthPs > longest) longest = lengthPs;
      const protocol = task.vm.vm.resources.find(({ name }) => name === resource)?.protocol;
      if (protocol === 'ceiling' && lengthPs > ceiling.amount)
        ceiling = { of: `${other.name} with ${resource}`, amount: lengthPs };
    }
    // Inheritance: each less urgent task may block once per job with one section.
    const inherits = (other.shape?.sections ?? []).some(
      ({ resource }) => task.vm.vm.resources.find(({ name }) => name === resource)?.protocol === 'inheritance',
    );
    if (inherits && longest > 0) inherited.push({ of: `sections of ${other.name}`, amount: longest + 2 * switchPs });
  }
  const parts = [...inherited, ...(ceiling.amount > 0 ? [ceiling] : [])];
  // A switch to a less urgent task may have just begun.
  return switchPs > 0 && lower.length > 0 ? [...parts, { of: 'a task switch', amount: switchPs }] : parts;
}

function byPriority(place: Place): BoundResult {
  const { task, model, suspension, beside, interferers, supply, problem } = place;
  if (task.vcpus.length > 1 && sharesResources(task)) return noBound('it shares resources with tasks of other vCPUs');
  if (task.vcpus.length === 1 && sharesAcross(task)) return noBound('it shares resources with tasks of other vCPUs');
  const urgent = beside.filter((other) => other.task.priority >= task.task.priority);
  const work = workOf(urgent, problem);
  if (typeof work === 'string') return noBound(work);
  const blocking = blockingOf(task, beside);
  if (typeof blocking === 'string') return noBound(blocking);
  const { mostPs } = task.shape!.execution;
  // Without pre-emption and without anything that interrupts, the whole job is one last region.
  const whole = !(task.task.preemptible && task.vm.costs!.preemptive);
  const bare = interferers.length === 0 && task.vm.costs!.switchPs === 0 && suspension === 0 && supply === dedicated;
  const common = { model, cost: task.costPs, blocking, supply, longest: problem.longestPs };
  const result = worstInBusyWindow({
    ...common,
    suspension,
    lastRegion: whole && bare ? mostPs : 0,
    interferers: [...work, ...interferers],
  });
  if (result.response !== null || suspension === 0) return result;
  // One request of everybody before each of its own may be more than they ever ask for.
  const { ownPs, work: queues } = problem.queued(task);
  if (queues === null) return result;
  const restartsPs = suspension - (problem.waitsPs.get(task.name) ?? 0);
  return worstInBusyWindow({
    ...common,
    suspension: ownPs + restartsPs,
    interferers: [...work, ...interferers, ...queues],
  });
}

function sharesResources(task: BoundTask): boolean {
  return (task.shape?.sections.length ?? 0) > 0;
}

/** A resource that it, or a task whose section may block it, shares with a task that runs elsewhere. */
function sharesAcross(task: BoundTask): boolean {
  const own = new Set(task.shape?.sections.map(({ resource }) => resource));
  return task.vm.tasks.some(
    (other) =>
      other !== task &&
      other.vcpus.some((vcpu) => !task.vcpus.includes(vcpu)) &&
      (other.shape?.sections ?? []).some(({ resource }) => own.has(resource)),
  );
}

/** Fair shares and whatever else never idles beside work. */
function inAnyOrder(place: Place): BoundResult {
  const { task, model, suspension, beside, interferers, supply, problem } = place;
  if (task.vcpus.length > 1) return noBound('fair shares on several vCPUs have no bound here');
  if (beside.some(sharesResources) || sharesResources(task))
    return noBound('fair tasks that share resources have no bound here');
  const work = workOf(beside, problem);
  if (typeof work === 'string') return noBound(work);
  return worstInBusyWindow({
    model,
    cost: task.costPs,
    suspension,
    blocking: [{ of: 'a task switch', amount: task.vm.costs!.switchPs }],
    interferers: [...work, ...interferers],
    supply,
    longest: problem.longestPs,
  });
}

/** Common to orders that have no suspension, no sharing and one vCPU. */
function plainReason(task: BoundTask, suspension: number, beside: readonly BoundTask[]): string | null {
  if (task.vcpus.length > 1) return 'this order of tasks on several vCPUs has no bound here';
  if (suspension > 0 || beside.some(({ shape }) => (shape?.waits.length ?? 0) > 0))
    return 'waits inside jobs have no bound under this order of tasks';
  if (beside.some(sharesResources) || sharesResources(task))
    return 'shared resources have no bound under this order of tasks';
  if (beside.some(({ task: { preemptible } }) => !preemptible))
    return 'parts without pre-emption have no bound under this order of tasks';
  return null;
}

function byTurns(place: Place): BoundResult {
  const { task, suspension, beside, interferers, supply, problem } = place;
  const reason = plainReason(task, suspension, beside);
  if (reason !== null) return noBound(reason);
  // Slices count time that the hypervisor took away as used: only a core of its own keeps them whole.
  if (supply !== dedicated || interferers.some(({ kind }) => kind === 'overhead' || kind === 'preemption'))
    return inAnyOrder(place);
  const slice = task.vm.costs!.slicePs!;
  const tasks = [task, ...beside].map((one) => ({
    name: one.name,
    model: problem.models.get(one.name)!.model,
    cost: one.costPs,
    slice,
  }));
  const known = tasks.filter(
    (one): one is typeof one & { model: EventModel } => one.model !== null && one.cost < Number.POSITIVE_INFINITY,
  );
  // Who asks without limit has a slice in every turn.
  const endless = tasks
    .filter((one) => !known.includes(one as never))
    .map((one) => ({ ...one, model: alwaysThere, cost: slice }));
  const overheads = interferers;
  return roundRobin
    .analyse({ tasks: [...known, ...endless], overheads, supply, longest: problem.longestPs })
    .get(task.name)!;
}

const alwaysThere: EventModel = {
  etaPlus: (window) => (window > 0 ? Number.MAX_SAFE_INTEGER / 1e12 : 0),
  deltaMinus: () => 0,
  rate: { events: 1, per: 1 },
  longestGap: 0,
  describe: 'always there',
};

function byDeadline(place: Place): BoundResult {
  const { task, suspension, beside, interferers, supply, problem } = place;
  const reason = plainReason(task, suspension, beside);
  if (reason !== null) return noBound(reason);
  const tasks = [];
  for (const one of [task, ...beside]) {
    const { model } = problem.models.get(one.name)!;
    // Without a deadline a task runs after all that have one.
    if (one.task.deadlinePs === null && one !== task) continue;
    if (one.task.deadlinePs === null) return noBound('it has no deadline and runs after all that have one');
    if (model === null || !(one.costPs < Number.POSITIVE_INFINITY)) return noBound(`${one.name} asks without limit`);
    tasks.push({ name: one.name, model, cost: one.costPs, deadline: one.task.deadlinePs });
  }
  return edf.analyse({ tasks, overheads: interferers, supply, longest: problem.longestPs }).get(task.name)!;
}
