/**
 * The resolved description of one ECU: plain data (JSON), everything filled in, every reference checked, every quantity
 * in its code unit (ps, bytes, bytes/s, Hz). `load.ts` makes it from texts, `build.ts` makes models from it, analysis and
 * reports read it. Named things are arrays sorted by name (code units, then the number after the dot), already
 * expanded by `count`. The digest is SHA-256 of its canonical JSON without `origin` and `warnings`.
 */
import type { Grade } from '../models/parameter.ts';

export type Asil = 'QM' | 'A' | 'B' | 'C' | 'D';

/** A chosen shelf member and its parameters, parsed by the member's own schema (camelCase stays as the schema gives it). */
export interface Choice {
  readonly use: string;
  readonly [parameter: string]: unknown;
}

export interface CoreType {
  readonly name: string;
  readonly count: number;
  readonly clockHz: number;
  /** Execution times of the file hold at this clock and scale with `clockHz`. */
  readonly sheetClockHz: number;
}

export interface Accelerator {
  readonly name: string;
  readonly clockHz: number;
  readonly sheetClockHz: number;
  readonly callCostPs: number;
  readonly policy: 'fifo' | 'priority';
}

export interface Soc {
  readonly use: string;
  /** Sorted by name; pCPU numbers run through the types in this order. */
  readonly cores: readonly CoreType[];
  readonly accelerators: readonly Accelerator[];
  /** Caches, DRAM, interconnect, IOMMU: read and checked; simulated from the memory floor on. */
  readonly caches: unknown;
  readonly dram: unknown;
  readonly interconnect: unknown;
  readonly iommu: unknown;
}

/** Costs of the hypervisor's mechanisms, each in ps (cycles of the sheet are converted at the first core type's clock). */
export interface HypervisorCosts {
  readonly trapPs: number;
  readonly worldSwitchPs: number;
  /** Taking a physical interrupt and injecting the virtual one. */
  readonly injectionPs: number;
  /** A hypervisor timer interrupt (scheduler decision). */
  readonly timerPs: number;
  readonly ipiPs: number;
}

