/**
 * Which pCPUs a pool owns and which ones a vCPU may use: numbers run through the core types sorted by name; the pool
 * `default` has what no other pool takes.
 */
import type { FileEcu, FileVm } from '../shape.ts';
import { compareNames, type Names } from './names.ts';

export interface PlacedPool {
  readonly name: string;
  readonly pcpus: readonly number[];
}

/** Numbers that `pcpus: [0, a57]` means, ascending, each once. */
export function numbersOf(written: readonly (string | number)[], names: Names): number[] {
  const meanings = names.of('pcpu', null);
  const numbers = written.flatMap((one) => meanings.get(`${one}`) ?? []).map(Number);
  return [...new Set(numbers)].sort((a, b) => a - b);
}

/** All pools, `default` first. */
export function placedPools(ecu: FileEcu, names: Names): PlacedPool[] {
  const own = Object.entries(ecu.hypervisor?.pools ?? {})
    .map(([name, pool]) => ({ name, pcpus: numbersOf(pool?.pcpus ?? [], names) }))
    .sort((a, b) => compareNames(a.name, b.name));
  const taken = new Set(own.flatMap(({ pcpus }) => pcpus));
  const total = names.coreTypes().reduce((sum, { count }) => sum + count, 0);
  const rest = Array.from({ length: total }, (_, number) => number).filter((number) => !taken.has(number));
  return [{ name: 'default', pcpus: rest }, ...own];
}

/** Core type of each pCPU, by its number. */
export function typeOfPcpus(names: Names): string[] {
  return names.coreTypes().flatMap(({ name, count }) => Array.from({ length: count }, () => name));
}

/** Where the vCPU may run, ascending; without `pcpus` anywhere in its VM's pool. */
export function pcpusOf(
  vcpu: { readonly pcpus?: readonly (string | number)[] | undefined } | undefined,
  pool: PlacedPool | undefined,
  names: Names,
): readonly number[] {
  return vcpu?.pcpus === undefined ? (pool?.pcpus ?? []) : numbersOf(vcpu.pcpus, names);
}

/** vCPU names that a task may run on, sorted; without `on` all of its VM. */
export function vcpusOf(on: readonly string[] | undefined, vm: FileVm, vmName: string, names: Names): string[] {
  if (on === undefined) return Object.keys(vm.vcpus ?? {}).sort(compareNames);
  const meanings = names.of('vcpu', vmName);
  return [...new Set(on.flatMap((name) => meanings.get(name) ?? []))].sort(compareNames);
}
