/**
 * The ECU without the parts that no theory here counts: contention for memory, traffic of devices, faults. Bounds and the runs
 * beside them are both made of what this gives, so that a bound is a statement about the very ECU that ran; what was
 * left out is said, part by part, and by name on every row that it changes.
 *
 * A request to a device is left out as a step, the rest of its task stays. A task that a device releases comes instead as the
 * traffic of the device's medium does (one frame of each sender, a frame time apart, every shortest period), or after the one
 * task that sends to it. These arrivals stand in for the real ones and do not claim to contain them. A task of which nothing
 * would stay has no bound. Times in ps.
 */
import type { Choice, EcuDescription, Step, Task, Vm } from '../../scenarios/ecu.ts';
import { type BoundResult, noBound } from '../response-time/term.ts';
import type { LeftOut } from './bound-fact.ts';
import type { EcuBounds } from './ecu-bounds.ts';

export interface Calm {
  /** What is bounded and run. */
  readonly ecu: EcuDescription;
  readonly leftOut: readonly LeftOut[];
  /** By `vm/task`: what its row is without. */
  readonly without: ReadonlyMap<string, string>;
  /** By `vm/task`: why nothing of it is left to bound. */
  readonly emptied: ReadonlyMap<string, string>;
}

/** Nothing left out. */
export function whole(ecu: EcuDescription): Calm {
  return { ecu, leftOut: [], without: new Map(), emptied: new Map() };
}

export function leaveOut(ecu: EcuDescription): Calm {
  const leftOut: LeftOut[] = [];
  const without = new Map<string, string>();
  const emptied = new Map<string, string>();
  const slowed = ecu.memory.fidelity !== 'none' && ecu.vms.some((vm) => vm.tasks.some(({ memory }) => memory !== null));
  if (slowed)
    leftOut.push({
      part: 'contention for memory',
      why: 'how much tasks slow each other down in caches and DRAM has no bound here; times count as times alone',
      see: '--whole, and again with --set memory.fidelity=none',
    });
  const disturbed = [...ecu.faults, ...ecu.lifecycle].map((one) => String((one as { name?: unknown }).name));
  if (disturbed.length > 0)
    leftOut.push({
      part: `faults and restarts: ${disturbed.join(', ')}`,
      why: 'they break what bounds assume of tasks and guests',
      see: '--whole',
    });
  const vms = ecu.vms.map((vm) => withoutDevices(ecu, vm, without, emptied));
  const devices = ecu.vms.flatMap((vm) => vm.devices.map(({ name }) => `${vm.name}/${name}`));
  if (devices.length > 0)
    leftOut.push({
      part: `devices: ${devices.join(', ')}`,
      why: 'their interrupts, their notifications and the work of their back-ends are not counted by the theory here',
      see: '--whole',
    });
  if (without.size > 0)
    leftOut.push({
      part: `what ${without.size} tasks have of devices (rows with a star)`,
      why: 'how long a request takes, and when a device releases a task, has no bound here',
      see: '--whole',
    });
  const memory = slowed ? { ...ecu.memory, fidelity: 'none' as const } : ecu.memory;
  return { ecu: { ...ecu, memory, vms, faults: [], lifecycle: [] }, leftOut, without, emptied };
}

/** Bounds of the calm ECU; tasks of which nothing stayed have none, and nor has what depends on them. */
export function withoutEmptied(bounds: EcuBounds, emptied: Calm['emptied']): EcuBounds {
  if (emptied.size === 0) return bounds;
  const reason = (name: string, result: BoundResult): BoundResult =>
    emptied.has(name) ? noBound(emptied.get(name)!) : result;
  return { ...bounds, tasks: new Map([...bounds.tasks].map(([name, result]) => [name, reason(name, result)])) };
}

function withoutDevices(ecu: EcuDescription, vm: Vm, without: Map<string, string>, emptied: Map<string, string>): Vm {
  const tasks = vm.tasks.map((task): Task => {
    const name = `${vm.name}/${task.name}`;
    const said: string[] = [];
    const steps = withoutRequests(task, said);
    const released = task.activation.use === 'device' ? standIn(ecu, vm, String(task.activation.of)) : null;
    if (released !== null && released.activation !== null) said.push(released.what);
    if (said.length > 0) without.set(name, said.join('; '));
    if (steps === null)
      emptied.set(name, `it only asks devices (${said.join('; ')}): nothing of it is left to bound; see --whole`);
    if (released !== null && released.activation === null) {
      without.set(name, released.what);
      emptied.set(name, `${released.what}; see --whole`);
    }
    return {
      ...task,
      steps: steps ?? [nothing],
      activation: released === null ? task.activation : (released.activation ?? never),
    };
  });
  return { ...vm, devices: [], tasks };
}

