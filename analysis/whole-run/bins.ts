/**
 * The whole run in at most 200 bins: what share of each bin each VM, and the hypervisor, had of each pCPU. Folded while
 * the processors' books are kept. The last bin may be shorter than the others; shares are of its own length.
 */
import type { WholeRunFact } from '../fact.ts';
import type { RunIndex } from '../run-index.ts';
import type { PcpuTimeSink } from '../supply/processor-use.ts';

export const binsMax = 200;

export class WholeRunBins implements PcpuTimeSink {
  readonly #horizonPs: number;
  readonly #index: RunIndex;
  readonly binPs: number;
  readonly #binCount: number;
  /** [pcpu][vm, then hypervisor][bin], ps. */
  readonly #spentPs: number[][][];

  constructor(index: RunIndex, horizonPs: number) {
    this.#index = index;
    this.#horizonPs = horizonPs;
    this.binPs = Math.max(1, Math.ceil(horizonPs / binsMax));
    this.#binCount = Math.ceil(horizonPs / this.binPs);
    this.#spentPs = index.pcpus.map(() =>
      Array.from({ length: index.ecu.vms.length + 1 }, () => new Array<number>(this.#binCount).fill(0)),
    );
  }

  spent(pcpuPlace: number, vcpuPlace: number, _cause: number, startPs: number, endPs: number): void {
    const rows = this.#spentPs[pcpuPlace]!;
    const row = rows[this.#index.vcpus[vcpuPlace]?.vmPlace ?? rows.length - 1]!;
    for (let bin = Math.floor(startPs / this.binPs); bin < this.#binCount; bin++) {
      const fromPs = Math.max(startPs, bin * this.binPs);
      const toPs = Math.min(endPs, (bin + 1) * this.binPs);
      if (fromPs >= toPs) return;
      row[bin]! += toPs - fromPs;
    }
  }

  facts(): WholeRunFact['pcpus'] {
    return this.#index.pcpus.map(({ name }, place) => ({
      pcpu: name,
      shares: this.#spentPs[place]!.map((row) => row.map((ps, bin) => ps / this.#lengthPs(bin))),
    }));
  }

  #lengthPs(bin: number): number {
    return Math.min(this.binPs, this.#horizonPs - bin * this.binPs);
  }
}
