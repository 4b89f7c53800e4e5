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
  /** See `attach`. */
  policy!: Policy;
  keepsAccounts = true;
  /** The machine's number of each timer of the policy, -1 before its first use. */
  readonly timers: number[] = [];
  /** Instant at which all its cores were settled last. */
  settledAtPs = -1;
  /** Its vCPUs may have become depleted, parked, closed out or free again in this instant. */
  listedChange = false;
  /** Processor number by pCPU index, -1 for cores of other pools. */
  readonly processorOf: readonly number[];

  constructor(name: string, pcpus: readonly Pcpu[], pcpuCount: number) {
    this.name = name;
    this.pcpus = pcpus;
    this.processorOf = Array.from({ length: pcpuCount }, (_, index) => pcpus.findIndex((pcpu) => pcpu.index === index));
  }

  /** Once the level exists. */
  attach(policy: Policy): void {
    this.policy = policy;
    this.keepsAccounts = policy.keepsAccounts !== false;
  }
}
