/**
 * Round robin without priorities: everyone takes turns of one quantum.
 *
 * Queue: one per set of processors, in order of turn. A unit whose quantum ends goes to the tail; a waking unit too,
 * with a new quantum. Boosted units (ceilings) go first.
 *
 * Source: textbook (Tanenbaum, Modern Operating Systems, 2.4). Quantum 10 ms by default, the round-robin slice of
 * Fiasco (kernkonzept/fiasco `src/Kconfig`).
 */
import { z } from 'zod';
import { time } from '../../parameter.ts';
import { placementParameter, placesOf } from '../placement.ts';
import type { Level, PolicyDefinition } from '../policy.ts';
import { behind, RankedPolicy } from '../ranked-policy.ts';
import { leastQuantum, Slices } from '../slices.ts';

const parameters = z.object({
  quantum: time({ min: 1e6, by: leastQuantum }).default(10e9).describe('10 ms: kernkonzept/fiasco src/Kconfig'),
  placement: placementParameter('global'),
});
const unitParameters = z.object({});
type Options = z.output<typeof parameters>;

class RoundRobin extends RankedPolicy {
  readonly timerCount = 0;
  private readonly slices: Slices;

  constructor(level: Level, options: Options) {
    super(level, placesOf(level, options.placement));
    this.slices = new Slices(level.units.map(() => options.quantum));
  }

  protected arrive(u: number, _why: unknown, nowPs: number): void {
    this.slices.renew(u);
    this.rank(u, 0, nowPs);
  }

  protected override limitAtPs(u: number, nowPs: number): number {
    return this.slices.endAtPs(u, nowPs);
  }

  protected override spend(u: number, heldPs: number, _suppliedPs: number, nowPs: number): void {
    if (this.slices.burn(u, heldPs) && this.awake[u]) this.rank(u, 0, behind(this.slices.beganAtPs(u, nowPs)));
  }

  override yield(u: number, nowPs: number): void {
    this.slices.renew(u);
    super.yield(u, nowPs);
  }
}

export const roundRobin = {
  name: 'round-robin',
  origin: 'textbook round robin',
  summary: 'All take turns of one quantum, whatever their priority.',
  levels: ['hypervisor', 'guest'],
  workConserving: true,
  reads: { preemptible: 'false: keeps its processor until it blocks' },
  parameters,
  unitParameters,
  create: (level: Level, options: Options) => new RoundRobin(level, options),
} as const satisfies PolicyDefinition;
