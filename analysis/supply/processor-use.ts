/**
 * Who has which processor: state machines of the vCPUs and pCPUs, driven by `on`, `off`, `wake`, `block`, `eligible`,
 * `overhead`, `dispatch` and `undispatch` records, settled over the whole horizon (warm-up included). Times in ps.
 *
 * A pCPU pays its debts first, one after the other, whoever holds it (*overhead*); then the vCPU on it pays its own
 * debts and runs its current task (*busy*); else the pCPU is *idle*, also when a guest sits on it in a native WFI.
 *
 * A vCPU on a pCPU is in *run* while it has a current task or a debt, and in *rest* when its guest has nothing to do
 * there. Off a pCPU it is *blocked* when it has nothing to do, else *depleted* (also parked), *window-closed* or *ready*.
 * Facts add *rest* to *blocked*. So busy + idle + overhead of a pCPU, and all states of a vCPU, sum to the horizon.
 *
 * A state is told once time has passed in it: what lasts for no time at all is never told.
 */
import type { RecordSink } from '../../engine/trace/record-sink.ts';
import { recordKinds } from '../../models/records.ts';
import type { RunIndex } from '../run-index.ts';

export type VcpuState = 'run' | 'rest' | 'ready' | 'blocked' | 'depleted' | 'window-closed';

/** Receives each stretch of time of a pCPU that is not idle, ascending per pCPU. */
export interface PcpuTimeSink {
  /** @param vcpuPlace whose time it was, or -1 for the hypervisor's overhead of `cause` (index, else -1) */
  spent(pcpuPlace: number, vcpuPlace: number, cause: number, startPs: number, endPs: number): void;
}

/** Receives each change of a vCPU's state, ascending per vCPU. */
export interface VcpuStateSink {
  changed(vcpuPlace: number, state: VcpuState, atPs: number): void;
}

class VcpuTime {
  /** Place of the pCPU that it is on, or -1. */
  pcpuPlace = -1;
  runnable = false;
  eligibility: 'ready' | 'depleted' | 'window-closed' = 'ready';
  hasTask = false;
  debtPs = 0;
  switches = 0;
  sincePs = 0;
  /** The last state that was told. */
  told: VcpuState = 'blocked';
  readonly totalsPs: Record<VcpuState, number> = {
    run: 0,
    rest: 0,
    ready: 0,
    blocked: 0,
    depleted: 0,
    'window-closed': 0,
  };
}

class PcpuTime {
  /** Place of the vCPU on it, or -1. */
  vcpuPlace = -1;
  /** The last vCPU that was on it: another one is a world switch. */
  contextPlace = -1;
  sincePs = 0;
  /** Debts that are not paid yet, first to last. */
  readonly debts: { readonly endPs: number; readonly cause: number }[] = [];
  busyPs = 0;
  overheadPs = 0;
  worldSwitches = 0;
  readonly perVmPs: number[];

  constructor(vmCount: number) {
    this.perVmPs = new Array<number>(vmCount).fill(0);
  }
}

export class ProcessorUse implements RecordSink {
  readonly #index: RunIndex;
  readonly #horizonPs: number;
  readonly #pcpuSink: PcpuTimeSink | null;
  readonly #vcpuSink: VcpuStateSink | null;
  readonly vcpus: readonly VcpuTime[];
  readonly pcpus: readonly PcpuTime[];
  readonly #vcpuPlaceOfId = new Map<number, number>();
  readonly #pcpuPlaceOfId = new Map<number, number>();

  constructor(
    index: RunIndex,
    horizonPs: number,
    pcpuSink: PcpuTimeSink | null = null,
    vcpuSink: VcpuStateSink | null = null,
  ) {
    this.#index = index;
    this.#horizonPs = horizonPs;
    this.#pcpuSink = pcpuSink;
    this.#vcpuSink = vcpuSink;
    this.vcpus = index.vcpus.map(() => new VcpuTime());
    this.pcpus = index.pcpus.map(() => new PcpuTime(index.ecu.vms.length));
    for (const [place, { id }] of index.vcpus.entries()) this.#vcpuPlaceOfId.set(id, place);
    for (const [place, { id }] of index.pcpus.entries()) this.#pcpuPlaceOfId.set(id, place);
  }

  record(kind: number, atPs: number, subject: number, item: number, object: number, value: number): void {
    if (kind === recordKinds.dispatch || kind === recordKinds.undispatch) {
      const place = this.#vcpuPlaceOfId.get(object);
      if (place === undefined) return;
      this.#advanceVcpu(place, atPs);
      this.vcpus[place]!.hasTask = kind === recordKinds.dispatch;
    } else if (kind === recordKinds.overhead) this.#overhead(atPs, subject, item, value);
    else if (kind >= recordKinds.on && kind <= recordKinds.eligible)
      this.#hypervisor(kind, atPs, subject, object, value);
  }

