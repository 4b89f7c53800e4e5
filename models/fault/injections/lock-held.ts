/** A guest holds a lock of the hypervisor: a long hypercall that cannot be interrupted, on the core where its vCPU runs. */
import { z } from 'zod';
import { causeIndex } from '../../ledger/ledger.ts';
import { time } from '../../parameter.ts';
import { strikes } from '../action.ts';
import type { InjectionDefinition } from '../injection.ts';

export const lockHeld = {
  name: 'lock-held',
  summary: 'A hypercall holds the core and its lock',
  effect: 'T1',
  place: 'vcpu',
  ranges: {
    hold: { unit: 'time', min: 1_000_000, max: 2_000_000_000 },
    for: { unit: 'time', min: 1_000_000_000, max: 50_000_000_000 },
  },
  parameters: z.object({ hold: time().default(1_000_000) }),
  withinContract: false,
  strike(world, action) {
    const vcpu = world.vcpu(action.target);
    if (vcpu === null) return strikes.idle;
    world.whenRunning(vcpu, world.nowPs + action.args.for!, () => {
      const { dispatcher, ladder } = world.machine;
      ladder.settle(vcpu.pcpu!);
      dispatcher.owe(vcpu.pcpu!, action.args.hold!, causeIndex.trap, vcpu.vm.id);
    });
    return strikes.effective;
  },
} as const satisfies InjectionDefinition;
