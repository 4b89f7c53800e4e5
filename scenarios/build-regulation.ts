/**
 * What the file's regulators leave to each VM on each cluster, put together: pools of the shared caches, DRAM banks, caps.
 *
 * The cache is cut into cells: a way of a colour, when both are given out. Cells that the same VMs may fill are one pool;
 * a VM spreads its lines over its pools by their size. That is exact for colours, whose pages are spread evenly, and
 * the mean for ways.
 */
import { mulDivFloor } from '../engine/time.ts';
import { one } from '../models/memory/rate/demand.ts';
import type { RateLimits, VmLimits } from '../models/memory/rate/rate-model.ts';
import type { RateRegulation } from '../models/memory/regulator.ts';
import { splitByWeight } from '../models/memory/split.ts';
import type { Cluster } from './shared-memory.ts';

/** Limits are numbered vm * clusters + cluster; pools go cluster by cluster. */
export function limitsOf(
  regulations: readonly RateRegulation[],
  clusters: readonly Cluster[],
  vms: number,
  lineBytes: number,
): RateLimits {
  const groups = groupsOf(regulations, vms);
  const cells = groups.reduce((sum, group) => sum + group.cells, 0);
  const pools: number[] = [];
  for (const { lines } of clusters) {
    const parts: number[] = [];
    splitByWeight(
      lines,
      groups.map((group) => group.cells),
      groups.length,
      parts,
    );
    pools.push(...parts);
  }
  const of: VmLimits[] = [];
  for (let vm = 0; vm < vms; vm += 1) {
    const own: number[] = [];
    splitByWeight(
      one,
      groups.map((group) => (group.vms.includes(vm) ? group.cells : 0)),
      groups.length,
      own,
    );
    for (const [cluster, { lines }] of clusters.entries()) {
      const shares = pools.map((_, pool) =>
        Math.floor(pool / groups.length) === cluster ? own[pool % groups.length]! : 0,
      );
      of.push({
        vm,
        shares,
        cacheLines: lines,
        banks: banksOf(regulations, vm),
        capPs: capPsOf(regulations, vm, lineBytes),
      });
    }
  }
  return { pools: cells === 0 ? [] : pools, of };
}

interface Group {
  readonly vms: readonly number[];
  cells: number;
}

/** Cells of the cache by the VMs that may fill them. */
function groupsOf(regulations: readonly RateRegulation[], vms: number): Group[] {
  const every = Array.from({ length: vms }, (_, vm) => vm);
  let cells: (readonly number[])[] = [every];
  for (const { cache } of regulations) {
    if (cache === undefined) continue;
    const parts = Array.from({ length: cache.parts }, (_, part) =>
      every.filter((vm) => cache.allowed[vm]!.includes(part)),
    );
    cells = cells.flatMap((left) => parts.map((right) => left.filter((vm) => right.includes(vm))));
  }
  const groups = new Map<string, Group>();
  for (const allowed of cells) {
    const key = allowed.join();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { vms: allowed, cells: 1 });
    else group.cells += 1;
  }
  return [...groups.values()];
}

/** Banks that all regulators allow; null when none speaks of banks. */
function banksOf(regulations: readonly RateRegulation[], vm: number): readonly number[] | null {
  let banks: readonly number[] | null = null;
  for (const { banks: allowed } of regulations) {
    if (allowed !== undefined)
      banks = banks === null ? allowed[vm]! : banks.filter((bank) => allowed[vm]!.includes(bank));
  }
  return banks;
}

/** Shortest time between two lines under the tightest cap; 0 without one. */
function capPsOf(regulations: readonly RateRegulation[], vm: number, lineBytes: number): number {
  let capPs = 0;
  for (const { capBytesPerSecond } of regulations) {
    const cap = capBytesPerSecond?.[vm] ?? null;
    if (cap !== null) capPs = Math.max(capPs, mulDivFloor(lineBytes, 1e12, cap));
  }
  return capPs;
}
