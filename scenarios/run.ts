/**
 * One run of one ECU: description, seed and horizon in, recording out. A pure function of its arguments: the same ones give
 * the same records, bit by bit, in Node, in a browser and in a worker thread.
 */
import { Kernel } from '../engine/kernel.ts';
import type { RecordSink } from '../engine/trace/record-sink.ts';
import { Trace } from '../engine/trace/trace.ts';
import type { StageFault } from '../models/boot/stage.ts';
import type { Program } from '../models/fault/action.ts';
import { FaultPlane } from '../models/fault/fault-plane.ts';
import { EpochLedger, type JobLedger } from '../models/ledger/ledger.ts';
import { isCharge, type Recording } from '../models/records.ts';
import { build } from './build.ts';
import type { Mechanisms } from './build-faults.ts';
import type { EcuDescription } from './ecu.ts';
import { faultsOf } from './faults-of.ts';

export type { Mechanisms } from './build-faults.ts';

export interface RunOptions {
  readonly seed: number;
  readonly horizonPs: number;
  /** False: no charges are kept; times do not change. Default true. */
  readonly ledger?: boolean;
  /** Another formulation of the ledger, for its twin in the tests. */
  readonly createLedger?: () => JobLedger;
  /** Which kinds the trace keeps; default all. Observers and the fingerprint see every record all the same. */
  readonly keep?: (kind: number) => boolean;
  /** Beyond this many records the trace lets all go and keeps none. Default: no limit. */
  readonly keepAtMost?: number;
  readonly observers?: readonly RecordSink[];
  /** Faults of this run beside those of the file; what is null or absent leaves the run as it is. */
  readonly adversary?: Adversary;
  /** From power-on, for a description `withBootTasks`: the run ends when all is up, or at the horizon. */
  readonly boot?: {
    readonly faults: Readonly<Record<string, StageFault>>;
    /** Ends it as soon as every milestone was seen that can be. */
    readonly untilMilestones: boolean;
  };
  /** False: no fingerprint is made (it costs about as much as a plain run); the result's is empty. Default true. */
  readonly fingerprint?: boolean;
  /** False: nothing is recorded at all, for measuring speed. Default true. */
  readonly record?: boolean;
  /** Another kernel, for laws about the order of events. */
  readonly kernel?: Kernel;
  /** Settles every core this often beside all that happens: by law this moves nothing. */
  readonly settleEveryPs?: number;
  /** Called about a hundred times per run with the simulated time; return true to stop early. */
  readonly onProgress?: (nowPs: number) => boolean | undefined;
}

export interface Adversary {
  readonly program: Program;
  /** VMs that are configured and idle. */
  readonly idleVms?: readonly string[];
  /** Mechanisms that no key of the file switches. */
  readonly mechanisms?: Mechanisms;
}

export interface RunResult {
  readonly recording: Recording;
  /** SHA-256 of the records (charges apart), hex. */
  readonly fingerprint: string;
  /** Events of the kernel. */
  readonly events: number;
  /** The horizon, or less when `onProgress` stopped the run. */
  readonly endedAtPs: number;
}

export function run(ecu: EcuDescription, options: RunOptions): RunResult {
  const kernel = options.kernel ?? new Kernel();
  const program = [...(options.adversary?.program ?? []), ...faultsOf(ecu)];
  const faults = options.adversary === undefined && program.length === 0 ? null : new FaultPlane(program);
  const trace = new Trace({
    keep: options.keep ?? (() => true),
    keepAtMost: options.keepAtMost ?? Number.POSITIVE_INFINITY,
    fingerprint: (kind) => options.fingerprint !== false && !isCharge(kind),
    // Last: what it records in turn comes after what it saw.
    observers: faults === null ? (options.observers ?? []) : [...(options.observers ?? []), faults],
  });
  const createLedger = options.createLedger ?? (() => new EpochLedger());
  const { machine, entities, boot, recordCounts } = build(ecu, {
    seed: options.seed,
    kernel,
    sink: options.record === false ? null : trace,
    createLedger: options.ledger === false ? null : createLedger,
    faults,
    mechanisms: options.adversary?.mechanisms ?? {},
    idleVms: options.adversary?.idleVms ?? [],
    boot: options.boot ?? null,
  });
  const untilMilestones = options.boot?.untilMilestones === true;
  const isOver = () => (untilMilestones ? boot!.milestonesSeen : boot!.isOver);
  if (boot !== null) kernel.runWhile(() => !isOver(), options.horizonPs);
  const endedAtPs = boot === null ? runKernel(kernel, options, () => machine.settleAll()) : kernel.nowPs;
  machine.settleAll();
  recordCounts();
  const recording: Recording = { entities, trace, horizonPs: endedAtPs, warmUpPs: ecu.run.warmUpPs };
  return {
    recording,
    fingerprint: options.fingerprint === false ? '' : trace.fingerprint(),
    events: kernel.eventCount,
    endedAtPs,
  };
}

function runKernel(
  kernel: Kernel,
  { horizonPs, onProgress, settleEveryPs }: RunOptions,
  settleAll: () => void,
): number {
  if (onProgress === undefined && settleEveryPs === undefined) {
    kernel.run(horizonPs);
    return horizonPs;
  }
  const slicePs = settleEveryPs ?? Math.max(1, Math.ceil(horizonPs / 100));
  for (let untilPs = slicePs; ; untilPs += slicePs) {
    kernel.run(Math.min(untilPs, horizonPs));
    if (settleEveryPs !== undefined) settleAll();
    if (kernel.nowPs === horizonPs || onProgress?.(kernel.nowPs) === true) return kernel.nowPs;
  }
}
