/**
 * Back-ends that are no task: the hypervisor itself serves requests on the core that notified it, before that guest goes on;
 * hardware serves them beside all cores, and its interrupts may reach the guest without the hypervisor.
 */
import type { Guest } from '../guest/guest.ts';
import type { Dispatcher } from '../hypervisor/dispatcher.ts';
import type { Vcpu } from '../hypervisor/vcpu.ts';
import { causeIndex } from '../ledger/ledger.ts';
import type { Place } from './place.ts';
import type { VirtioDevice } from './virtio-device.ts';

export class HypervisorPlace implements Place {
  readonly emulated = true;
  readonly direct = false;
  readonly #guest: Guest;
  readonly #dispatcher: Dispatcher;
  #active = false;

  constructor(guest: Guest, dispatcher: Dispatcher) {
    this.#guest = guest;
    this.#dispatcher = dispatcher;
  }

  notify(device: VirtioDevice, nowPs: number, from: Vcpu | null): void {
    if (this.#active) return;
    this.#active = true;
    device.wokenAtPs = nowPs;
    device.wokenCulprit = -1;
    device.attend();
    this.#next(device, nowPs, from ?? device.vm.vcpus[0]!);
  }

  #next(device: VirtioDevice, nowPs: number, vcpu: Vcpu): void {
    const work = device.nextWork(nowPs);
    if (work === null) {
      this.#active = false;
      return;
    }
    const pcpu = vcpu.pcpu ?? vcpu.assigned;
    this.#guest.settle(vcpu);
    this.#dispatcher.owe(pcpu, work.ps, causeIndex.trap, device.vm.id);
    device.later(nowPs + pcpu.debts.totalPs, (atPs) => {
      device.executed(work, atPs);
      this.#next(device, atPs, vcpu);
    });
  }

  beforeInterrupt(): void {}
}

export class HardwarePlace implements Place {
  readonly emulated = false;
  readonly direct: boolean;
  #active = false;

  constructor(direct: boolean) {
    this.direct = direct;
  }

  notify(device: VirtioDevice, nowPs: number, _from: Vcpu | null): void {
    if (this.#active) return;
    this.#active = true;
    device.wokenAtPs = nowPs;
    device.wokenCulprit = -1;
    device.attend();
    this.#next(device, nowPs);
  }

  #next(device: VirtioDevice, nowPs: number): void {
    const work = device.nextWork(nowPs);
    if (work === null) {
      this.#active = false;
      return;
    }
    device.later(nowPs + work.ps, (atPs) => {
      device.executed(work, atPs);
      this.#next(device, atPs);
    });
  }

  beforeInterrupt(): void {}
}
