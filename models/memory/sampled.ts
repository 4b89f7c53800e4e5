/**
 * The access level inside a run. For each set of programs that run at the same time, the memory machine executes them access
 * by access: first in no time, for what that leaves in the caches, then in time until queues are what they are, and then as
 * long again; what a program does in that last part, beside the others and alone without regulators, is its rate. Losses are
 * split by what the machine saw each core wait for. Sets that come back are not executed again.
 *
 * Sampled, therefore: the state of the caches is that of programs that have run together for a while. What a switch costs
 * is the refill debt of the rate level, and which lines a budget of memory allows is counted at the rate level's traffic. A
 * machine has one shared cache. Cores of one VM lie in regions of their own, since their tasks have data of their own.
 */
import { stream } from '../../engine/chance.ts';
import { check } from '../../engine/check.ts';
import { Kernel } from '../../engine/kernel.ts';
import { phases } from '../../engine/phase.ts';
import { mulDivFloor } from '../../engine/time.ts';
import { rateDenominator } from '../core/progress.ts';
import type { AccessSource, MemoryAccess } from './access.ts';
import type { DramSetup } from './machine/dram.ts';
import { Machine } from './machine/machine.ts';
import { memoryResources } from './machine/request.ts';
import type { PrivateSetup, SharedSetup } from './machine/setup.ts';
import type { PatternParameters } from './pattern.ts';
import { PatternSource } from './pattern-source.ts';
import { type PatternName, patterns } from './patterns.ts';
import { Known, type RateSolution, type SteadyStates } from './rate/rate-model.ts';
import type { Regulator } from './regulator.ts';
import { splitByWeight } from './split.ts';

const width = memoryResources.length;
/** Of each core in each of the two timed parts. */
const sampledAccesses = 20_000;
/** Of all cores together: bounds the time that one set takes (about a second). */
const mostAccesses = 200_000;
const mostWarmAccesses = 1_000_000;
/** How often a program goes over its lines before: in a cycle once is enough; by chance, e^-6 are still missing. */
const warmPasses = { stream: 1.25, stride: 1.25, chase: 1.25, random: 6, 'working-set': 6 } as const satisfies Record<
  PatternName,
  number
>;
const mostPs = 1e12;

/** A program as accesses. */
export interface SampledProgram {
  readonly use: PatternName;
  readonly parameters: PatternParameters;
  /** Execution before each access, ps. */
  readonly gapPs: number;
  /** Waits for each access before it goes on. */
  readonly dependent: boolean;
  readonly caches: PrivateSetup;
  /** Accesses in which it touches its lines once. */
  readonly accessesPerPass: number;
  /** Stays in its private caches: it loses nothing. */
  readonly quiet: boolean;
}

export interface SampledChip {
  readonly shared: SharedSetup | null;
  readonly dram: DramSetup;
  readonly transferPs: number;
  readonly lineBytes: number;
  /** Regulators in their first state, for cores whose VMs are these. */
  readonly regulators: (vms: readonly number[]) => readonly Regulator[];
}

/** What the second part saw of one core. */
interface Sample {
  readonly accesses: number;
  readonly elapsedPs: number;
  /** Waits at [resource * cores + culprit]. */
  readonly waits: readonly number[];
}

/** Rates and losses measured; lines and traffic are those of the steady state underneath. */
export class SampledModel implements SteadyStates {
  readonly #chip: SampledChip;
  readonly #steady: SteadyStates;
  /** By number of the demand in `steady`. */
  readonly #programs: readonly SampledProgram[];
  /** VM of each number of limits. */
  readonly #vmOf: readonly number[];
  readonly #known = new Known<RateSolution>();
  readonly #alone = new Map<string, Sample>();

  constructor(chip: SampledChip, steady: SteadyStates, programs: readonly SampledProgram[], vmOf: readonly number[]) {
    this.#chip = chip;
    this.#steady = steady;
    this.#programs = programs;
    this.#vmOf = vmOf;
  }

  solve(demands: readonly number[], limits: readonly number[]): RateSolution {
    return this.#known.of(demands, limits, this.#vmOf.length, () => this.#measure(demands, limits));
  }

  #measure(demands: readonly number[], limits: readonly number[]): RateSolution {
    const cores = demands.length;
    const steady = this.#steady.solve(demands, limits);
    const rates = new Array<number>(cores).fill(rateDenominator);
    const losses = new Array<number>(cores * width * cores).fill(0);
    const active = demands.flatMap((demand, core) => (demand >= 0 && !this.#programs[demand]!.quiet ? [core] : []));
    const vms = active.map((core) => this.#vmOf[limits[core]!]!);
    const together = this.#execute(
      active.map((core) => demands[core]!),
      vms,
      true,
    );
    for (const [i, core] of active.entries()) {
      const solo = this.#aloneOf(demands[core]!, vms[i]!, false);
      const limited = this.#aloneOf(demands[core]!, vms[i]!, true);
      const limitedRate = rateAgainst(solo, limited);
      const rate = Math.min(limitedRate, rateAgainst(solo, together[i]!));
      const at = core * width * cores;
      losses[at + core] = rateDenominator - limitedRate;
      const weights = together[i]!.waits.map((ps, where) => (where % active.length === i ? 0 : ps));
      const shares: number[] = [];
      rates[core] = limitedRate;
      if (!splitByWeight(limitedRate - rate, weights, weights.length, shares)) continue;
      rates[core] = rate;
      for (const [where, share] of shares.entries())
        losses[at + Math.floor(where / active.length) * cores + active[where % active.length]!]! += share;
    }
    return { ...steady, rates, losses };
  }

  #aloneOf(demand: number, vm: number, regulated: boolean): Sample {
    const limited = regulated && this.#chip.regulators([vm]).length > 0;
    const key = limited ? `${demand} ${vm}` : `${demand}`;
    let sample = this.#alone.get(key);
    if (sample === undefined) {
      sample = this.#execute([demand], [vm], limited)[0]!;
      this.#alone.set(key, sample);
    }
    return sample;
  }

