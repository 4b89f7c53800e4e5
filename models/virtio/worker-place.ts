/**
 * A back-end that is a task of a VM: a driver domain, or a thread of the host (vhost, a user-space VMM), which is scheduled
 * by the hypervisor like any vCPU. Reaching it costs an interrupt of that VM; it works through all that it finds.
 */
import type { Guest } from '../guest/guest.ts';
import type { Task } from '../guest/task.ts';
import type { Dispatcher } from '../hypervisor/dispatcher.ts';
import type { Vcpu } from '../hypervisor/vcpu.ts';
import { causeIndex } from '../ledger/ledger.ts';
import { holderOf } from './holder.ts';
import type { Place, Work } from './place.ts';
import { portOver, type VirtioDevice } from './virtio-device.ts';

export class WorkerPlace implements Place {
  readonly emulated = true;
  readonly direct = false;
  readonly #guest: Guest;
  readonly #dispatcher: Dispatcher;
  readonly #nowPs: () => number;
  /** Set when the task exists. */
  worker!: Task;
  #device!: VirtioDevice;
  #active = false;
  #work: Work = null;

  constructor(guest: Guest, dispatcher: Dispatcher, nowPs: () => number) {
    this.#guest = guest;
    this.#dispatcher = dispatcher;
    this.#nowPs = nowPs;
  }

  notify(device: VirtioDevice, nowPs: number, from: Vcpu | null): void {
    this.#device = device;
    if (this.#active) return;
    this.#active = true;
    const vcpu = this.worker.assigned;
    const { injectionPs, ipiPs } = this.#dispatcher.costs;
    const isFar = from !== null && vcpu.pcpu !== null && vcpu.pcpu !== from.pcpu;
    this.#guest.settle(vcpu);
    this.#guest.interrupt(vcpu, injectionPs + (isFar ? ipiPs : 0), vcpu.vm.costs.interruptPs, device.id);
    device.wokenAtPs = nowPs + (vcpu.pcpu ?? vcpu.assigned).debts.totalPs;
    device.wokenCulprit = holderOf(vcpu);
    this.#guest.release(this.worker, device.id, 'none');
  }

  beforeInterrupt(device: VirtioDevice, vcpu: Vcpu): void {
    const own = this.worker.assigned;
    const { trapPs, ipiPs } = this.#dispatcher.costs;
    this.#guest.settle(own);
    // The back-end calls the hypervisor; a guest that runs elsewhere is interrupted there.
    this.#dispatcher.owe(own.pcpu ?? own.assigned, trapPs, causeIndex.trap, own.vm.id);
    if (vcpu.pcpu !== null && vcpu.pcpu !== own.pcpu) this.#dispatcher.inject(vcpu, ipiPs, device.id);
  }

  // ---- a step of the worker's task ----

  begin(): number {
    const nowPs = this.#nowPs();
    this.#device.attend();
    this.#work = this.#device.nextWork(nowPs);
    return this.#work?.ps ?? 0;
  }

  worked(): number {
    const nowPs = this.#nowPs();
    if (this.#work !== null) {
      this.#device.executed(this.#work, nowPs);
      this.#work = this.#device.nextWork(nowPs);
    }
    if (this.#work !== null) return this.#work.ps;
    this.#active = false;
    return portOver;
  }
}
