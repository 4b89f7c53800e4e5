/**
 * Groups of units that share out a weight (Linux cgroups, `cpu.weight`): a group competes like one unit of its weight, and its
 * runnable members share what it gets by their own weights. Held flat: each runnable unit competes with its share of the
 * weights above it, anew whenever a member wakes or sleeps. With Linux's tree of queues this has in common what every unit gets
 * while the same units are runnable; who runs next inside a slice may differ. Over several processors a group has its weight
 * once, as there (`calc_group_shares`). Shares are whole numbers, at least 2 (fair.c, MIN_SHARES).
 */
import type { BandwidthLimit } from './group-bandwidth.ts';
import type { Level } from './policy.ts';

const minShare = 2;
/** fair.c: default_cfs_period. */
const defaultPeriodPs = 100e9;

interface Node {
  readonly weight: number;
  readonly children: Node[];
  readonly units: number[];
  /** Runnable units in it and below. */
  active: number;
}

export class GroupShares {
  private readonly ownWeight: readonly number[];
  private readonly roots: Node[] = [];
  /** Groups of each unit, outermost first. */
  private readonly pathOf: readonly (readonly Node[])[];
  private readonly awake: boolean[];
  private readonly reweigh: (u: number, weight: number) => void;

  /** @param ownWeight weights without groups; those of groups are in the same measure, times 4 (256 is nice 0) */
  constructor(level: Level, ownWeight: readonly number[], reweigh: (u: number, weight: number) => void) {
    this.ownWeight = ownWeight;
    this.reweigh = reweigh;
    this.awake = level.units.map(() => false);
    const nodes = new Map<string, Node>();
    this.pathOf = level.units.map((unit, u) => {
      let siblings = this.roots;
      const path = (unit.groups ?? []).map(({ name, weight }) => {
        let node = nodes.get(name);
        if (node === undefined) {
          node = { weight: weight * 4, children: [], units: [], active: 0 };
          nodes.set(name, node);
          siblings.push(node);
        }
        siblings = node.children;
        return node;
      });
      path.at(-1)?.units.push(u);
      return path;
    });
  }

  /** The unit becomes runnable or sleeps: every runnable unit of its outermost group may get another weight. */
  set(u: number, isAwake: boolean): void {
    const path = this.pathOf[u]!;
    if (path.length === 0 || this.awake[u] === isAwake) return;
    this.awake[u] = isAwake;
    for (const node of path) node.active += isAwake ? 1 : -1;
    this.shareOut(path[0]!, path[0]!.weight);
  }

  private shareOut(node: Node, total: number): void {
    let sum = 0;
    for (const child of node.children) if (child.active > 0) sum += child.weight;
    for (const u of node.units) if (this.awake[u]) sum += this.ownWeight[u]!;
    for (const child of node.children)
      if (child.active > 0) this.shareOut(child, Math.max(minShare, Math.floor((total * child.weight) / sum)));
    for (const u of node.units)
      if (this.awake[u]) this.reweigh(u, Math.max(minShare, Math.floor((total * this.ownWeight[u]!) / sum)));
  }
}

/** Quotas of the groups that the units stand in. */
export function groupLimits(level: Level): BandwidthLimit[] {
  const limits = new Map<string, { quotaPs: number; periodPs: number; units: number[] }>();
  level.units.forEach((unit, u) => {
    for (const { name, quotaPs, periodPs } of unit.groups ?? []) {
      if (quotaPs === null) continue;
      if (!limits.has(name)) limits.set(name, { quotaPs, periodPs: periodPs ?? defaultPeriodPs, units: [] });
      limits.get(name)!.units.push(u);
    }
  });
  return [...limits.values()];
}
