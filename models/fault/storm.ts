/** A run of equal blows, `gapPs` apart, from now on: the body of interrupt storms, retries and floods. */
import { causeIndex } from '../ledger/ledger.ts';
import { type Action, type Strike, strikes } from './action.ts';
import type { FaultWorld } from './world.ts';

export function storm(world: FaultWorld, count: number, gapPs: number, blow: () => void): void {
  const startPs = world.nowPs;
  const next = (number: number): void => {
    blow();
    if (number + 1 < count) world.later(startPs + (number + 1) * gapPs, () => next(number + 1));
  };
  next(0);
}

/** `times` traps of a vCPU into the hypervisor, `gap` apart, while it is on a core. */
export function trapStorm(world: FaultWorld, { target, args }: Action): Strike {
  const vcpu = world.vcpu(target);
  if (vcpu === null) return strikes.idle;
  const { dispatcher, ladder } = world.machine;
  storm(world, args.times!, args.gap!, () => {
    if (vcpu.pcpu === null) return;
    ladder.settle(vcpu.pcpu);
    dispatcher.owe(vcpu.pcpu, dispatcher.costs.trapPs, causeIndex.trap, vcpu.vm.id);
  });
  return strikes.effective;
}
