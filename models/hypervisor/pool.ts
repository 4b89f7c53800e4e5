/**
 * A pool: some pCPUs and the vCPUs that one scheduler places on them. Wired by `hypervisor-level.ts`.
 */
import type { Pcpu } from '../core/pcpu.ts';
import type { Policy } from '../scheduling/policy.ts';
import type { Vcpu } from './vcpu.ts';

export class Pool {
  readonly name: string;
  /** Processor number of the policy -> pCPU. */
  readonly pcpus: readonly Pcpu[];
  /** Unit number of the policy -> vCPU; filled while the ECU is built. */
  readonly vcpus: Vcpu[] = [];
  /** Set once the level exists. */
  policy!: Policy;
  /** Processor number by pCPU index, -1 for cores of other pools. */
  readonly processorOf: readonly number[];

  constructor(name: string, pcpus: readonly Pcpu[], pcpuCount: number) {
    this.name = name;
    this.pcpus = pcpus;
    this.processorOf = Array.from({ length: pcpuCount }, (_, index) => pcpus.findIndex((pcpu) => pcpu.index === index));
  }
}
