/**
 * From the boot section of a description to stages that the machine executes: media with their timing, hash engines, and for
 * each stage who does its parts. Times in ps.
 */
import type { Stream } from '../engine/chance.ts';
import { check } from '../engine/check.ts';
import { mulDivCeil } from '../engine/time.ts';
import type { RecordSink } from '../engine/trace/record-sink.ts';
import { Boot, type BootMilestone } from '../models/boot/boot.ts';
import { type Doer, Stage, type StageFault } from '../models/boot/stage.ts';
import type { Task, Work } from '../models/guest/task.ts';
import type { Machine } from '../models/hypervisor/machine.ts';
import { Storage, type StorageRequest, type StorageTiming } from '../models/medium/storage.ts';
import { recordKinds } from '../models/records.ts';
import { bootTaskName, enginesOf, type PartPlan, partsOf } from './boot-tasks.ts';
import { coreWork } from './build-steps.ts';
import type { BootStage, Boot as DescribedBoot, EcuDescription } from './ecu.ts';
import type { EntityTable } from './entity-table.ts';

export interface BootBuild {
  readonly ecu: EcuDescription;
  readonly machine: Machine;
  readonly table: EntityTable;
  readonly tasks: ReadonlyMap<string, Task>;
  readonly sink: RecordSink | null;
  /** The storage behind a medium: devices of guests that are up use the same. */
  readonly storage: (medium: string) => Storage;
  readonly faults: Readonly<Record<string, StageFault>>;
  readonly start: (vm: string) => void;
  stream(label: string): Stream;
}

/** Requests to an engine are counted in ps of its work. It works in slices of 100 us, about 16 KiB: so finely do requests of several stages interleave. Assumed. */
const engineTiming: StorageTiming = {
  readBytesPerS: 1e12,
  writeBytesPerS: 1e12,
  setupPs: 0,
  queueDepth: Number.MAX_SAFE_INTEGER,
  sliceBytes: 100e6,
};

type Units = ReadonlyMap<string, Storage>;

export function buildBoot(parts: BootBuild): Boot {
  const { ecu, machine, table, tasks, sink } = parts;
  const described = ecu.boot!;
  const boot = new Boot({
    machine,
    sink,
    hypervisorId: table.id('hypervisor', 'hypervisor'),
    vms: ecu.vms.map(({ name }) => name),
    start: parts.start,
  });
  const units = addUnits(parts, boot);
  const stages = described.stages.map((stage, index) => stageOf(parts, described, units, stage, index));
  described.stages.forEach(({ after }, index) => {
    for (const before of after) {
      const at = described.stages.findIndex(({ name }) => name === before);
      stages[at]!.successors.push(stages[index]!);
      stages[index]!.awaited += 1;
    }
  });
  const milestones = Object.values(described.milestones).map((of): BootMilestone => {
    const stage = described.stages.findIndex(({ name }) => name === of);
    return stage >= 0 ? { stage: stages[stage]! } : { task: tasks.get(of)!, vm: of.split('/')[0]! };
  });
  boot.addStages(stages, milestones);
  return boot;
}

/** The media and engines that some stage uses, in the order of the description. */
function addUnits({ ecu, table, machine, sink, storage }: BootBuild, boot: Boot): Units {
  const described = ecu.boot!;
  const used = new Set(described.stages.flatMap((stage) => partsOf(stage, described).map(unitNameOf)));
  const units = new Map<string, Storage>();
  for (const { name } of ecu.media) if (used.has(`medium ${name}`)) units.set(`medium ${name}`, storage(name));
  for (const name of enginesOf(described)) {
    if (!used.has(`engine ${name}`)) continue;
    const id = table.id('engine', name);
    const onCarried = ({ requester }: StorageRequest, fromPs: number, toPs: number) =>
      sink?.record(recordKinds.carried, machine.kernel.nowPs, id, -1, requester, toPs - fromPs);
    units.set(
      `engine ${name}`,
      boot.addUnit((arm) => new Storage({ id, timing: engineTiming, arm, onCarried })),
    );
  }
  return units;
}

function unitNameOf(part: PartPlan): string {
  if (part.kind === 'medium') return `medium ${part.medium}`;
  return part.kind === 'engine' ? `engine ${part.engine}` : '';
}

function stageOf(parts: BootBuild, boot: DescribedBoot, units: Units, stage: BootStage, index: number): Stage {
  const { machine, table, faults } = parts;
  const pcpu = stage.vm === undefined ? machine.pcpus[stage.on ?? 0]! : null;
  check(pcpu !== undefined, `stage ${stage.name} runs on a core that does not exist`);
  return new Stage({
    index,
    id: table.id('stage', stage.name),
    priority: stage.priority,
    parts: partsOf(stage, boot).map((part) => ({ name: part.name, doer: doerOf(parts, units, stage, part) })),
    pcpu,
    vm: stage.vm ?? null,
    fault: faults[stage.name] ?? null,
  });
}

function doerOf(parts: BootBuild, units: Units, stage: BootStage, part: PartPlan): Doer {
  const { ecu, machine, tasks, stream } = parts;
  if (part.kind !== 'code')
    return { kind: 'unit', unit: units.get(unitNameOf(part))!, bytes: part.kind === 'medium' ? part.bytes : part.ps };
  if (stage.vm !== undefined)
    return { kind: 'task', task: tasks.get(`${stage.vm}/${bootTaskName(stage.name, part.name)}`)! };
  const work = coreWork(ecu.soc, part.execution)[machine.pcpus[stage.on ?? 0]!.coreType]!;
  return { kind: 'core', workPs: sampled(work, stream(`stage:${stage.name}`), part.name === 'execute' ? 0 : 1) };
}

function sampled({ demands, sheetHz, actualHz }: Work, chance: Stream, purpose: number): number {
  let ps = 0;
  demands.forEach((demand, part) => {
    ps += demand.quantilePs(chance.draw(0, part, purpose));
  });
  return sheetHz === actualHz ? ps : mulDivCeil(ps, sheetHz, actualHz);
}
