/**
 * Longest time that a job waits for accelerators and in sleeps. A request is not interrupted; every task has at most one
 * request at a time. First come first served: at most one request of each other task goes first. By priority: one of the
 * less urgent, and all that more urgent tasks may ask for meanwhile. Times in ps.
 */
import { delayed } from '../event-model/event-model.ts';
import { type Interferer, interferenceOf } from '../response-time/busy-window.ts';
import type { Activated, Responses } from './activation-model.ts';
import type { BoundSystem, BoundTask } from './system.ts';

interface Client {
  readonly task: BoundTask;
  readonly longestPs: number;
  readonly allPs: number;
}

function clientsOf(system: BoundSystem, accelerator: string): Client[] | null {
  const clients: Client[] = [];
  for (const task of system.tasks) {
    if (task.shape === null) {
      // A task that cannot be described may ask for anything.
      if (task.task.steps.some((step) => step.accelerator === accelerator)) return null;
      continue;
    }
    const waits = task.shape.waits.filter((wait) => wait.accelerator === accelerator);
    if (waits.length === 0) continue;
    clients.push({
      task,
      longestPs: Math.max(...waits.map(({ range }) => range.mostPs)),
      allPs: waits.reduce((sum, { range }) => sum + range.mostPs, 0),
    });
  }
  return clients;
}

/** Longest wait of one request of `task` beside its own work; null: no bound. */
function queuePs(
  system: BoundSystem,
  task: BoundTask,
  accelerator: string,
  models: ReadonlyMap<string, Activated>,
  responses: Responses,
): number | null {
  const clients = clientsOf(system, accelerator);
  if (clients === null) return null;
  const others = clients.filter((client) => client.task !== task);
  const { policy } = system.ecu.soc.accelerators.find(({ name }) => name === accelerator)!;
  if (policy === 'fifo') return others.reduce((sum, { longestPs }) => sum + longestPs, 0);
  const lower = others.filter((other) => other.task.task.priority < task.task.priority);
  const urgent = others.filter((other) => other.task.task.priority >= task.task.priority);
  const fixedPs = Math.max(0, ...lower.map(({ longestPs }) => longestPs));
  const asked = [];
  for (const { task: other, allPs } of urgent) {
    const { model } = models.get(other.name)!;
    const responsePs = responses.get(other.name) ?? null;
    if (model === null || responsePs === null) return null;
    asked.push({ model: delayed(model, responsePs), allPs });
  }
  let waitPs = fixedPs;
  for (let round = 0; round < 10_000; round += 1) {
    const nextPs = fixedPs + asked.reduce((sum, { model, allPs }) => sum + model.etaPlus(waitPs + 1) * allPs, 0);
    if (nextPs <= waitPs) return waitPs;
    if (nextPs > 1e14) return null;
    waitPs = nextPs;
  }
  return null;
}

/** Own waits of a job, queues left out. */
export function ownWaitsPs({ shape }: BoundTask): number {
  return (shape?.waits ?? []).reduce((sum, { range }) => sum + range.mostPs, 0);
}

/**
 * The queues of first-come first-served accelerators as work that goes first: all that others may ask for in the window, late
 * by their whole response. Better than one request of everybody per wait where those come rarely. Null: no bound.
 */
export function queuedWork(
  system: BoundSystem,
  task: BoundTask,
  models: ReadonlyMap<string, Activated>,
  responses: Responses,
): readonly Interferer[] | null {
  const found: Interferer[] = [];
  for (const accelerator of new Set((task.shape?.waits ?? []).map((wait) => wait.accelerator))) {
    if (accelerator === null) continue;
    const clients = clientsOf(system, accelerator);
    if (clients === null || system.ecu.soc.accelerators.find(({ name }) => name === accelerator)!.policy !== 'fifo')
      return null;
    for (const { task: other, allPs } of clients) {
      if (other === task) continue;
      const { model } = models.get(other.name)!;
      const responsePs = responses.get(other.name) ?? null;
      if (model === null || responsePs === null) return null;
      found.push(interferenceOf(`${accelerator} for ${other.name}`, delayed(model, responsePs), allPs, 'suspension'));
    }
  }
  return found;
}

/** For every task: its own waits and those in queues; null where there is no bound. */
export function waitsOf(
  system: BoundSystem,
  models: ReadonlyMap<string, Activated>,
  responses: Responses,
): ReadonlyMap<string, number | null> {
  const found = new Map<string, number | null>();
  for (const task of system.tasks) {
    let sumPs: number | null = 0;
    for (const { accelerator, range } of task.shape?.waits ?? []) {
      const queued: number | null = accelerator === null ? 0 : queuePs(system, task, accelerator, models, responses);
      sumPs = sumPs === null || queued === null ? null : sumPs + range.mostPs + queued;
    }
    found.set(task.name, sumPs);
  }
  return found;
}
