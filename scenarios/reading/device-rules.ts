/**
 * Rules of devices: queues that can be, features that exist and have what they depend on, back-ends and media that fit, one
 * owner per interrupt line, peers that have an end of the stream, requests and activations that the kind of device knows.
 */

import { deviceOf } from '../../models/virtio/devices.ts';
import { missingFor, ringTable } from '../../models/virtio/feature.ts';
import { isPowerOfTwo } from '../../models/virtio/queue.ts';
import type { FileVm } from '../shape.ts';
import { notAmong } from './findings.ts';
import { bare, type Judge } from './judge.ts';
import { kernelOf } from './machine-rules.ts';

type FileDevice = NonNullable<FileVm['devices']>[string];

export class DeviceRules {
  readonly judge: Judge;

  constructor(judge: Judge) {
    this.judge = judge;
  }

  devices(vmName: string, vm: FileVm, lines: Map<number, string>): void {
    for (const [name, device] of Object.entries(vm.devices ?? {})) {
      if (deviceOf(device.use) === null) continue;
      const full = `"${bare(vmName)}/${bare(name)}"`;
      this.#queue(full, device);
      this.#features(full, device);
      this.#medium(full, device);
      this.#backEnd(full, vmName, device);
      this.#line(`${vmName}/${name}`, device, lines);
      this.#peer(full, device);
    }
    this.#users(vmName, vm);
  }

  #list(device: FileDevice): readonly string[] {
    return Array.isArray(device.features) ? (device.features as readonly string[]) : [];
  }

  #queue(full: string, device: FileDevice): void {
    const size = device.queue_size;
    if (typeof size !== 'number' || isPowerOfTwo(size) || this.#list(device).includes('ring-packed')) return;
    this.judge.add(this.judge.node(device, 'queue_size'), {
      message: `queue size ${size} of device ${full} is not a power of two`,
      help: ['a split queue has 2, 4, 8, ... entries; a packed queue (feature "ring-packed") may have any number'],
    });
  }

  #features(full: string, device: FileDevice): void {
    const definition = deviceOf(device.use)!;
    const table = { ...ringTable, ...definition.features };
    const written = this.#list(device);
    const chosen = new Set([...written, ...definition.always]);
    const list = this.judge.node(device, 'features');
    written.forEach((feature, index) => {
      const node = list?.kind === 'list' ? list.items[index] : list;
      if (!Object.hasOwn(table, feature)) {
        this.judge.add(node, notAmong(`feature of device ${full}`, feature, Object.keys(table).sort()));
        return;
      }
      const missing = missingFor(feature, chosen, table);
      if (missing.length === 0) return;
      this.judge.add(node, {
        message: `feature "${feature}" of device ${full} needs ${missing.join(' and ')}`,
        help: ['name it beside, or leave this one out: a driver that lacks it does not take the feature'],
      });
    });
  }

  #medium(full: string, device: FileDevice): void {
    const { media } = deviceOf(device.use)!;
    const chosen = typeof device.medium === 'string' ? this.judge.ecu.media?.[device.medium] : undefined;
    if (chosen === undefined || media.includes(chosen.use)) return;
    this.judge.add(this.judge.node(device, 'medium'), {
      message: `device ${full} (${device.use}) cannot stand before a medium "${chosen.use}"`,
      help: [media.length === 0 ? `a device "${device.use}" has no medium` : `allowed: ${media.join(', ')}`],
    });
  }

  #backEnd(full: string, vmName: string, device: FileDevice): void {
    const place = device.backend;
    if (typeof place !== 'string') return;
    if (place === vmName || bare(place) === bare(vmName)) {
      this.judge.add(this.judge.node(device, 'backend'), {
        message: `device ${full} has its back-end in its own VM`,
        help: ['a back-end runs in another VM, or at: hypervisor, vhost, vmm, passthrough'],
      });
      return;
    }
    const policy = device.worker_policy;
    const owner = this.judge.ecu.vms?.[place];
    const kernel = owner === undefined ? undefined : kernelOf(owner);
    if (typeof policy !== 'string' || kernel === undefined || kernel.taskPolicies.includes(policy)) return;
    this.judge.add(this.judge.node(device, 'worker_policy'), notAmong('worker_policy', policy, kernel.taskPolicies));
  }

  #line(full: string, device: FileDevice, lines: Map<number, string>): void {
    const { line } = device;
    if (typeof line !== 'number') return;
    const owner = lines.get(line);
    if (owner === undefined) lines.set(line, full);
    else
      this.judge.add(this.judge.node(device, 'line'), {
        message: `interrupt line ${line} of "${full}" already belongs to "${owner}"`,
        help: ['a line has one owner'],
      });
  }

  #peer(full: string, device: FileDevice): void {
    const { peer } = device;
    if (typeof peer !== 'string') return;
    if (device.use !== 'vsock') {
      this.judge.addAtKey(device, 'peer', {
        message: `device ${full} (${device.use}) has no peer`,
        help: ['only "vsock" has'],
      });
      return;
    }
    const other = this.judge.ecu.vms?.[peer];
    if (other === undefined || Object.values(other.devices ?? {}).some(({ use }) => use === 'vsock')) return;
    this.judge.add(this.judge.node(device, 'peer'), {
      message: `VM "${peer}", the peer of device ${full}, has no vsock`,
    });
  }

  /** Tasks that ask something of a device, or are released by it. */
  #users(vmName: string, vm: FileVm): void {
    const kindOf = (name: unknown) => {
      const [found] = typeof name === 'string' ? (this.judge.read.names.of('device', vmName).get(name) ?? []) : [];
      const device = found === undefined ? undefined : vm.devices?.[found];
      return device === undefined ? null : deviceOf(device.use);
    };
    for (const [name, task] of Object.entries(vm.tasks ?? {})) {
      const full = `"${bare(vmName)}/${bare(name)}"`;
      for (const step of task.steps ?? []) {
        const kind = kindOf(step.request);
        if (kind !== null && kind.requestQueue < 0)
          this.judge.add(this.judge.node(step, 'request'), {
            message: `${full} can ask nothing of a device "${kind.name}"`,
          });
      }
      if (task.activation?.use !== 'device') continue;
      const kind = kindOf(task.activation.of);
      if (kind === null || kind.inputQueue >= 0) continue;
      this.judge.add(this.judge.node(task.activation, 'of'), {
        message: `${full} waits for a device "${kind.name}", at which nothing comes in`,
        help: ['input comes in at: can, console, input, net, vsock'],
      });
    }
  }
}
