/**
 * ACRN's IORR: round robin that lets waking units in at once, for I/O.
 *
 * Queue: one per processor. I1: a 10 ms slice is counted down at a 1 ms tick and at each decision; after a decision the
 * previous unit goes to the tail; a used-up slice is refilled by adding one; a waking unit is put at the head, and so
 * takes the processor. Units do not move between processors.
 *
 * Source: projectacrn/acrn-hypervisor `hypervisor/common/sched_iorr.c`: CONFIG_SLICE_MS 10, tick 1 ms.
 */
import { z } from 'zod';
import { time } from '../../parameter.ts';
import { placesOf } from '../placement.ts';
import type { Level, PolicyDefinition } from '../policy.ts';
import { behind, RankedPolicy } from '../ranked-policy.ts';
import { leastQuantum } from '../slices.ts';

const parameters = z.object({
  slice: time({ min: 1e6, by: leastQuantum }).default(10e9).describe('10 ms: sched_iorr.c'),
  tick: time({ min: 1e6, by: leastQuantum }).default(1e9).describe('1 ms: sched_iorr.c'),
});
const unitParameters = z.object({});
type Options = z.output<typeof parameters>;

class Iorr extends RankedPolicy {
  readonly timerCount = 0;
  private readonly options: Options;
  private readonly leftPs: number[];

  constructor(level: Level, options: Options) {
    super(level, placesOf(level, 'partitioned'));
    this.options = options;
    this.leftPs = level.units.map(() => options.slice);
  }

  /** At the head: the later a unit woke, the further in front. */
  protected arrive(u: number, _why: unknown, nowPs: number): void {
    this.rank(u, 0, -nowPs);
  }

  protected override displaced(u: number, nowPs: number): void {
    this.refill(u);
    this.rank(u, 0, behind(nowPs));
  }

  protected override spend(u: number, heldPs: number, _suppliedPs: number, nowPs: number): void {
    this.leftPs[u]! -= heldPs;
    // Only the tick looks: between two ticks a slice may be overdrawn.
    if (this.leftPs[u]! > 0 || nowPs % this.options.tick !== 0) return;
    this.refill(u);
    if (this.awake[u]) this.rank(u, 0, behind(nowPs));
  }

  protected override limitAtPs(u: number, nowPs: number): number {
    const { tick } = this.options;
    const endPs = Math.max(nowPs + 1, nowPs + this.leftPs[u]!);
    return Math.ceil(endPs / tick) * tick;
  }

  private refill(u: number): void {
    while (this.leftPs[u]! <= 0) this.leftPs[u]! += this.options.slice;
  }
}

export const iorr = {
  name: 'iorr',
  origin: 'projectacrn/acrn-hypervisor hypervisor/common/sched_iorr.c',
  summary: 'Round robin of 10 ms per processor; a waking vCPU goes first.',
  levels: ['hypervisor'],
  workConserving: false,
  reads: { preemptible: 'false: keeps its processor until it blocks' },
  parameters,
  unitParameters,
  create: (level: Level, options: Options) => new Iorr(level, options),
} as const satisfies PolicyDefinition;
