/**
 * Who has which processor: state machines of the vCPUs and pCPUs, driven by `on`, `off`, `wake`, `block`, `eligible`
 * and `overhead` records, settled over the whole horizon (warm-up included).
 *
 * A vCPU is at each instant in exactly one state: *run* on a pCPU; else *blocked* when it has nothing to do; else
 * *depleted* (also parked), *window-closed*, or *ready*. A pCPU is in *overhead* while it pays its debts one after the
 * other (whoever holds it), else *busy* while a vCPU is on it, else *idle*. So both partitions sum to the horizon.
 * Debts of a vCPU (guest interrupt handlers, guest switches) are time of its guest and count as busy. Times in ps.
 */
import type { RecordSink } from '../../engine/trace/record-sink.ts';
import { causes, recordKinds } from '../../models/records.ts';
import type { IndexedVcpu, RunIndex } from '../run-index.ts';

export type VcpuState = 'run' | 'ready' | 'blocked' | 'depleted' | 'window-closed';

/** Receives each stretch of time of a pCPU; `vmPlace` is -1 for the hypervisor's overhead. Idle time is not told. */
export interface PcpuTimeSink {
  spent(pcpuPlace: number, vmPlace: number, startPs: number, endPs: number): void;
}

/** Receives each change of a vCPU's service or demand. */
export interface VcpuStateSink {
  changed(vcpuPlace: number, state: VcpuState, atPs: number): void;
}

class VcpuTime {
  state: VcpuState = 'blocked';
  sincePs = 0;
  running = false;
  runnable = false;
  eligibility: 'eligible' | 'depleted' | 'window-closed' = 'eligible';
  switches = 0;
  readonly totalsPs: Record<VcpuState, number> = { run: 0, ready: 0, blocked: 0, depleted: 0, 'window-closed': 0 };
}

class PcpuTime {
  /** Place of the VM of the vCPU on it, or -1. */
  vmPlace = -1;
  occupied = false;
  sincePs = 0;
  debtEndPs = 0;
  busyPs = 0;
  overheadPs = 0;
  worldSwitches = 0;
  readonly perVmPs: number[];

  constructor(vmCount: number) {
    this.perVmPs = new Array<number>(vmCount).fill(0);
  }
}

const worldSwitch = causes.indexOf('world-switch');

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
    if (kind < recordKinds.on || kind > recordKinds.overhead) return;
    if (kind === recordKinds.overhead) {
      this.#overhead(atPs, subject, item, value);
      return;
    }
    const place = this.#vcpuPlaceOfId.get(subject);
    if (place === undefined) return;
    const vcpu = this.vcpus[place]!;
    if (kind === recordKinds.on) this.#on(vcpu, this.#index.vcpus[place]!, object, atPs);
    else if (kind === recordKinds.off) this.#off(vcpu, object, atPs, value);
    else if (kind === recordKinds.wake) vcpu.runnable = true;
    else if (kind === recordKinds.block) vcpu.runnable = false;
    else if (kind === recordKinds.eligible) vcpu.eligibility = eligibilityOf(value);
    this.#restate(place, vcpu, atPs);
  }

  #on(vcpu: VcpuTime, { vmPlace }: IndexedVcpu, pcpuId: number, atPs: number): void {
    vcpu.running = true;
    vcpu.runnable = true;
    vcpu.switches += 1;
    this.#occupy(pcpuId, vmPlace, true, atPs);
  }

  #off(vcpu: VcpuTime, pcpuId: number, atPs: number, why: number): void {
    vcpu.running = false;
    if (why === 1) vcpu.runnable = false;
    else if (why === 2 || why === 4) vcpu.eligibility = 'depleted';
    else if (why === 3) vcpu.eligibility = 'window-closed';
    this.#occupy(pcpuId, -1, false, atPs);
  }

  #occupy(pcpuId: number, vmPlace: number, occupied: boolean, atPs: number): void {
    const place = this.#pcpuPlaceOfId.get(pcpuId);
    if (place === undefined) return;
    const pcpu = this.pcpus[place]!;
    this.#advance(place, pcpu, atPs);
    pcpu.vmPlace = vmPlace;
    pcpu.occupied = occupied;
  }

  #overhead(atPs: number, subject: number, cause: number, debtPs: number): void {
    const place = this.#pcpuPlaceOfId.get(subject);
    if (place === undefined) return;
    const pcpu = this.pcpus[place]!;
    this.#advance(place, pcpu, atPs);
    pcpu.debtEndPs = Math.max(pcpu.debtEndPs, atPs) + debtPs;
    if (cause === worldSwitch) pcpu.worldSwitches += 1;
  }

  /** Accounts for the pCPU's time up to `toPs`: debts first, then whoever holds it. */
  #advance(place: number, pcpu: PcpuTime, toPs: number): void {
    const debtEndPs = Math.min(Math.max(pcpu.debtEndPs, pcpu.sincePs), toPs);
    if (debtEndPs > pcpu.sincePs) {
      pcpu.overheadPs += debtEndPs - pcpu.sincePs;
      this.#pcpuSink?.spent(place, -1, pcpu.sincePs, debtEndPs);
    }
    if (toPs > debtEndPs && pcpu.occupied) {
      pcpu.busyPs += toPs - debtEndPs;
      pcpu.perVmPs[pcpu.vmPlace]! += toPs - debtEndPs;
      this.#pcpuSink?.spent(place, pcpu.vmPlace, debtEndPs, toPs);
    }
    pcpu.sincePs = toPs;
  }

  #restate(place: number, vcpu: VcpuTime, atPs: number): void {
    const state = stateOf(vcpu);
    if (state === vcpu.state) return;
    vcpu.totalsPs[vcpu.state] += atPs - vcpu.sincePs;
    vcpu.sincePs = atPs;
    vcpu.state = state;
    this.#vcpuSink?.changed(place, state, atPs);
  }

  /** To be called once, after the last record. */
  end(): void {
    for (const [place, pcpu] of this.pcpus.entries()) this.#advance(place, pcpu, this.#horizonPs);
    for (const vcpu of this.vcpus) {
      vcpu.totalsPs[vcpu.state] += this.#horizonPs - vcpu.sincePs;
      vcpu.sincePs = this.#horizonPs;
    }
  }
}

function stateOf({ running, runnable, eligibility }: VcpuTime): VcpuState {
  if (running) return 'run';
  if (!runnable) return 'blocked';
  return eligibility === 'eligible' ? 'ready' : eligibility;
}

function eligibilityOf(value: number): VcpuTime['eligibility'] {
  if (value === 0) return 'eligible';
  return value === 3 ? 'window-closed' : 'depleted';
}
