/**
 * ACRN's BVT, borrowed virtual time: the unit with the least virtual time runs, and time passes slower for heavy ones.
 *
 * Queue: one per processor, by effective virtual time, later ones behind equal ones. Units do not move.
 * B1 Virtual time counts in minimum charging units (MCU): after dt it grows by (dt x ratio + residual) / MCU, ratio =
 *    1024 / weight. Effective time equals it: the warp of the theory is parsed there but not implemented.
 * B2 The head runs. The scheduler's virtual time is that of the head, refreshed at each decision.
 * B3 With two or more runnable units a one-shot timer ends the run after (evt2 - evt1) / ratio1 + 5 MCU; a single one has
 *    no timer.
 * B4 A waking unit whose virtual time is 5 or more behind the scheduler's is set to the scheduler's.
 *
 * Source: projectacrn/acrn-hypervisor `hypervisor/common/sched_bvt.c`: MCU 1 ms, context switch allowance 5 MCU, weight 1
 * to 128, default 1. The neutral weight 256 is 1 there. Theory: Duda and Cheriton, SOSP 1999.
 */
import { z } from 'zod';
import { count, time } from '../../parameter.ts';
import { weightProblems } from '../budget-checks.ts';
import { placesOf } from '../placement.ts';
import type { Level, PolicyDefinition, UnitSpec } from '../policy.ts';
import { behind, RankedPolicy } from '../ranked-policy.ts';
import { leastQuantum } from '../slices.ts';

const neutralWeight = 256;
const ratioOfWeightOne = 1024;

const parameters = z.object({
  mcu: time({ min: 1e6, by: leastQuantum }).default(1e9).describe('1 ms: sched_bvt.c, BVT_MCU_MS'),
  context_switch_allowance: count().default(5).describe('5 MCU: sched_bvt.c, BVT_CSA_MCU'),
});
const unitParameters = z.object({});
type Options = z.output<typeof parameters>;

class BorrowedVirtualTime extends RankedPolicy {
  readonly timerCount = 0;
  private readonly options: Options;
  private readonly ratio: readonly number[];
  private readonly avt: number[];
  private readonly residual: number[];
  /** Scheduler's virtual time, by processor. */
  private readonly svt: number[];

  constructor(level: Level, options: Options) {
    super(level, placesOf(level, 'partitioned'));
    this.options = options;
    this.ratio = level.units.map((unit) => Math.max(1, Math.floor((ratioOfWeightOne * neutralWeight) / unit.weight)));
    this.avt = level.units.map(() => 0);
    this.residual = level.units.map(() => 0);
    this.svt = Array.from({ length: level.processorCount }, () => 0);
  }

  protected override begin(u: number): void {
    this.avt[u] = this.svt[this.places[u]![0]!]!;
    this.residual[u] = 0;
  }

  /** B4. */
  protected arrive(u: number, _why: unknown, nowPs: number): void {
    const svt = this.svt[this.places[u]![0]!]!;
    if (this.avt[u]! <= svt - this.options.context_switch_allowance) this.avt[u] = svt;
    this.rank(u, this.avt[u]!, nowPs);
  }

  /** Every wake-up asks for a decision, which also sets the timer anew. */
  protected override beats(): boolean {
    return true;
  }

  protected override replaces(waiting: number, running: number): boolean {
    return this.waiting.before(waiting, running);
  }

  /** B1, exactly, in two parts that stay below 2^53. */
  protected override spend(u: number, heldPs: number, _suppliedPs: number, nowPs: number): void {
    const { mcu } = this.options;
    const whole = Math.floor(heldPs / mcu);
    const rest = (heldPs - whole * mcu) * this.ratio[u]! + this.residual[u]!;
    const carry = Math.floor(rest / mcu);
    this.residual[u] = rest - carry * mcu;
    this.avt[u]! += whole * this.ratio[u]! + carry;
    this.rankQuietly(u, this.avt[u]!, behind(nowPs));
  }

  /** B2 and B3. */
  protected override limitAtPs(u: number, nowPs: number): number {
    const p = this.places[u]![0]!;
    this.svt[p] = this.avt[u]!;
    const second = this.waiting.best(p);
    // The displaced unit is not in the queue yet; it is behind by less than a timer.
    const running = this.level.running(p);
    const other = running >= 0 && running !== u && this.awake[running] ? running : -1;
    const next = second < 0 || (other >= 0 && this.waiting.before(other, second)) ? other : second;
    if (next < 0) return Number.POSITIVE_INFINITY;
    const ahead = Math.max(0, this.avt[next]! - this.avt[u]!);
    const units = Math.floor(ahead / this.ratio[u]!) + this.options.context_switch_allowance;
    return nowPs + Math.max(1, units) * this.options.mcu;
  }
}

export const bvt = {
  name: 'bvt',
  origin: 'projectacrn/acrn-hypervisor hypervisor/common/sched_bvt.c',
  summary: 'Least virtual time runs; heavier vCPUs age slower.',
  levels: ['hypervisor'],
  workConserving: false,
  shares: { windowPs: 1e12, error: 0.02 },
  reads: { weight: '256 is weight 1, up to 128 times that', preemptible: 'false: keeps its processor until it blocks' },
  parameters,
  unitParameters,
  admission: (units: readonly UnitSpec[]) => weightProblems(units, 1, 128 * neutralWeight),
  create: (level: Level, options: Options) => new BorrowedVirtualTime(level, options),
} as const satisfies PolicyDefinition;
