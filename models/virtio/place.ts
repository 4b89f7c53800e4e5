/**
 * The socket of a back-end's place: where the device's side of the rings runs and what reaching it costs. `worker-place.ts`
 * is a task of a VM (a driver domain, vhost, a user-space VMM), `other-places.ts` the hypervisor and the hardware itself.
 */
import type { Vcpu } from '../hypervisor/vcpu.ts';
import type { Request } from './request.ts';
import type { VirtioDevice } from './virtio-device.ts';

export interface Place {
  /** Accesses of the guest to the device's registers trap. */
  readonly emulated: boolean;
  /** A notification reached the place, or something came in, or a medium is done. `from`: vCPU that caused it, or null. */
  notify(device: VirtioDevice, nowPs: number, from: Vcpu | null): void;
  /** Hypervisor time for an interrupt to `vcpu`, beside its injection; charged where the place runs. */
  beforeInterrupt(device: VirtioDevice, vcpu: Vcpu): void;
  /** Interrupts of the device reach a running guest without the hypervisor. */
  readonly direct: boolean;
}

/** What a back-end does next, and how long it takes. */
export type Work = {
  readonly kind: 'request' | 'input' | 'completion';
  readonly request: Request;
  readonly ps: number;
} | null;
