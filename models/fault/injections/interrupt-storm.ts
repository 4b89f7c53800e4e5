/** A device of a guest raises its interrupt again and again: the hypervisor takes each, the guest handles each. */
import { z } from 'zod';
import { count, time } from '../../parameter.ts';
import { strikes } from '../action.ts';
import type { InjectionDefinition } from '../injection.ts';
import { storm } from '../storm.ts';

export const interruptStorm = {
  name: 'interrupt-storm',
  summary: 'Interrupts back to back, several lines at a time',
  effect: 'T4',
  place: 'vcpu',
  ranges: {
    times: { unit: 'count', min: 1, max: 300 },
    burst: { unit: 'count', min: 1, max: 16 },
    gap: { unit: 'time', min: 1_000_000, max: 50_000_000 },
  },
  parameters: z.object({ times: count(0).default(1), burst: count(1).default(1), gap: time().default(1_000_000) }),
  withinContract: false,
  strike(world, action) {
    const vcpu = world.vcpu(action.target);
    if (vcpu === null) return strikes.idle;
    const { dispatcher, guest } = world.machine;
    storm(world, action.args.times!, action.args.gap!, () => {
      guest.settle(vcpu);
      const burst = action.args.burst!;
      guest.interrupt(vcpu, burst * dispatcher.costs.injectionPs, burst * vcpu.vm.costs.interruptPs, vcpu.vm.id);
    });
    return strikes.effective;
  },
} as const satisfies InjectionDefinition;