/** What runs in place of a task without a step: the shortest work there is. */
const nothing: Step = {
  name: 'nothing',
  hold: [],
  run: { default: { use: 'fixed', time: 1 }, perCore: {} },
  accelerator: null,
  request: null,
  sleepPs: null,
};

/** At the end of time: whatever ever comes, comes less often. */
const never: Choice = { use: 'once', at: Number.MAX_SAFE_INTEGER };

/** Null: nothing but requests. */
function withoutRequests({ steps }: Task, said: string[]): readonly Step[] | null {
  const asked = [...new Set(steps.flatMap(({ request }) => (request === null ? [] : [request.device])))];
  if (asked.length === 0) return steps;
  said.push(`without its request${asked.length === 1 ? '' : 's'} of ${asked.join(', ')}`);
  const kept = steps.filter(({ request }) => request === null);
  return kept.some(({ run, sleepPs }) => run !== null || sleepPs !== null) ? kept : null;
}

interface StandIn {
  readonly activation: Choice | null;
  readonly what: string;
}

/** When a task comes that a device releases. */
function standIn(ecu: EcuDescription, vm: Vm, device: string): StandIn {
  const choice = vm.devices.find(({ name }) => name === device);
  const senders = sendersTo(ecu, vm, choice);
  if (senders.length === 1) {
    const [root, activation] = rootOf(ecu, senders[0]!);
    if (activation === null) return { activation: null, what: `what comes in at device ${device} is left out` };
    return {
      activation,
      what: `comes when ${root} does, whose work ends in ${senders[0]}, instead of through ${device}`,
    };
  }
  const medium = ecu.media.find(({ name }) => name === choice?.medium);
  const traffic = Object.values((medium?.traffic ?? {}) as Readonly<Record<string, { period: number; size: number }>>);
  if (medium === undefined || traffic.length === 0 || senders.length > 0)
    return { activation: null, what: `what comes in at device ${device} is left out` };
  const period = Math.min(...traffic.map((frame) => frame.period));
  if (traffic.length === 1)
    return {
      activation: { use: 'periodic', period, offset: 0, jitter: 0 },
      what: `comes with the period of ${medium.name}'s one sender instead of through ${device}`,
    };
  const gap = Math.ceil((Math.min(...traffic.map(({ size }) => size)) * 1e12) / Number(medium.rate));
  if ((traffic.length - 1) * gap >= period)
    return { activation: null, what: `what comes in at device ${device} is left out` };
  return {
    activation: { use: 'burst', size: traffic.length, gap, period, offset: 0 },
    what: `comes in bursts of ${traffic.length}, as many as ${medium.name} has senders, with the shortest of their periods, instead of through ${device}`,
  };
}

/** The task that a row of activations begins with, and when it comes. */
function rootOf(ecu: EcuDescription, name: string): readonly [string, Choice | null] {
  const seen = new Set<string>();
  let full = name;
  for (;;) {
    const [vmName, taskName] = full.split('/');
    const vm = ecu.vms.find((one) => one.name === vmName);
    const task = vm?.tasks.find((one) => one.name === taskName);
    if (vm === undefined || task === undefined || seen.has(full)) return [full, null];
    seen.add(full);
    const { activation } = task;
    if (activation.use === 'device')
      return [
        full,
        seen.size > ecu.vms.length * ecu.vms.length ? null : standIn(ecu, vm, String(activation.of)).activation,
      ];
    if (activation.use !== 'after') return [full, activation.use === 'interrupt' ? null : activation];
    const before = String(activation.of);
    full = before.includes('/') ? before : `${vm.name}/${before}`;
  }
}

/** Tasks of other guests whose requests end at this device. */
function sendersTo(ecu: EcuDescription, vm: Vm, choice: Vm['devices'][number] | undefined): string[] {
  return ecu.vms.flatMap((other) =>
    other.devices
      .filter(({ use, peer }) => other !== vm && use === choice?.use && peer === vm.name)
      .flatMap(({ name }) =>
        other.tasks
          .filter(({ steps }) => steps.some(({ request }) => request?.device === name))
          .map((task) => `${other.name}/${task.name}`),
      ),
  );
}