  #hypervisor(kind: number, atPs: number, subject: number, object: number, value: number): void {
    const place = this.#vcpuPlaceOfId.get(subject);
    if (place === undefined) return;
    const vcpu = this.vcpus[place]!;
    this.#advanceVcpu(place, atPs);
    if (kind === recordKinds.on) {
      vcpu.switches += 1;
      this.#place(place, this.#pcpuPlaceOfId.get(object) ?? -1, atPs);
    } else if (kind === recordKinds.off) this.#place(place, -1, atPs);
    else if (kind === recordKinds.wake) vcpu.runnable = true;
    else if (kind === recordKinds.block) vcpu.runnable = false;
    else if (kind === recordKinds.eligible) vcpu.eligibility = eligibilityOf(value);
  }

  /** Moves a vCPU to a pCPU, or off its pCPU. Both are settled. */
  #place(vcpuPlace: number, pcpuPlace: number, atPs: number): void {
    const vcpu = this.vcpus[vcpuPlace]!;
    if (vcpu.pcpuPlace >= 0) this.pcpus[vcpu.pcpuPlace]!.vcpuPlace = -1;
    vcpu.pcpuPlace = pcpuPlace;
    if (pcpuPlace < 0) return;
    this.#advancePcpu(pcpuPlace, atPs);
    const pcpu = this.pcpus[pcpuPlace]!;
    pcpu.vcpuPlace = vcpuPlace;
    if (pcpu.contextPlace === vcpuPlace) return;
    pcpu.contextPlace = vcpuPlace;
    pcpu.worldSwitches += 1;
  }

  #overhead(atPs: number, subject: number, cause: number, debtPs: number): void {
    const vcpuPlace = this.#vcpuPlaceOfId.get(subject);
    if (vcpuPlace !== undefined) {
      this.#advanceVcpu(vcpuPlace, atPs);
      this.vcpus[vcpuPlace]!.debtPs += debtPs;
      return;
    }
    const place = this.#pcpuPlaceOfId.get(subject);
    if (place === undefined) return;
    this.#advancePcpu(place, atPs);
    const { debts } = this.pcpus[place]!;
    debts.push({ endPs: (debts[debts.length - 1]?.endPs ?? atPs) + debtPs, cause });
  }

  #advanceVcpu(place: number, toPs: number): void {
    const vcpu = this.vcpus[place]!;
    if (vcpu.pcpuPlace >= 0) this.#advancePcpu(vcpu.pcpuPlace, toPs);
    else this.#pass(place, vcpu.runnable ? vcpu.eligibility : 'blocked', toPs);
  }

  #advancePcpu(place: number, toPs: number): void {
    const pcpu = this.pcpus[place]!;
    while (pcpu.debts.length > 0 && pcpu.sincePs < toPs) {
      const { endPs, cause } = pcpu.debts[0]!;
      this.#spend(place, -1, cause, Math.min(endPs, toPs));
      if (endPs <= toPs) pcpu.debts.shift();
    }
    const vcpu = this.vcpus[pcpu.vcpuPlace];
    if (vcpu !== undefined && vcpu.debtPs > 0 && pcpu.sincePs < toPs) {
      const paidPs = Math.min(vcpu.debtPs, toPs - pcpu.sincePs);
      this.#spend(place, pcpu.vcpuPlace, -1, pcpu.sincePs + paidPs);
      vcpu.debtPs -= paidPs;
    }
    if (pcpu.sincePs >= toPs) return;
    if (vcpu?.hasTask) this.#spend(place, pcpu.vcpuPlace, -1, toPs);
    else {
      if (vcpu !== undefined) this.#pass(pcpu.vcpuPlace, 'rest', toPs);
      pcpu.sincePs = toPs;
    }
  }

  /** Time of a pCPU up to `toPs` goes to a vCPU (-1: overhead of `cause`); the vCPU on it passes the same time. */
  #spend(place: number, vcpuPlace: number, cause: number, toPs: number): void {
    const pcpu = this.pcpus[place]!;
    const ps = toPs - pcpu.sincePs;
    if (vcpuPlace < 0) pcpu.overheadPs += ps;
    else {
      pcpu.busyPs += ps;
      pcpu.perVmPs[this.#index.vcpus[vcpuPlace]!.vmPlace]! += ps;
    }
    this.#pcpuSink?.spent(place, vcpuPlace, cause, pcpu.sincePs, toPs);
    const vcpu = this.vcpus[pcpu.vcpuPlace];
    if (vcpu !== undefined) this.#pass(pcpu.vcpuPlace, vcpu.hasTask || vcpu.debtPs > 0 ? 'run' : 'rest', toPs);
    pcpu.sincePs = toPs;
  }

  #pass(place: number, state: VcpuState, toPs: number): void {
    const vcpu = this.vcpus[place]!;
    if (toPs <= vcpu.sincePs) return;
    vcpu.totalsPs[state] += toPs - vcpu.sincePs;
    if (state !== vcpu.told) {
      vcpu.told = state;
      this.#vcpuSink?.changed(place, state, vcpu.sincePs);
    }
    vcpu.sincePs = toPs;
  }

  /** To be called once, after the last record. */
  end(): void {
    for (let place = 0; place < this.pcpus.length; place++) this.#advancePcpu(place, this.#horizonPs);
    for (let place = 0; place < this.vcpus.length; place++) this.#advanceVcpu(place, this.#horizonPs);
  }
}

function eligibilityOf(value: number): VcpuTime['eligibility'] {
  if (value === 0) return 'ready';
  return value === 3 ? 'window-closed' : 'depleted';
}
