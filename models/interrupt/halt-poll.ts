/**
 * Halt polling of KVM: before it blocks an idle vCPU, the host polls for a window; an interrupt that comes within it wakes the
 * vCPU without a switch. The window of each vCPU grows and shrinks with what happened. Times in ps.
 *
 * Source: torvalds/linux, Documentation/virt/kvm/halt-polling.rst and virt/kvm/kvm_main.c: cap 200 us (x86) or 500 us (arm64),
 * grow factor 2 from 10 us, shrink 0 (to nothing). It polls only when nothing else wants the core.
 */
export interface HaltPollParameters {
  readonly capPs: number;
  readonly growStartPs: number;
  readonly growFactor: number;
  /** 0: shrinks to nothing; n: to a n-th. */
  readonly shrink: number;
}

export const kvmHaltPoll: HaltPollParameters = { capPs: 500e6, growStartPs: 10e6, growFactor: 2, shrink: 0 };

export class HaltPoll {
  readonly #parameters: HaltPollParameters;
  windowPs = 0;

  constructor(parameters: HaltPollParameters) {
    this.#parameters = parameters;
  }

  /** The vCPU was halted for `blockPs` until something woke it. Gives the time that was spent polling of it. */
  halted(blockPs: number): number {
    const { capPs, growStartPs, growFactor, shrink } = this.#parameters;
    const polledPs = blockPs < this.windowPs ? blockPs : this.windowPs;
    if (blockPs > this.windowPs) {
      // A short halt that the window missed makes it grow; a long one shows that polling is in vain.
      if (blockPs <= capPs && this.windowPs < capPs)
        this.windowPs = Math.min(capPs, this.windowPs === 0 ? growStartPs : this.windowPs * growFactor);
      else if (blockPs > capPs) this.windowPs = shrink === 0 ? 0 : Math.floor(this.windowPs / shrink);
    }
    return polledPs;
  }
}
