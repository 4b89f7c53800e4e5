/**
 * The `faults` of a file as actions, and back: what a counterexample's program looks like as entries of a file. A fault on a
 * counted thing is one on each of its copies. Without `for` a lasting fault lasts to the end of the run.
 */
import type { Action, Program } from '../models/fault/action.ts';
import type { EcuDescription } from './ecu.ts';
import { definitionOf } from './injection-points.ts';

/** Longer than any run. */
const forEverPs = 2 ** 52;
const common = ['name', 'use', 'in', 'at', 'for', 'into', 'source', 'note'];

interface Fault {
  readonly name: string;
  readonly use: string;
  readonly in: string;
  readonly at: number;
  readonly for?: number;
  readonly into?: string;
  readonly [parameter: string]: unknown;
}

export function faultsOf(ecu: EcuDescription): Program {
  return (ecu.faults as readonly Fault[]).flatMap((fault) =>
    copiesOf(ecu, fault.in).map((target): Action => {
      const { ranges } = definitionOf(fault.use)!;
      const numbers = Object.entries(fault).filter(
        ([key, value]) => !common.includes(key) && typeof value === 'number',
      );
      const args = Object.fromEntries(numbers) as Record<string, number>;
      if ('for' in ranges) args.for = fault.for ?? forEverPs;
      const vm = target.split('/')[0]!;
      const isVm = ecu.vms.some(({ name }) => name === vm);
      // A channel belongs to nobody: the VM that the fault is aimed at, or the first one, stands for the transport.
      return {
        use: fault.use,
        vm: isVm ? vm : (fault.into ?? ecu.vms[0]!.name),
        target,
        into: fault.into ?? '',
        atPs: fault.at,
        anchor: '',
        args,
      };
    }),
  );
}

function copiesOf(ecu: EcuDescription, name: string): string[] {
  const all = ecu.vms.flatMap((vm) =>
    [...vm.tasks, ...vm.vcpus, ...vm.devices].map((thing) => `${vm.name}/${thing.name}`),
  );
  const known = new Set([...all, ...ecu.vms.map((vm) => vm.name), ...ecu.channels.map((channel) => channel.name)]);
  if (known.has(name)) return [name];
  return [...known].filter((one) => one.startsWith(`${name}.`) && /^\d+$/.test(one.slice(name.length + 1)));
}

/** One entry of `faults` as YAML in one line, for `--set faults.NAME=...` and for files. */
export function faultText({ use, target, into, atPs, args }: Action): string {
  const { ranges } = definitionOf(use)!;
  const parts = [`use: ${use}`, `in: ${target}`, `at: ${atPs} ps`];
  if (into !== '') parts.push(`into: ${into}`);
  for (const [name, { unit }] of Object.entries(ranges)) {
    const value = args[name]!;
    parts.push(`${name}: ${unit === 'time' ? `${value} ps` : unit === 'size' ? `${value} B` : value}`);
  }
  return `{${parts.join(', ')}}`;
}
