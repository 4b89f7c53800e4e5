/**
 * seL4 without MCS: 256 fixed priorities, round robin inside a priority by counted ticks.
 *
 * Queue: one per priority and core. A pre-empted thread and a woken one go to the head of their priority (RECALLED:
 * `tcbSchedEnqueue`); a thread whose slice ends goes to the tail (`tcbSchedAppend`). A slice is five ticks of 2 ms, counted
 * at ticks only: a thread that is switched in just before a tick pays a whole one. Equals never pre-empt each other.
 *
 * Source: seL4/seL4 `src/kernel/thread.c`; CONFIG_TIMER_TICK_MS 2, CONFIG_TIME_SLICE 5, CONFIG_NUM_PRIORITIES 256.
 */
import { z } from 'zod';
import { count, time } from '../../parameter.ts';
import { priorityProblems } from '../budget-checks.ts';
import { placesOf } from '../placement.ts';
import type { Level, PolicyDefinition, UnitSpec } from '../policy.ts';
import { behind, RankedPolicy } from '../ranked-policy.ts';

const parameters = z.object({
  tick: time({ min: 1e9, by: 'seL4: CONFIG_TIMER_TICK_MS counts whole ms' })
    .default(2e9)
    .describe('2 ms: CONFIG_TIMER_TICK_MS'),
  ticks_per_slice: count(1).default(5).describe('5: CONFIG_TIME_SLICE'),
});
const unitParameters = z.object({});
type Options = z.output<typeof parameters>;

class Sel4RoundRobin extends RankedPolicy {
  readonly timerCount = 0;
  private readonly options: Options;
  private readonly ticksLeft: number[];
  private readonly ended: boolean[];

  constructor(level: Level, options: Options) {
    super(level, placesOf(level, 'partitioned'));
    this.options = options;
    this.ticksLeft = level.units.map(() => options.ticks_per_slice);
    this.ended = level.units.map(() => false);
  }

  protected arrive(u: number, _why: unknown, nowPs: number): void {
    this.ended[u] = false;
    this.rank(u, this.ownRank(u), -nowPs);
  }

  protected override boostedKey(ownKey: number, urgency: number): number {
    return Math.min(ownKey, -urgency);
  }

  protected override beats(waiting: number, running: number): boolean {
    const { key } = this.waiting;
    return key[waiting]! < key[running]! || (key[waiting] === key[running] && this.ended[running]!);
  }

  protected override displaced(u: number, nowPs: number): void {
    if (!this.ended[u]) this.rank(u, this.ownRank(u), -nowPs);
    this.ended[u] = false;
  }

  protected override spend(u: number, heldPs: number, _suppliedPs: number, nowPs: number): void {
    const { tick, ticks_per_slice: slice } = this.options;
    this.ended[u] = false;
    this.ticksLeft[u]! -= Math.floor(nowPs / tick) - Math.floor((nowPs - heldPs) / tick);
    if (this.ticksLeft[u]! > 0) return;
    this.ticksLeft[u] = slice;
    this.ended[u] = true;
    if (this.awake[u]) this.rank(u, this.ownRank(u), behind(nowPs));
  }

  protected override limitAtPs(u: number, nowPs: number): number {
    const { tick } = this.options;
    this.ended[u] = false;
    return (Math.floor(nowPs / tick) + this.ticksLeft[u]!) * tick;
  }

  override yield(u: number, nowPs: number): void {
    this.ticksLeft[u] = this.options.ticks_per_slice;
    this.ended[u] = true;
    super.yield(u, nowPs);
  }

  private ownRank(u: number): number {
    return -this.level.units[u]!.priority;
  }
}

export const sel4Rr = {
  name: 'sel4-rr',
  origin: 'seL4/seL4 src/kernel/thread.c (configuration without MCS)',
  summary: 'Fixed priorities, 256 of them, per core, round robin by counted ticks among equals.',
  levels: ['hypervisor', 'guest'],
  workConserving: false,
  reads: { priority: '0 to 255, larger runs first', preemptible: 'false: keeps its processor until it blocks' },
  parameters,
  unitParameters,
  admission: (units: readonly UnitSpec[]) => priorityProblems(units, 0, 255),
  create: (level: Level, options: Options) => new Sel4RoundRobin(level, options),
} as const satisfies PolicyDefinition;
