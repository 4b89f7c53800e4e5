/**
 * The whole run in at most 200 bins: what share of each bin each VM, and the hypervisor, had of each pCPU. Folded while
 * the processors' books are kept. The last bin may be shorter than the others; shares are of its own length.
 */
import type { WholeRunFact } from '../fact.ts';
import type { PcpuTimeSink } from '../supply/processor-use.ts';

export const binsMax = 200;

export class WholeRunBins implements PcpuTimeSink {
  readonly #horizonPs: number;
  readonly binPs: number;
  readonly #binCount: number;
  /** [pcpu][vm, then hypervisor][bin], ps. */
  readonly #spentPs: number[][][];

  constructor(pcpuCount: number, vmCount: number, horizonPs: number) {
    this.#horizonPs = horizonPs;
    this.binPs = Math.max(1, Math.ceil(horizonPs / binsMax));
    this.#binCount = Math.ceil(horizonPs / this.binPs);
    this.#spentPs = Array.from({ length: pcpuCount }, () =>
      Array.from({ length: vmCount + 1 }, () => new Array<number>(this.#binCount).fill(0)),
    );
  }

  spent(pcpuPlace: number, vmPlace: number, startPs: number, endPs: number): void {
    const rows = this.#spentPs[pcpuPlace]!;
    const row = rows[vmPlace < 0 ? rows.length - 1 : vmPlace]!;
    for (let bin = Math.floor(startPs / this.binPs); bin < this.#binCount; bin++) {
      const fromPs = Math.max(startPs, bin * this.binPs);
      const toPs = Math.min(endPs, (bin + 1) * this.binPs);
      if (fromPs >= toPs) return;
      row[bin]! += toPs - fromPs;
    }
  }

  facts(pcpuNames: readonly string[]): WholeRunFact['pcpus'] {
    return pcpuNames.map((pcpu, place) => ({
      pcpu,
      shares: this.#spentPs[place]!.map((row) => row.map((ps, bin) => ps / this.#lengthPs(bin))),
    }));
  }

  #lengthPs(bin: number): number {
    return Math.min(this.binPs, this.#horizonPs - bin * this.binPs);
  }
}
