/**
 * ACRN's NOOP: one thread per processor, no time sharing.
 *
 * Queue: none in the original, whose single slot is taken by the first thread that wakes; its configuration tool forbids
 * a second one. Here a second unit on a processor is reported, and waits until the first sleeps.
 *
 * Source: projectacrn/acrn-hypervisor `hypervisor/common/sched_noop.c`. No parameters.
 */
import { z } from 'zod';
import { partition, placesOf } from '../placement.ts';
import type { AdmissionProblem, Level, PolicyDefinition, UnitSpec } from '../policy.ts';
import { RankedPolicy } from '../ranked-policy.ts';

const parameters = z.object({});
const unitParameters = z.object({});

class Noop extends RankedPolicy {
  readonly timerCount = 0;

  protected arrive(u: number, _why: unknown, nowPs: number): void {
    this.rank(u, 0, nowPs);
  }

  protected override replaceable(): boolean {
    return false;
  }

  override boost(): void {}
}

function admission(units: readonly UnitSpec[], processorCount: number): AdmissionProblem[] {
  const homes = partition(units, processorCount);
  return homes.flatMap((home, unit) => {
    const first = homes.indexOf(home);
    if (first === unit) return [];
    const message = `shares processor ${home} with "${units[first]!.name}"`;
    return [{ unit, key: 'pcpus', message, help: 'NOOP runs one vCPU per processor' }];
  });
}

export const noop = {
  name: 'noop',
  origin: 'projectacrn/acrn-hypervisor hypervisor/common/sched_noop.c',
  summary: 'One vCPU per processor, no time sharing.',
  levels: ['hypervisor'],
  workConserving: false,
  reads: {},
  parameters,
  unitParameters,
  admission,
  create: (level: Level) => new Noop(level, placesOf(level, 'partitioned')),
} as const satisfies PolicyDefinition;
