/**
 * The fault plane's view of a built ECU: everything by name, the channels between tasks with their protection, and who may
 * reach which memory. Mechanisms can be switched off one by one, for negative controls; those that the ECU file can switch
 * itself (the IOMMU, the protection of a channel) are switched there.
 */
import type { Stream } from '../engine/chance.ts';
import type { Accelerator } from '../models/core/accelerator.ts';
import { type ChannelPart, Exchange } from '../models/fault/exchange/exchange.ts';
import { type Protection, type ProtectionName, protectionProfiles } from '../models/fault/exchange/protection.ts';
import type { FaultParts } from '../models/fault/fault-plane.ts';
import { type MappedRegion, MemoryMap } from '../models/fault/memory-map.ts';
import type { SlowClock } from '../models/fault/slow-clock.ts';
import type { Task } from '../models/guest/task.ts';
import type { Machine } from '../models/hypervisor/machine.ts';
import type { InterruptSource } from '../models/interrupt/interrupt-source.ts';
import type { Channel, EcuDescription } from './ecu.ts';
import type { EntityTable } from './entity-table.ts';

/** False switches a mechanism off; absent: on. Paths of the built description: `mechanisms.stage2`. */
export interface Mechanisms {
  readonly stage2?: boolean;
  readonly guardPages?: boolean;
  readonly e2eCounter?: boolean;
  readonly e2eDataId?: boolean;
  readonly e2eCrc?: boolean;
  readonly e2eTimeout?: boolean;
}

export interface FaultPlaneParts {
  readonly ecu: EcuDescription;
  readonly machine: Machine;
  readonly table: EntityTable;
  readonly tasks: ReadonlyMap<string, Task>;
  readonly interrupts: ReadonlyMap<string, InterruptSource>;
  readonly accelerators: ReadonlyMap<string, Accelerator>;
  readonly clocks: ReadonlyMap<string, SlowClock>;
  readonly mechanisms: Mechanisms;
  stream(label: string): Stream;
}

export function faultParts(parts: FaultPlaneParts): FaultParts {
  const { ecu, machine, table, tasks, interrupts, accelerators, clocks } = parts;
  const vmName = new Map(ecu.vms.map((vm) => [table.id('vm', vm.name), vm.name]));
  const vcpuName = new Map(
    ecu.vms.flatMap((vm) =>
      vm.vcpus.map((vcpu) => [table.id('vcpu', `${vm.name}/${vcpu.name}`), `${vm.name}/${vcpu.name}`] as const),
    ),
  );
  return {
    machine,
    vms: new Map(machine.vms.map((vm) => [vmName.get(vm.id)!, vm])),
    tasks,
    vcpus: new Map(machine.vcpus.map((vcpu) => [vcpuName.get(vcpu.id)!, vcpu])),
    interrupts,
    accelerators,
    clocks,
    exchange: new Exchange(ecu.channels.map((channel, index) => channelPart(parts, channel, index))),
    memory: memoryMap(ecu, parts.mechanisms),
  };
}

function channelPart(
  { ecu, table, mechanisms, stream }: FaultPlaneParts,
  channel: Channel,
  index: number,
): ChannelPart {
  const users = (key: 'reads' | 'writes') =>
    ecu.vms.flatMap((vm) =>
      vm.tasks
        .filter((task) => task[key].includes(channel.name))
        .map((task) => table.id('task', `${vm.name}/${task.name}`)),
    );
  return {
    name: channel.name,
    index,
    sizeBytes: channel.sizeBytes,
    protection: protectionOf(channel, mechanisms),
    newestOnly: channel.via !== 'vsock',
    buffered: channel.communication !== 'explicit',
    writers: users('writes'),
    readers: users('reads'),
    chance: stream(`channel:${channel.name}`),
  };
}

/** `max_delta` without a number in the file: 1, nothing may be lost. */
function protectionOf({ protect }: Channel, mechanisms: Mechanisms): Protection | null {
  if (protect === null) return null;
  return {
    profile: protectionProfiles[protect.use as ProtectionName],
    timeoutPs: (protect.timeout as number | undefined) ?? null,
    maxDelta: (protect.max_delta as number | undefined) ?? 1,
    checks: {
      counter: mechanisms.e2eCounter !== false,
      dataId: mechanisms.e2eDataId !== false,
      crc: mechanisms.e2eCrc !== false,
      timeout: mechanisms.e2eTimeout !== false,
    },
  };
}

interface Region {
  readonly name: string;
  readonly size: number;
  readonly rights: readonly string[];
  readonly shared_with: readonly string[];
}

/** Regions are laid out from the start of their VM's area, in the order of their names. */
function memoryMap(ecu: EcuDescription, mechanisms: Mechanisms): MemoryMap {
  const options = {
    vms: ecu.vms.map(({ name, memoryBytes, stage2PageBytes }) => ({
      name,
      memoryBytes,
      pageBytes: stage2PageBytes,
    })),
    stage2: mechanisms.stage2 !== false,
    iommu: (ecu.soc.iommu as { present?: boolean } | null)?.present === true,
    guardPages: mechanisms.guardPages !== false,
  };
  const plain = new MemoryMap({ ...options, windows: new Map() });
  const windows = new Map<string, MappedRegion[]>();
  for (const vm of ecu.vms) {
    let baseBytes = plain.area(vm.name).baseBytes;
    for (const { size, rights, shared_with } of vm.regions as readonly Region[]) {
      for (const guest of shared_with)
        windows.set(guest, [...(windows.get(guest) ?? []), { baseBytes, sizeBytes: size, rights }]);
      baseBytes += size;
    }
  }
  return windows.size === 0 ? plain : new MemoryMap({ ...options, windows });
}
