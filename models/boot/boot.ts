/**
 * The boot of an ECU: stages start when all that they wait for has ended, and are executed by the machine that everything else
 * runs on. Storage media and hash engines serve requests of several stages at once; the code of a guest's stage is a task of
 * that guest, so the hypervisor's scheduler, budgets and contention decide how fast it gets on; code without a guest (loaders,
 * firmware, the hypervisor itself) occupies its core like any work of the hypervisor: guests of that core wait meanwhile.
 *
 * A stage without a guest keeps its core to itself among such stages from start to end, also while it waits for a medium, as
 * a loader is one sequence of code; guests may use the core while it waits. Its work is not slowed by contention for memory.
 * A guest's tasks start when the last of its stages has ended; a guest without a stage starts when all stages that belong to
 * no guest have ended.
 *
 * Events only mark; what follows is done once per instant, by stage index, before the decisions of the schedulers.
 */
import { check } from '../../engine/check.ts';
import { phases } from '../../engine/phase.ts';
import type { RecordSink } from '../../engine/trace/record-sink.ts';
import type { Task } from '../guest/task.ts';
import type { Machine } from '../hypervisor/machine.ts';
import { causeIndex } from '../ledger/ledger.ts';
import type { Storage } from '../medium/storage.ts';
import { recordKinds, stageFailures, stageParts, stageSteps } from '../records.ts';
import type { Stage } from './stage.ts';

/** Kinds of the kernel's events; machine and fault plane have smaller ones. */
const kinds = { work: 112, unit: 113, start: 114 } as const;

export interface BootParts {
  readonly machine: Machine;
  readonly sink: RecordSink | null;
  readonly hypervisorId: number;
  /** Every guest, whether it has stages or not. */
  readonly vms: readonly string[];
  /** The guest is up: its tasks start now. */
  readonly start: (vm: string) => void;
}

export type BootMilestone = { readonly stage: Stage } | { readonly task: Task; readonly vm: string };

export class Boot {
  readonly #parts: BootParts;
  readonly #machine: Machine;
  #stages: readonly Stage[] = [];
  readonly #units: Storage[] = [];
  readonly #dueWork: Stage[] = [];
  readonly #dueUnits: Storage[] = [];
  /** Stages that wait for their core, by core index; the first one holds it. */
  readonly #holders = new Map<number, Stage[]>();
  /** Stages of each guest (and of none: '') that have not ended. */
  readonly #missing = new Map<string, number>();
  /** Milestones that were not seen: their tasks with the guest they run in, and stages. */
  readonly #awaitedTasks = new Map<Task, string>();
  readonly #awaitedStages = new Set<Stage>();
  readonly #active = new Set<Stage>();
  readonly #started = new Set<string>();
  #isOn = false;