export interface Pool {
  readonly name: string;
  readonly pcpus: readonly number[];
  readonly policy: string;
  readonly perPolicy: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface Hypervisor {
  readonly use: string;
  /** The first pool is `default`: all pCPUs that no other pool takes. */
  readonly pools: readonly Pool[];
  readonly costs: HypervisorCosts;
  readonly enforceBudgets: boolean;
  readonly stage2PageBytes: number;
  readonly wfi: 'trap' | 'native';
  /** Interrupt controller (`models/interrupt/controllers.ts`); absent: injected, without a trap at the end. */
  readonly interrupts?: string;
  readonly creationOrder: readonly string[];
}

export interface Vcpu {
  readonly name: string;
  /** Allowed pCPU numbers, ascending; never empty. */
  readonly pcpus: readonly number[];
  readonly budgetPs: number | null;
  readonly periodPs: number | null;
  readonly weight: number;
  readonly priority: number;
  readonly perPolicy: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface Resource {
  readonly name: string;
  readonly protocol: 'ceiling' | 'inheritance' | 'spin' | 'none';
}

export interface InterruptSource {
  readonly name: string;
  readonly line: number;
  /** When it comes by itself; null: never. */
  readonly arrival: Choice | null;
  /** Without any in the file: 0 s. */
  readonly handler: Execution;
  /** Work that the handler leaves for later; absent: none. */
  readonly softirq?: Execution;
  readonly deliver: 'inject' | 'direct';
  readonly category: 1 | 2;
  readonly vcpu: string;
  /** At most so many in any window; what comes while it is masked merges. */
  readonly throttle?: { readonly most: number; readonly perPs: number };
}

/** One demand, or one per core type or accelerator (`default` when none of the names fits). */
export interface Execution {
  readonly default: Choice | null;
  readonly perCore: Readonly<Record<string, Choice>>;
}

export interface Step {
  readonly name: string;
  readonly hold: readonly string[];
  /** Exactly one of the three is set; a step without any only names a point. */
  readonly run: Execution | null;
  /** With `run`: the accelerator that executes it while the task waits. */
  readonly accelerator: string | null;
  readonly request: { readonly device: string; readonly sizeBytes: number } | null;
  readonly sleepPs: number | null;
}

export interface Task {
  readonly name: string;
  readonly activation: Choice;
  /** Relative; null when none is known (neither written nor periodic). */
  readonly deadlinePs: number | null;
  /** A written deadline is judged, a default one only counted. */
  readonly deadlineWritten: boolean;
  readonly steps: readonly Step[];
  /** vCPU names it may run on; never empty. */
  readonly on: readonly string[];
  readonly group: string | null;
  /** Scheduling class or policy of the kernel for this task; null: the kernel's default. */
  readonly policy: string | null;
  readonly perPolicy: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly priority: number;
  readonly preemptible: boolean;
  readonly budgetPs: number | null;
  readonly memory: Choice | null;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

export interface Group {
  readonly name: string;
  readonly weight: number;
  readonly quotaPs: number | null;
  readonly periodPs: number | null;
  readonly parent: string | null;
}

export interface Vm {
  readonly name: string;
  readonly asil: Asil;
  readonly kernel: Choice;
  readonly memoryBytes: number;
  /** Page size of the second translation stage. */
  readonly stage2PageBytes: number;
  readonly pool: string;
  readonly vcpus: readonly Vcpu[];
  readonly resources: readonly Resource[];
  readonly groups: readonly Group[];
  readonly interrupts: readonly InterruptSource[];
  readonly devices: readonly (Choice & { readonly name: string })[];
  readonly regions: readonly unknown[];
  readonly tasks: readonly Task[];
}

export interface Channel {
  readonly name: string;
  readonly sizeBytes: number;
  readonly via: 'memory' | 'shared-memory' | 'vsock';
  readonly communication: 'implicit' | 'explicit' | 'let';
  readonly protect: Choice | null;
}

export interface Chain {
  readonly name: string;
  /** Full task names, first to last. */
  readonly path: readonly string[];
  /** For each hop (path.length - 1): channel name, `after` (activation), or null (an assumed one of 4 B). */
  readonly hops: readonly (string | null)[];
}

export interface BootStage {
  readonly name: string;
  readonly after: readonly string[];
  readonly takes?: Execution;
  /** Size of the image, bytes. */
  readonly load?: number;
  readonly storage?: string;
  /** Bytes of the image per second. */
  readonly decompress?: number;
  readonly priority: number;
  readonly verify?: {
    readonly by: string;
    readonly hash?: string;
    readonly signature?: string;
    readonly engine?: string;
    readonly rollback?: number;
    readonly when: 'load' | 'first-access' | 'measure';
  };
  /** pCPU of a stage without a guest; default 0. */
  readonly on?: number;
  readonly vm?: string;
}

/** How the ECU comes up; absent: all guests run from 0 s. */
export interface Boot {
  /** Medium of the stages that name none. */
  readonly storage: string | null;
  readonly stages: readonly BootStage[];
  /** Name -> full task name or stage: its first finish. */
  readonly milestones: Readonly<Record<string, string>>;
}

export interface Requirement {
  readonly id: string;
  /** The kind, presets resolved. */
  readonly use: string;
  /** The preset that filled in limit and text, or null. */
  readonly preset: string | null;
  readonly of: string;
  readonly statistic: string;
  /** Limit in the unit of the kind (ps, or a fraction); null when the kind takes it from its subject. */
  readonly max: number | null;
  readonly min: number | null;
  readonly text: string;
  readonly asil: Asil;
  readonly status: string;
  readonly parent: string | null;
  /** Where the limit comes from. */
  readonly source: string | null;
  readonly grade: Grade;
}

/** A statement about freedom from interference: what the victim is promised, whatever the VMs of `from` do. */
export interface Claim extends Choice {
  readonly name: string;
  /** Task, vCPU, VM, channel or chain; absent: every VM of a higher ASIL. */
  readonly victim?: string;
  /** VMs that are varied; absent: all of a lower ASIL than the victim's. */
  readonly from?: readonly string[];
  /** Fault-tolerant time interval, ps. */
  readonly ftti?: number;
  readonly rationale: string;
  readonly upholds: readonly string[];
  /** Fault effects that the adversary draws from; absent: those of the kind. */
  readonly effects?: readonly string[];
  /** Weakenings, `path=value`, each on its own, the mildest first; absent: those of the kind. */
  readonly control?: readonly string[];
  readonly level?: 'A1' | 'A2' | 'A3' | 'A4';
}

/** Where one number of the description comes from. */
export interface Provenance {
  /** `vms.cluster.vcpus.main.budget` */
  readonly path: string;
  /** As written: `6 ms`. */
  readonly value: string;
  /** Short name or text of the source; `none` for bare numbers of the file. */
  readonly source: string;
  readonly grade: Grade;
}

export interface Warning {
  /** Path in the file, `boot`. */
  readonly path: string;
  /** `not simulated yet: boot stages (guests run from 0 s)` */
  readonly message: string;
}

export interface EcuDescription {
  readonly format: 1;
  readonly name: string;
  readonly description: string;
  readonly run: { readonly horizonPs: number; readonly warmUpPs: number; readonly seed: number };
  readonly soc: Soc;
  readonly hypervisor: Hypervisor;
  readonly memory: {
    readonly fidelity: 'none' | 'rate' | 'access';
    readonly regulators: readonly (Choice & { readonly name: string })[];
  };
  readonly media: readonly (Choice & { readonly name: string })[];
  readonly communication: 'implicit' | 'explicit' | 'let';
  readonly channels: readonly Channel[];
  readonly vms: readonly Vm[];
  readonly chains: readonly Chain[];
  readonly requirements: readonly Requirement[];
  /** Read and checked as far as their floors exist; carried along resolved. */
  readonly access: unknown;
  readonly boot: Boot | null;
  readonly claims: readonly Claim[];
  readonly lifecycle: readonly unknown[];
  readonly faults: readonly unknown[];
  readonly sources: Readonly<
    Record<
      string,
      {
        readonly grade: Grade;
        readonly text: string;
        readonly url?: string;
        readonly date?: string;
        readonly version?: string;
      }
    >
  >;
  readonly provenance: readonly Provenance[];
  readonly warnings: readonly Warning[];
  /** The main text's path as the user named it, for the replay line. */
  readonly origin: string;
  /** SHA-256 hex of the canonical JSON of everything above but `warnings` and `origin`. */
  readonly sha256: string;
}
