/**
 * Static partitioning: every unit has one processor of its own, fixed by the configuration, and no scheduler exists.
 *
 * Queues: none. Units choose in declared order, those with the fewest allowed processors first, the first free allowed
 * processor. A unit without one is a mistake in the configuration and never runs.
 *
 * Source: Jailhouse (siemens/jailhouse, `Documentation/configuration`: `cpus` of a cell are its own) and Bao
 * (bao-project/bao-hypervisor, `src/core/vm.c`: one vCPU per core). No parameters.
 */
import { z } from 'zod';
import type { AdmissionProblem, Eligibility, Level, Pick, Policy, PolicyDefinition, UnitSpec } from '../policy.ts';

const parameters = z.object({});
const unitParameters = z.object({});

/** Processor of each unit, or -1. */
function homes(units: readonly UnitSpec[], processorCount: number): number[] {
  const taken: boolean[] = Array.from({ length: processorCount }, () => false);
  const result = units.map(() => -1);
  const order = units
    .map((_, u) => u)
    .sort((a, b) => units[a]!.processors.length - units[b]!.processors.length || a - b);
  for (const u of order) {
    const p = units[u]!.processors.find((candidate) => !taken[candidate]);
    if (p === undefined) continue;
    taken[p] = true;
    result[u] = p;
  }
  return result;
}

class StaticPartitioning implements Policy {
  readonly timerCount = 0;
  readonly keepsAccounts = false;
  private readonly level: Level;
  private readonly homeOf: readonly number[];
  private readonly ownerOf: number[];

  constructor(level: Level) {
    this.level = level;
    this.homeOf = homes(level.units, level.processorCount);
    this.ownerOf = Array.from({ length: level.processorCount }, () => -1);
    this.homeOf.forEach((p, u) => {
      if (p >= 0) this.ownerOf[p] = u;
    });
  }

  admit(u: number): void {
    const p = this.homeOf[u]!;
    if (p >= 0 && this.level.assigned(u) !== p) this.level.assign(u, p);
  }

  wake(u: number): void {
    const p = this.homeOf[u]!;
    if (p >= 0 && this.level.running(p) !== u) this.level.tickle(p);
  }

  retire(): void {}
  block(): void {}
  yield(): void {}
  boost(): void {}
  charge(): void {}
  timer(): void {}
  placed(): void {}

  pick(p: number, _nowPs: number, out: Pick): void {
    const owner = this.ownerOf[p]!;
    out.unit = owner >= 0 && this.level.runnable(owner) ? owner : -1;
    out.untilPs = Number.POSITIVE_INFINITY;
    out.extraTime = false;
  }

  eligibility(u: number): Eligibility {
    return this.homeOf[u]! < 0 ? 'parked' : 'eligible';
  }
}

function admission(units: readonly UnitSpec[], processorCount: number): AdmissionProblem[] {
  return homes(units, processorCount).flatMap((p, unit) => {
    if (p >= 0) return [];
    const message = `no processor of its own is left for "${units[unit]!.name}"`;
    return [{ unit, key: 'pcpus', message, help: 'static partitioning needs a processor per vCPU' }];
  });
}

export const staticPartitioning = {
  name: 'static',
  origin: 'siemens/jailhouse and bao-project/bao-hypervisor: one vCPU per core, no scheduler',
  summary: 'Every vCPU owns one processor.',
  levels: ['hypervisor'],
  workConserving: false,
  reads: {},
  parameters,
  unitParameters,
  admission,
  create: (level: Level) => new StaticPartitioning(level),
} as const satisfies PolicyDefinition;
