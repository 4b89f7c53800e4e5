/** Who had a pCPU: the vCPU that used it, or the hypervisor's overhead by cause. Times in ps. */
import { causes } from '../../models/records.ts';
import type { Interval, Lane } from '../fact.ts';
import type { RunIndex } from '../run-index.ts';

type PcpuInterval = Extract<Lane, { kind: 'pcpu' }>['intervals'][number];

export class PcpuLane {
  readonly #index: RunIndex;
  readonly #label: string;
  readonly #strip: boolean;
  readonly #window: Interval;
  readonly #intervals: PcpuInterval[] = [];

  /** @param strip a core beside the job's own: VMs only */
  constructor(index: RunIndex, label: string, strip: boolean, window: Interval) {
    this.#index = index;
    this.#label = label;
    this.#strip = strip;
    this.#window = window;
  }

  /** Like `PcpuTimeSink`, ascending: who had the pCPU in [startPs, endPs). */
  spent(vcpuPlace: number, cause: number, startPs: number, endPs: number): void {
    const fromPs = Math.max(startPs, this.#window.startPs);
    const toPs = Math.min(endPs, this.#window.endPs);
    if (fromPs >= toPs) return;
    const vcpu = this.#index.vcpus[vcpuPlace];
    const vm = vcpu?.vm.name ?? null;
    const label = vcpu === undefined ? (causes[cause] ?? 'overhead') : this.#strip ? vcpu.vm.name : vcpu.name;
    const overhead = vcpu === undefined;
    const last = this.#intervals[this.#intervals.length - 1];
    if (last?.endPs === fromPs && last.label === label && last.overhead === overhead) {
      this.#intervals[this.#intervals.length - 1] = { ...last, endPs: toPs };
    } else this.#intervals.push({ startPs: fromPs, endPs: toPs, vm, label, overhead });
  }

  lane(): Lane {
    return { kind: 'pcpu', label: this.#label, strip: this.#strip, intervals: this.#intervals };
  }
}
