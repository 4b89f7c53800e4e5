/**
 * L4Re's kernel Fiasco: 256 fixed priorities with a round-robin quantum, per processor.
 *
 * Queue: one per priority and processor. A thread whose quantum ends goes to the tail of its priority with a new quantum;
 * a pre-empted one stays at the head with the rest. Threads move only when told to, so not here.
 *
 * Source: kernkonzept/fiasco `src/Kconfig`: 256 priorities, granularity 1000 us, quantum 10 of them. The weighted-fair
 * variants there are experimental and not modelled.
 */
import { z } from 'zod';
import { time } from '../../parameter.ts';
import { priorityProblems } from '../budget-checks.ts';
import { placesOf } from '../placement.ts';
import type { Level, PolicyDefinition, UnitSpec } from '../policy.ts';
import { behind, RankedPolicy } from '../ranked-policy.ts';
import { leastQuantum, Slices } from '../slices.ts';

const parameters = z.object({
  quantum: time({ min: 1e6, by: leastQuantum }).default(10e9).describe('10 ms: src/Kconfig, 10 x 1000 us'),
});
const unitParameters = z.object({});
type Options = z.output<typeof parameters>;

class Fiasco extends RankedPolicy {
  readonly timerCount = 0;
  private readonly slices: Slices;

  constructor(level: Level, options: Options) {
    super(level, placesOf(level, 'partitioned'));
    this.slices = new Slices(level.units.map(() => options.quantum));
  }

  protected arrive(u: number, _why: unknown, nowPs: number): void {
    this.rank(u, -this.level.units[u]!.priority, nowPs);
  }

  protected override boostedKey(ownKey: number, urgency: number): number {
    return Math.min(ownKey, -urgency);
  }

  protected override limitAtPs(u: number, nowPs: number): number {
    return this.slices.endAtPs(u, nowPs);
  }

  protected override spend(u: number, heldPs: number, _suppliedPs: number, nowPs: number): void {
    if (this.slices.burn(u, heldPs) && this.awake[u])
      this.rank(u, -this.level.units[u]!.priority, behind(this.slices.beganAtPs(u, nowPs)));
  }

  override yield(u: number, nowPs: number): void {
    this.slices.renew(u);
    super.yield(u, nowPs);
  }
}

export const fiasco = {
  name: 'fiasco',
  origin: 'kernkonzept/fiasco src/Kconfig (L4Re)',
  summary: 'Fixed priorities, 256 of them, per processor with a 10 ms quantum among equals.',
  levels: ['hypervisor', 'guest'],
  workConserving: false,
  reads: { priority: '0 to 255, larger runs first', preemptible: 'false: keeps its processor until it blocks' },
  parameters,
  unitParameters,
  admission: (units: readonly UnitSpec[]) => priorityProblems(units, 0, 255),
  create: (level: Level, options: Options) => new Fiasco(level, options),
} as const satisfies PolicyDefinition;
