/**
 * What an adversary can do in one ECU: every injection of the shelf at every place where it can act, as plain data, and for
 * each fault effect without any such place the reason. Generators draw from the points; `faults` of a file name them.
 */
import { type FaultEffect, faultEffects } from '../models/fault/action.ts';
import type { ArgumentRange, InjectionDefinition, PlaceKind } from '../models/fault/injection.ts';
import { injections } from '../models/fault/injections.ts';
import type { EcuDescription, Vm } from './ecu.ts';

export type { Action, FaultEffect, Program } from '../models/fault/action.ts';
export { faultEffects } from '../models/fault/action.ts';
export type { ArgumentRange } from '../models/fault/injection.ts';

export interface InjectionPoint {
  readonly use: string;
  readonly effect: FaultEffect;
  readonly vm: string;
  readonly target: string;
  /** VM whose memory it is aimed at, or empty. */
  readonly into: string;
  readonly ranges: Readonly<Record<string, ArgumentRange>>;
}

export interface PointsOf {
  readonly points: readonly InjectionPoint[];
  /** Why an effect has none. */
  readonly missing: Readonly<Partial<Record<FaultEffect, string>>>;
}

export interface AdversaryScope {
  /** VMs that misbehave. */
  readonly from: readonly string[];
  /** VM that must not suffer. */
  readonly victimVm: string;
  /** Channels that count; those that the victim reads when absent. */
  readonly channels?: readonly string[];
  /** True: only what the contract of a guest allows (level A2). */
  readonly withinContract?: boolean;
}

/** In the order of effects, then injections, then VMs, then targets: a draw of point n means the same everywhere. */
export function injectionPoints(ecu: EcuDescription, scope: AdversaryScope): PointsOf {
  const definitions = Object.values(injections) as readonly InjectionDefinition[];
  const points: InjectionPoint[] = [];
  const missing: Partial<Record<FaultEffect, string>> = {};
  for (const effect of faultEffects) {
    const before = points.length;
    const members = definitions.filter((one) => one.effect === effect);
    for (const one of members) {
      if (scope.withinContract === true && !one.withinContract) continue;
      for (const { vm, target } of places(ecu, one.place, scope)) {
        const into = one.aims === true ? scope.victimVm : '';
        points.push({ use: one.name, effect, vm, target, into, ranges: one.ranges });
      }
    }
    if (points.length > before) continue;
    const place = [...new Set(members.map((one) => noPlace[one.place]))].join('; ');
    missing[effect] =
      scope.withinContract === true && members.every((one) => !one.withinContract)
        ? 'outside the contract of every guest (level A2)'
        : place;
  }
  return { points, missing };
}

/** Every point where a VM can act in this ECU, whoever the victim is: what `faults` of a file may say. */
export function definitionOf(use: string): InjectionDefinition | undefined {
  return (injections as Readonly<Record<string, InjectionDefinition>>)[use];
}

const noPlace: Readonly<Record<PlaceKind, string>> = {
  task: 'no varied VM has a task',
  vcpu: 'no varied VM has a vCPU',
  vm: 'no VM is varied',
  interrupt: 'no varied VM has an interrupt source',
  accelerator: 'no varied VM uses an accelerator',
  device: 'no varied VM has a device passed through to it',
  channel: 'the victim reads no channel',
  locks: 'no varied VM has two locks and two tasks that use them',
};

function places(ecu: EcuDescription, kind: PlaceKind, scope: AdversaryScope): { vm: string; target: string }[] {
  if (kind === 'channel') return channels(ecu, scope);
  return scope.from.flatMap((name) => {
    const vm = ecu.vms.find((one) => one.name === name);
    return vm === undefined ? [] : targets(vm, kind).map((target) => ({ vm: name, target }));
  });
}

function targets(vm: Vm, kind: PlaceKind): string[] {
  const inside = (things: readonly { readonly name: string }[]) => things.map(({ name }) => `${vm.name}/${name}`);
  if (kind === 'task') return inside(vm.tasks);
  if (kind === 'vcpu') return inside(vm.vcpus);
  if (kind === 'interrupt') return inside(vm.interrupts);
  if (kind === 'device') return inside(vm.devices.filter(({ backend }) => backend === 'passthrough'));
  if (kind === 'accelerator')
    return inside(vm.tasks.filter(({ steps }) => steps.some(({ accelerator }) => accelerator !== null)));
  if (kind === 'locks') {
    const users = vm.tasks.filter(({ steps }) => steps.some(({ hold }) => hold.length > 0));
    return vm.resources.length >= 2 && users.length >= 2 ? [vm.name] : [];
  }
  return [vm.name];
}

/** Whoever carries messages may spoil them: the first varied VM stands for the transport. */
function channels(ecu: EcuDescription, { from, victimVm, channels: named }: AdversaryScope) {
  const read = new Set(ecu.vms.find(({ name }) => name === victimVm)?.tasks.flatMap(({ reads }) => reads) ?? []);
  const wanted = named ?? ecu.channels.map(({ name }) => name).filter((name) => read.has(name) && leaves(ecu, name));
  return from.length === 0 ? [] : wanted.map((target) => ({ vm: from[0]!, target }));
}

/** The shelf as plain data, sorted by name. */
export function injectionCatalogue(): readonly {
  readonly name: string;
  readonly effect: FaultEffect;
  readonly summary: string;
}[] {
  return (Object.values(injections) as readonly InjectionDefinition[])
    .map(({ name, effect, summary }) => ({ name, effect, summary }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A channel inside the memory of one guest is out of reach of all others. */
function leaves({ channels, vms }: EcuDescription, name: string): boolean {
  if (channels.find((channel) => channel.name === name)!.via !== 'memory') return true;
  const users = vms.filter(({ tasks }) =>
    tasks.some(({ reads, writes }) => reads.includes(name) || writes.includes(name)),
  );
  return users.length > 1;
}
