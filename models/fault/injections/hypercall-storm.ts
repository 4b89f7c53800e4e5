/** A guest asks the hypervisor for one thing after the other as fast as it can. */
import { z } from 'zod';
import { causeIndex } from '../../ledger/ledger.ts';
import { count, time } from '../../parameter.ts';
import { strikes } from '../action.ts';
import type { InjectionDefinition } from '../injection.ts';
import { storm } from '../storm.ts';

export const hypercallStorm = {
  name: 'hypercall-storm',
  summary: 'Hypercalls back to back',
  effect: 'T4',
  place: 'vcpu',
  ranges: { times: { unit: 'count', min: 1, max: 300 }, gap: { unit: 'time', min: 1_000_000, max: 20_000_000 } },
  parameters: z.object({ times: count(0).default(1), gap: time().default(1_000_000) }),
  withinContract: true,
  strike(world, action) {
    const vcpu = world.vcpu(action.target);
    if (vcpu === null) return strikes.idle;
    const { dispatcher, ladder } = world.machine;
    storm(world, action.args.times!, action.args.gap!, () => {
      if (vcpu.pcpu === null) return;
      ladder.settle(vcpu.pcpu);
      dispatcher.owe(vcpu.pcpu, dispatcher.costs.trapPs, causeIndex.trap, vcpu.vm.id);
    });
    return strikes.effective;
  },
} as const satisfies InjectionDefinition;