  #execute(demands: readonly number[], vms: readonly number[], regulated: boolean): Sample[] {
    if (demands.length === 0) return [];
    const programs = demands.map((demand) => this.#programs[demand]!);
    const kernel = new Kernel();
    const { shared, dram, transferPs, lineBytes, regulators } = this.#chip;
    const setup = {
      owners: programs.length,
      cores: programs.map((program, owner) => ({
        owner,
        source: sourceOf(program, demands[owner]!),
        caches: program.caches,
        priority: 0,
      })),
      shared,
      interconnect: { transferPs, arbiter: 'round-robin' as const },
      dram,
      lineBytes,
      regulators: regulated ? regulators(vms) : [],
    };
    const machine = new Machine(setup, kernel, {
      firstKind: 1,
      corePhase: phases.boundary,
      sharedPhase: phases.device,
      firstRank: 0,
    });
    warm(machine, programs, this.#chip);
    machine.start();
    const wanted = programs.map(() => sampledAccesses);
    runFurther(kernel, machine, wanted);
    const before = programs.map((_, core) => countsOf(machine, core));
    const beganPs = kernel.nowPs;
    runFurther(kernel, machine, wanted);
    return before.map((counts, core): Sample => {
      const after = countsOf(machine, core);
      return {
        accesses: after.accesses - counts.accesses,
        elapsedPs: kernel.nowPs - beganPs,
        waits: after.waits.map((ps, at) => ps - counts.waits[at]!),
      };
    });
  }
}

/**
 * Fills the caches in no time: cores take turns by a clock that knows where lines are found, but no queues, until each has
 * made its passes.
 */
function warm(machine: Machine, programs: readonly SampledProgram[], { shared, transferPs, dram }: SampledChip): void {
  const hitPs = transferPs + (shared?.hitPs ?? 0);
  const missPs = hitPs + dram.timing.columnToDataPs + dram.timing.burstPs;
  const clocks = programs.map(() => 0);
  const left = programs.map(({ accessesPerPass, use }) => Math.ceil(warmPasses[use] * accessesPerPass));
  let behind = left.length;
  for (let made = 0; behind > 0 && made < mostWarmAccesses; made += 1) {
    let core = 0;
    for (let other = 1; other < clocks.length; other += 1) if (clocks[other]! < clocks[core]!) core = other;
    const found = machine.warm(core);
    const { gapPs, dependent, caches } = programs[core]!;
    const waitPs = found === 'private' ? 0 : found === 'shared' ? hitPs : missPs;
    clocks[core]! += 1 + gapPs + (dependent ? waitPs : Math.floor(waitPs / caches.mshrs));
    left[core]! -= 1;
    if (left[core] === 0) behind -= 1;
  }
}

/** Until each core has made `wanted` more accesses, or all together the most. */
function runFurther(kernel: Kernel, machine: Machine, wanted: readonly number[]): void {
  const from = wanted.map((_, core) => machine.coreCounts(core).accesses);
  const goesOn = (): boolean => {
    let behind = false;
    let made = 0;
    for (let core = 0; core < from.length; core += 1) {
      const own = machine.coreCounts(core).accesses - from[core]!;
      made += own;
      if (own < wanted[core]!) behind = true;
    }
    return behind && made < mostAccesses;
  };
  kernel.runWhile(goesOn, kernel.nowPs + mostPs);
}

function countsOf(machine: Machine, core: number): { readonly accesses: number; readonly waits: readonly number[] } {
  const { accesses, blamedPs } = machine.coreCounts(core);
  return { accesses, waits: blamedPs.slice() };
}

/** Speed beside others over speed alone, in 1..D. */
function rateAgainst(solo: Sample, other: Sample): number {
  check(solo.accesses > 0 && other.elapsedPs > 0, 'a sample saw no access');
  const aloneFor = mulDivFloor(solo.elapsedPs, other.accesses, solo.accesses);
  return Math.min(rateDenominator, Math.max(1, mulDivFloor(rateDenominator, aloneFor, other.elapsedPs)));
}

function sourceOf({ use, parameters, gapPs, dependent }: SampledProgram, demand: number): AccessSource {
  const source = new PatternSource(
    patterns[use].create(parameters, stream(1, `demand ${demand}`)),
    gapPs,
    Number.MAX_SAFE_INTEGER,
  );
  if (!dependent) return source;
  return {
    next(out: MemoryAccess): boolean {
      const more = source.next(out);
      out.dependent = true;
      return more;
    },
  };
}
