/** Who has a pCPU: the overhead that it pays first, then the vCPU that holds it. Times in ps. */
import type { Interval, Lane } from '../fact.ts';
import { Stretches } from './stretches.ts';

interface Holder {
  readonly vm: string | null;
  readonly label: string;
  readonly overhead: boolean;
}

export class PcpuLane {
  readonly #label: string;
  readonly #strip: boolean;
  readonly #stretches: Stretches<Holder>;
  #holder: Holder | null = null;
  /** Debts that are not paid yet, one after the other: [end, what]. */
  readonly #debts: [number, Holder][] = [];
  #debtEndPs = 0;

  /** @param strip a core beside the job's own: VMs only */
  constructor(label: string, strip: boolean, window: Interval) {
    this.#label = label;
    this.#strip = strip;
    this.#stretches = new Stretches<Holder>(window, (a, b) => a.label === b.label && a.overhead === b.overhead);
  }

  hold(vm: string, vcpu: string, atPs: number): void {
    this.#advance(atPs);
    this.#holder = { vm, label: this.#strip ? vm : vcpu, overhead: false };
    this.#show(atPs);
  }

  leave(atPs: number): void {
    this.#advance(atPs);
    this.#holder = null;
    this.#show(atPs);
  }

  debt(cause: string, debtPs: number, atPs: number): void {
    this.#advance(atPs);
    this.#debtEndPs = Math.max(this.#debtEndPs, atPs) + debtPs;
    this.#debts.push([this.#debtEndPs, { vm: null, label: cause, overhead: true }]);
    this.#show(atPs);
  }

  #show(atPs: number): void {
    this.#stretches.set(this.#debts[0]?.[1] ?? this.#holder, atPs);
  }

  #advance(toPs: number): void {
    while (this.#debts.length > 0 && this.#debts[0]![0] <= toPs) {
      const [endPs] = this.#debts.shift()!;
      this.#show(endPs);
    }
  }

  lane(endPs: number): Lane {
    this.#advance(endPs);
    this.#stretches.end();
    return { kind: 'pcpu', label: this.#label, strip: this.#strip, intervals: this.#stretches.intervals };
  }
}
