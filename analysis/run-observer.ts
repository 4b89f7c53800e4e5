/**
 * Everything that can be said of a run without going back in time: give it the records as they are made (a run of any
 * length, no trace kept) or replay a trace into it. What it keeps grows with the jobs of chains and with the switches
 * of vCPUs, not with the records. Times in ps.
 */

import type { RecordSink } from '../engine/trace/record-sink.ts';
import type { Entities } from '../models/records.ts';
import type { EcuDescription } from '../scenarios/ecu.ts';
import { DeviceObserver } from './device/device-observer.ts';
import { ecuFact } from './ecu-fact.ts';
import type { RunFacts } from './fact.ts';
import { LedgerSums } from './interference/ledger-sums.ts';
import {
  type JudgedRequirement,
  judgeRequirements,
  type WatchedRequirement,
  watchRequirements,
} from './judge-requirements.ts';
import { type ChainRun, chainFact, chainTaskIds, communicationNotes, followChain } from './latency/chains.ts';
import { JobTable } from './latency/job-table.ts';
import type { BootTimes, ObservedRun } from './requirement.ts';
import { ExactSum } from './response-time/exact-sum.ts';
import { JobTimes, taskFact } from './response-time/job-times.ts';
import { indexRun, type RunIndex } from './run-index.ts';
import { SupplyObserver, type Wantings } from './supply/least-supply.ts';
import { ProcessorUse } from './supply/processor-use.ts';
import { pcpuFacts, vcpuFacts, vmFacts } from './supply/supply-facts.ts';
import { WholeRunBins } from './whole-run/bins.ts';

export interface RunExtent {
  readonly horizonPs: number;
  readonly warmUpPs: number;
}

/** Names of one run that its records do not hold. */
export interface RunNames {
  readonly seed: number;
  readonly fingerprint: string;
}

export class RunObserver implements RecordSink, ObservedRun {
  readonly ecu: EcuDescription;
  readonly index: RunIndex;
  readonly extent: RunExtent;
  readonly #times: JobTimes;
  readonly #table: JobTable;
  readonly #ledger: LedgerSums;
  readonly #supply: SupplyObserver;
  readonly #bins: WholeRunBins;
  readonly #use: ProcessorUse;
  readonly #devices: DeviceObserver;
  readonly #watched: readonly WatchedRequirement[];
  /** Set before `end` by who simulated the ECU from power-on too. */
  boot: BootTimes | null = null;
  #chains: readonly ChainRun[] = [];
  #judged: readonly JudgedRequirement[] = [];

  /** @param exactItems jobs per task up to which percentiles are exact (buckets of less than 0.8 % above) */
  constructor(ecu: EcuDescription, entities: Entities, extent: RunExtent, exactItems?: number) {
    const index = indexRun(ecu, entities);
    this.ecu = ecu;
    this.index = index;
    this.extent = extent;
    this.#times = new JobTimes(index.tasks, extent, exactItems);
    this.#table = new JobTable(chainTaskIds(index));
    this.#ledger = new LedgerSums(index, extent.warmUpPs);
    this.#supply = new SupplyObserver(index.vcpus.length);
    this.#bins = new WholeRunBins(index, extent.horizonPs);
    this.#use = new ProcessorUse(index, extent.horizonPs, this.#bins, this.#supply);
    this.#devices = new DeviceObserver(entities, extent.warmUpPs);
    this.#watched = watchRequirements(ecu, this.#times);
  }

  record(kind: number, atPs: number, subject: number, item: number, object: number, value: number): void {
    this.#times.record(kind, atPs, subject, item, object, value);
    this.#table.record(kind, atPs, subject, item, object, value);
    this.#ledger.record(kind, atPs, subject, item, object, value);
    this.#use.record(kind, atPs, subject, item, object, value);
    this.#devices.record(kind, atPs, subject, item, object, value);
  }

  /** To be called once, after the last record. Throws `InternalError` when the ledger is not exact. */
  end(): void {
    const { horizonPs, warmUpPs } = this.extent;
    this.#times.end();
    this.#ledger.end();
    this.#use.end();
    this.#supply.end(horizonPs);
    this.#chains = this.ecu.chains.map((chain) => followChain(this.index, this.#table, chain, warmUpPs, horizonPs));
    this.#judged = judgeRequirements(this.#watched, this);
  }

  task(name: string) {
    return this.#times.of(name);
  }

  chain(name: string): ChainRun | undefined {
    return this.#chains.find(({ chain }) => chain.name === name);
  }

  utilisation(subject: string): number | undefined {
    const { horizonPs } = this.extent;
    const pcpu = this.index.pcpus.findIndex(({ name }) => name === subject);
    if (pcpu >= 0) return (this.#use.pcpus[pcpu]!.busyPs + this.#use.pcpus[pcpu]!.overheadPs) / horizonPs;
    let runPs = 0;
    let vcpus = 0;
    this.index.vcpus.forEach(({ name, vm }, place) => {
      if (name !== subject && vm.name !== subject) return;
      runPs += this.#use.vcpus[place]!.totalsPs.run;
      vcpus += 1;
    });
    return vcpus === 0 ? undefined : runPs / (vcpus * horizonPs);
  }

  get judged(): readonly JudgedRequirement[] {
    return this.#judged;
  }

  /** When a vCPU (its place in `index.vcpus`) wanted to run, and when it was served. Call after `end`. */
  wantings(vcpuPlace: number): Wantings {
    return this.#supply.of(vcpuPlace);
  }

  /** All facts but the story of a job, which needs the trace. Call after `end`. */
  facts({ seed, fingerprint }: RunNames): RunFacts {
    const { ecu, index } = this;
    const { horizonPs, warmUpPs } = this.extent;
    return {
      ecu: ecuFact(ecu),
      seed,
      horizonPs,
      warmUpPs,
      fingerprint,
      vms: vmFacts(index, this.#use, (vm) => this.#responseSumPs(vm)),
      tasks: index.tasks.map((task) => taskFact(task, this.#times.of(task.name)!)),
      chains: this.#chains.map(chainFact),
      vcpus: vcpuFacts(index, this.#use, this.#supply),
      pcpus: pcpuFacts(index, this.#use, horizonPs),
      ledger: this.#ledger.facts(),
      requirements: this.#judged.map(({ fact }) => fact),
      story: null,
      wholeRun: {
        binPs: this.#bins.binPs,
        pcpus: this.#bins.facts(),
        violations: this.#judged
          .filter(({ fact }) => fact.verdict === 'violated')
          .map(({ fact, brokenAtPs }) => ({ requirement: fact.id, atPs: brokenAtPs, count: fact.broken })),
      },
      ...(this.#devices.isEmpty
        ? {}
        : { devices: this.#devices.facts(ecu, horizonPs - warmUpPs), virtioRules: this.#devices.rules() }),
      provenance: ecu.provenance,
      warnings: [...ecu.warnings, ...communicationNotes(ecu)],
    };
  }

  #responseSumPs(vm: string): number {
    const total = new ExactSum();
    for (const task of this.index.tasks) {
      if (task.vm.name === vm) total.addSum(this.#times.of(task.name)!.response.sumPs);
    }
    return total.toNumber();
  }
}
