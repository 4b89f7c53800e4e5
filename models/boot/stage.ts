/**
 * A boot stage as it is executed: what must be done before it, and its parts, one after the other: load the image, unpack
 * it, check it, run. State only; `boot.ts` moves it. Times are integer picoseconds, sizes bytes.
 */
import type { Pcpu } from '../core/pcpu.ts';
import type { Task } from '../guest/task.ts';
import type { Storage } from '../medium/storage.ts';
import type { StagePartName } from '../records.ts';

/** Who does a part. */
export type Doer =
  /** A medium or an engine that serves requests of several stages. */
  | { readonly kind: 'unit'; readonly unit: Storage; readonly bytes: number }
  /** Code on a core without a guest: loaders, firmware, the hypervisor itself. */
  | { readonly kind: 'core'; readonly workPs: number }
  /** A task of the guest that boots, scheduled like every other. */
  | { readonly kind: 'task'; readonly task: Task };

export interface StagePart {
  readonly name: StagePartName;
  readonly doer: Doer;
}

/** How a stage goes wrong. */
export type StageFault =
  /** The named part finds out: the stage ends there and nothing that waits for it ever starts. */
  | { readonly kind: 'refused'; readonly by: StagePartName }
  /** The look-up of the image finds nothing. */
  | { readonly kind: 'missing' }
  /** Every read fails; the loader gives up after `tries`. */
  | { readonly kind: 'unreadable'; readonly tries: number }
  /** Its last part never ends. In a guest it keeps its vCPU busy. */
  | { readonly kind: 'hangs' };

export class Stage {
  /** Place among all stages, in the order of names: ties go by it. */
  readonly index: number;
  /** Entity id. */
  readonly id: number;
  readonly priority: number;
  readonly parts: readonly StagePart[];
  /** The core that it occupies from start to end, or null: it belongs to a guest. */
  readonly pcpu: Pcpu | null;
  /** Name of the guest that it brings up, or null. */
  readonly vm: string | null;
  readonly fault: StageFault | null;
  readonly successors: Stage[] = [];
  /** Predecessors that have not ended. */
  awaited = 0;
  /** Part that is being done. */
  part = 0;
  tries = 0;
  /** Kernel slot of the end of work on a core. */
  slot = -1;

  constructor(parts: {
    index: number;
    id: number;
    priority: number;
    parts: readonly StagePart[];
    pcpu: Pcpu | null;
    vm: string | null;
    fault: StageFault | null;
  }) {
    this.index = parts.index;
    this.id = parts.id;
    this.priority = parts.priority;
    this.parts = parts.parts;
    this.pcpu = parts.pcpu;
    this.vm = parts.vm;
    this.fault = parts.fault;
  }
}
