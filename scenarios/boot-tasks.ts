/**
 * What the stages of a boot do, part by part, and the description of an ECU from power-on: the same ECU, where each guest has
 * one task more for every piece of code that a stage of it runs. Those tasks are scheduled, interrupted and slowed down like
 * all others; `models/boot` releases them. Their names begin with `boot:`, which no name in a file can.
 *
 * An image is loaded, unpacked, hashed, its signature is checked, then the stage runs. `when: first-access` moves the hash
 * to the guest's first jobs: each block of 4 KiB is checked when it is first read, as dm-verity does, with 1/128 more for
 * the hash tree (32 B per block).
 */

import { mulDivCeil, psPer } from '../engine/time.ts';
import type { HashName, SignatureName } from '../models/boot/engine.ts';
import { defaultEngine, engineOf, hashPs, signaturePs } from '../models/boot/engines.ts';
import type { StagePartName } from '../models/records.ts';
import type { Boot, BootStage, EcuDescription, Execution, Task, Vm } from './ecu.ts';
import { madeTask } from './made-task.ts';
import { compareNames } from './reading/names.ts';

export type PartPlan =
  | { readonly name: StagePartName; readonly kind: 'medium'; readonly medium: string; readonly bytes: number }
  /** Work of a unit of the chip that serves one request at a time. */
  | { readonly name: StagePartName; readonly kind: 'engine'; readonly engine: string; readonly ps: number }
  | { readonly name: StagePartName; readonly kind: 'code'; readonly execution: Execution };

const prefix = 'boot:';

export function isBootTask(name: string): boolean {
  return name.startsWith(prefix);
}

export function bootTaskName(stage: string, part: StagePartName): string {
  return `${prefix}${stage}:${part}`;
}

/** Engines in hardware that some stage uses, sorted. */
export function enginesOf(boot: Boot | null): string[] {
  const used = (boot?.stages ?? []).flatMap(({ verify }) =>
    verify === undefined ? [] : [verify.engine ?? defaultEngine],
  );
  return [...new Set(used)].filter((name) => engineOf(name).runsOn === 'unit').sort();
}

const fixed = (ps: number): Execution => ({ default: { use: 'fixed', time: ps }, perCore: {} });

/** The parts of a stage in the order of execution. */
export function partsOf(stage: BootStage, boot: Boot): PartPlan[] {
  const parts: PartPlan[] = [];
  const { load, decompress, verify, takes } = stage;
  const medium = stage.storage ?? boot.storage;
  if (load !== undefined && load > 0 && medium !== null)
    parts.push({ name: 'load', kind: 'medium', medium, bytes: load });
  if (decompress !== undefined && load !== undefined && load > 0)
    parts.push({ name: 'decompress', kind: 'code', execution: fixed(mulDivCeil(load, psPer.s, decompress)) });
  if (verify !== undefined) {
    const name = verify.engine ?? defaultEngine;
    const engine = engineOf(name);
    const check = (part: StagePartName, ps: number): PartPlan =>
      engine.runsOn === 'unit'
        ? { name: part, kind: 'engine', engine: name, ps }
        : { name: part, kind: 'code', execution: fixed(ps) };
    if (verify.hash !== undefined && verify.when !== 'first-access')
      parts.push(check('hash', hashPs(engine, verify.hash as HashName, load ?? 0)));
    if (verify.signature !== undefined)
      parts.push(check('signature', signaturePs(engine, verify.signature as SignatureName)));
  }
  if (takes !== undefined && !isNothing(takes)) parts.push({ name: 'execute', kind: 'code', execution: takes });
  return parts;
}

/** `takes: 0 s` is the same as no `takes`: a job has some work. */
function isNothing({ default: choice, perCore }: Execution): boolean {
  return choice?.use === 'fixed' && choice.time === 0 && Object.keys(perCore).length === 0;
}

const blockBytes = 4096;

/** Work that `when: first-access` leaves to the guest's first jobs, ps. */
export function lazyWorkPs({ load, verify }: BootStage): number {
  if (verify?.when !== 'first-access' || verify.hash === undefined || load === undefined) return 0;
  const engine = engineOf(verify.engine ?? defaultEngine);
  const blocks = Math.ceil(load / blockBytes);
  return (
    blocks * hashPs(engine, verify.hash as HashName, blockBytes) +
    Math.ceil(blocks / 128) * hashPs(engine, verify.hash as HashName, blockBytes)
  );
}

/** The ECU from power-on; `hanging` stages never end. */
export function withBootTasks(ecu: EcuDescription, hanging: readonly string[] = []): EcuDescription {
  const { boot } = ecu;
  if (boot === null) return ecu;
  return {
    ...ecu,
    // Faults of the file strike at instants of the steady state; those of a boot are given to the run.
    faults: [],
    vms: ecu.vms.map((vm) => {
      const own = boot.stages
        .filter((stage) => stage.vm === vm.name)
        .flatMap((stage) => tasksOf(stage, vm, boot, hanging));
      return own.length === 0
        ? vm
        : { ...vm, tasks: [...vm.tasks, ...own].sort((a, b) => compareNames(a.name, b.name)) };
    }),
  };
}

function tasksOf(stage: BootStage, vm: Vm, boot: Boot, hanging: readonly string[]): Task[] {
  const parts = partsOf(stage, boot);
  return parts.flatMap((part, index) => {
    if (part.kind !== 'code') return [];
    const hangs = hanging.includes(stage.name) && index === parts.length - 1;
    const run: Execution = hangs ? { default: null, perCore: {} } : part.execution;
    return [taskOf(bootTaskName(stage.name, part.name), vm, stage.priority, run)];
  });
}

function taskOf(name: string, vm: Vm, priority: number, run: Execution): Task {
  return madeTask({
    name,
    activation: { use: 'once', at: 0 },
    steps: [{ name: 'code', hold: [], run, accelerator: null, request: null, sleepPs: null }],
    on: vm.vcpus.map((vcpu) => vcpu.name),
    priority,
  });
}
