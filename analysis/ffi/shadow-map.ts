/**
 * Who owns which physical address and who else may write there, from the description alone: the shadow that accesses are held
 * against. It shares no code with the translation of the models. VMs in declared order each begin at a multiple of 1 GiB, the
 * first at 1 GiB, with a page free behind them; regions lie from the start of their VM's memory, in the order of their names.
 */
import type { EcuDescription } from '../../scenarios/ecu.ts';

const gib = 2 ** 30;

interface Region {
  readonly size: number;
  readonly rights: readonly string[];
  readonly shared_with: readonly string[];
}

/** Gives a function: the owner of an address that `vm` must not write; null when it may. */
export function shadowOwner(ecu: EcuDescription): (vm: string, addressBytes: number) => string | null {
  const areas: { readonly name: string; readonly from: number; readonly to: number }[] = [];
  for (const { name, memoryBytes, stage2PageBytes: page } of ecu.vms) {
    const last = areas.at(-1);
    // The next multiple of 1 GiB behind the last area and its free page.
    const from = last === undefined ? gib : (Math.floor((last.to + page - 1) / gib) + 1) * gib;
    areas.push({ name, from, to: from + Math.floor((memoryBytes + page - 1) / page) * page });
  }
  return (vm, address) => {
    const area = areas.find(({ from, to }) => address >= from && address < to);
    if (area === undefined || area.name === vm) return null;
    let from = area.from;
    for (const { size, rights, shared_with } of ecu.vms.find(({ name }) => name === area.name)!
      .regions as readonly Region[]) {
      if (address >= from && address < from + size && shared_with.includes(vm) && rights.includes('write')) return null;
      from += size;
    }
    return area.name;
  };
}