  constructor(parts: BootParts) {
    this.#parts = parts;
    this.#machine = parts.machine;
    const { kernel } = this.#machine;
    kernel.handle(kinds.work, (index) => {
      this.#dueWork.push(this.#stages[index]!);
      if (this.#dueWork.length === 1) this.#machine.strike(() => this.#workDone());
    });
    kernel.handle(kinds.unit, (index) => {
      this.#dueUnits.push(this.#units[index]!);
      if (this.#dueUnits.length === 1) this.#machine.strike(() => this.#unitsFire());
    });
    kernel.handle(kinds.start, () => this.#machine.strike(() => this.#powerOn()));
  }

  /** A medium or an engine, given what it asks its events through. */
  addUnit(create: (arm: (atPs: number) => void) => Storage): Storage {
    const { kernel } = this.#machine;
    const index = this.#units.length;
    const slot = kernel.slot(phases.device, index, kinds.unit, index);
    const unit = create((atPs) => (atPs === Number.POSITIVE_INFINITY ? kernel.disarm(slot) : kernel.arm(slot, atPs)));
    this.#units.push(unit);
    return unit;
  }

  /**
   * All stages, in the order of their indexes, once.
   * @param milestones tasks and stages whose first finish boot waits for
   */
  addStages(stages: readonly Stage[], milestones: readonly BootMilestone[]): void {
    const { kernel } = this.#machine;
    this.#stages = stages;
    for (const stage of stages) {
      stage.slot = kernel.slot(phases.device, this.#units.length + stage.index, kinds.work, stage.index);
      this.#missing.set(stage.vm ?? '', (this.#missing.get(stage.vm ?? '') ?? 0) + 1);
      for (const { doer } of stage.parts)
        if (doer.kind === 'task') this.#machine.watch(doer.task, () => this.#partDone(stage));
    }
    for (const milestone of milestones) {
      if ('stage' in milestone) this.#awaitedStages.add(milestone.stage);
      else {
        const { task, vm } = milestone;
        this.#awaitedTasks.set(task, vm);
        this.#machine.watch(task, () => void this.#awaitedTasks.delete(task));
      }
    }
  }

  /** Power-on at 0. */
  start(): void {
    this.#machine.kernel.post(0, phases.fault, 0, kinds.start, 0, 0, 0);
  }

  #powerOn(): void {
    this.#isOn = true;
    this.#readyAll(this.#stages.filter(({ awaited }) => awaited === 0));
    this.#startGuestsThatAreUp();
  }

  /** Every milestone was seen that can be. */
  get milestonesSeen(): boolean {
    if (!this.#isOn) return false;
    if (this.#awaitedTasks.size === 0 && this.#awaitedStages.size === 0) return true;
    if (this.#active.size > 0) return false;
    // What has not ended now never will, and a guest that has not started never will.
    for (const vm of this.#awaitedTasks.values()) if (this.#started.has(vm)) return false;
    return true;
  }

  /** Nothing more will happen that boot waits for: every stage that can end has, and every milestone was seen that can be. */
  get isOver(): boolean {
    return this.#active.size === 0 && this.milestonesSeen;
  }

  #record(stage: Stage, step: number, object: number, value: number): void {
    this.#parts.sink?.record(recordKinds.stage, this.#machine.kernel.nowPs, stage.id, step, object, value);
  }

  /** Stages that become ready together queue by priority, then in the order of their names. */
  #readyAll(stages: readonly Stage[]): void {
    for (const stage of [...stages].sort((a, b) => (comesBefore(a, b) ? -1 : 1))) this.#ready(stage);
  }

  // ---- one stage ----

  #ready(stage: Stage): void {
    this.#active.add(stage);
    this.#record(stage, stageSteps.ready, -1, 0);
    if (stage.pcpu === null) {
      this.#begin(stage);
      return;
    }
    const holders = this.#holders.get(stage.pcpu.index) ?? [];
    this.#holders.set(stage.pcpu.index, holders);
    let at = holders.length;
    while (at > 1 && comesBefore(stage, holders[at - 1]!)) at -= 1;
    holders.splice(at, 0, stage);
    if (holders[0] === stage) this.#begin(stage);
  }

  #begin(stage: Stage): void {
    this.#record(stage, stageSteps.begun, stage.pcpu?.id ?? -1, 0);
    if (stage.parts.length === 0) this.#end(stage);
    else this.#beginPart(stage);
  }

  #beginPart(stage: Stage): void {
    const { name, doer } = stage.parts[stage.part]!;
    this.#record(stage, stageSteps.part + stageParts.indexOf(name), doer.kind === 'unit' ? doer.unit.id : -1, 0);
    const hangs = stage.fault?.kind === 'hangs' && stage.part === stage.parts.length - 1;
    if (hangs) this.#active.delete(stage);
    const { kernel, ladder, dispatcher, guest } = this.#machine;
    if (doer.kind === 'unit') {
      if (hangs) return;
      const missing = name === 'load' && stage.fault?.kind === 'missing';
      const { priority } = stage;
      // A look-up that finds nothing costs the request, not the data.
      const bytes = missing ? 1 : doer.bytes;
      const done = () => this.#partDone(stage);
      doer.unit.submit({ bytes, priority, write: false, requester: stage.id, done }, kernel.nowPs);
    } else if (doer.kind === 'task') guest.release(doer.task, stage.id, 'none');
    else if (!hangs) {
      const pcpu = stage.pcpu!;
      ladder.settle(pcpu);
      dispatcher.owe(pcpu, doer.workPs, causeIndex.trap, this.#parts.hypervisorId);
      if (doer.workPs === 0) this.#partDone(stage);
      else kernel.arm(stage.slot, kernel.nowPs + pcpu.debts.totalPs);
    }
  }

  #partDone(stage: Stage): void {
    const { name } = stage.parts[stage.part]!;
    const { fault } = stage;
    if (fault?.kind === 'missing' && name === 'load') this.#fail(stage, stageFailures.missing);
    else if (fault?.kind === 'unreadable' && name === 'load') {
      stage.tries += 1;
      if (stage.tries < fault.tries) this.#beginPart(stage);
      else this.#fail(stage, stageFailures.unreadable);
    } else if (fault?.kind === 'refused' && name === fault.by) this.#fail(stage, stageFailures.refused);
    else {
      stage.part += 1;
      if (stage.part < stage.parts.length) this.#beginPart(stage);
      else this.#end(stage);
    }
  }

  #end(stage: Stage): void {
    this.#record(stage, stageSteps.ended, -1, 0);
    this.#active.delete(stage);
    this.#awaitedStages.delete(stage);
    const key = stage.vm ?? '';
    this.#missing.set(key, this.#missing.get(key)! - 1);
    this.#startGuestsThatAreUp();
    this.#readyAll(
      stage.successors.filter((next) => {
        next.awaited -= 1;
        return next.awaited === 0;
      }),
    );
    this.#leaveCore(stage);
  }

  #fail(stage: Stage, code: number): void {
    this.#record(stage, stageSteps.failed, -1, code);
    this.#active.delete(stage);
    this.#leaveCore(stage);
  }

  #leaveCore(stage: Stage): void {
    if (stage.pcpu === null) return;
    const holders = this.#holders.get(stage.pcpu.index)!;
    check(holders[0] === stage, 'a stage that leaves its core does not hold it');
    holders.shift();
    if (holders.length > 0) this.#begin(holders[0]!);
  }

  #startGuestsThatAreUp(): void {
    for (const vm of this.#parts.vms) {
      const missing = this.#missing.get(vm) ?? this.#missing.get('') ?? 0;
      if (missing > 0 || this.#started.has(vm)) continue;
      this.#started.add(vm);
      this.#parts.start(vm);
    }
  }

  // ---- events ----

  #workDone(): void {
    const due = this.#dueWork.splice(0).sort((left, right) => left.index - right.index);
    for (const stage of due) this.#partDone(stage);
  }

  #unitsFire(): void {
    const { nowPs } = this.#machine.kernel;
    const due = this.#dueUnits.splice(0);
    due.sort((left, right) => this.#units.indexOf(left) - this.#units.indexOf(right));
    for (const unit of due) unit.fire(nowPs);
  }
}

function comesBefore(a: Stage, b: Stage): boolean {
  return a.priority !== b.priority ? a.priority > b.priority : a.index < b.index;
}
