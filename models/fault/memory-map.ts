/**
 * Who may reach which memory: the second translation stage of each VM and the IOMMU domains of its devices, as the
 * hypervisor would set them up. Host-physical addresses are laid out in the declared order of VMs, each area aligned to
 * 1 GiB, so a VM's addresses do not depend on how large the others are unless one exceeds that; below each area lies one
 * unmapped guard page. An access is translated page by page; the first page without a mapping ends it.
 *
 * This is the mechanism. Whether what it let through was allowed is judged elsewhere, from the description alone.
 * Source: Arm Architecture Reference Manual, stage 2 translation; Arm SMMU architecture specification (stream table entries).
 */
export interface MappedRegion {
  /** Host-physical, bytes. */
  readonly baseBytes: number;
  readonly sizeBytes: number;
  readonly rights: readonly string[];
}

export interface MapVm {
  readonly name: string;
  readonly memoryBytes: number;
  readonly pageBytes: number;
}

export interface MapOptions {
  readonly vms: readonly MapVm[];
  /** False: nothing translates what the guests' cores address. */
  readonly stage2: boolean;
  /** False: devices reach all memory. */
  readonly iommu: boolean;
  /** False: areas adjoin, and the page below an area belongs to the VM before it. */
  readonly guardPages: boolean;
  /** Shared windows by VM: host areas of other VMs that it may reach. */
  readonly windows: ReadonlyMap<string, readonly MappedRegion[]>;
}

const alignBytes = 2 ** 30;

export class MemoryMap {
  readonly #options: MapOptions;
  readonly #areas = new Map<string, MappedRegion>();

  constructor(options: MapOptions) {
    this.#options = options;
    let baseBytes = alignBytes;
    for (const { name, memoryBytes, pageBytes } of options.vms) {
      const sizeBytes = Math.ceil(memoryBytes / pageBytes) * pageBytes;
      this.#areas.set(name, { baseBytes, sizeBytes, rights: ['read', 'write', 'execute', 'dma'] });
      const usedBytes = options.guardPages ? sizeBytes + pageBytes : sizeBytes;
      baseBytes += options.guardPages ? Math.ceil(usedBytes / alignBytes) * alignBytes : usedBytes;
    }
  }

  area(vm: string): MappedRegion {
    return this.#areas.get(vm)!;
  }

  /** Owner of a host-physical byte; null: nobody's (a guard page, a hole, no memory). */
  ownerOf(addressBytes: number): string | null {
    for (const [name, { baseBytes, sizeBytes }] of this.#areas) {
      if (addressBytes >= baseBytes && addressBytes < baseBytes + sizeBytes) return name;
    }
    return null;
  }

  /** May a core of `vm` write there, as its second stage is set up? */
  coreReaches(vm: string, addressBytes: number): boolean {
    return !this.#options.stage2 || this.#mapped(vm, addressBytes, 'write');
  }

  /** May a device of `vm` write there, as its IOMMU domain is set up? */
  deviceReaches(vm: string, addressBytes: number): boolean {
    return !this.#options.iommu || this.#mapped(vm, addressBytes, 'dma');
  }

  #mapped(vm: string, addressBytes: number, right: string): boolean {
    const inside = ({ baseBytes, sizeBytes, rights }: MappedRegion) =>
      addressBytes >= baseBytes && addressBytes < baseBytes + sizeBytes && rights.includes(right);
    return inside(this.area(vm)) || (this.#options.windows.get(vm) ?? []).some(inside);
  }
}
