/**
 * Reads the records of one boot: the life of every stage, who was served by media and engines, what became of the tasks that
 * stages run, when cores were used and by whom, and the first finish of every milestone's task. Times in ps from power-on.
 */
import type { RecordSink } from '../../engine/trace/record-sink.ts';
import {
  causes,
  type Entities,
  recordKinds,
  type StagePartName,
  stageFailures,
  stageParts,
  stageSteps,
} from '../../models/records.ts';

export interface SeenPart {
  readonly name: StagePartName;
  readonly startPs: number;
  endPs: number | null;
  /** Entity of the medium or engine, or -1. */
  readonly unit: number;
  /** Time in which a medium, an engine or a core worked for it. */
  workPs: number;
}

export interface SeenStage {
  readyPs: number | null;
  begunPs: number | null;
  pcpu: number;
  endPs: number | null;
  failedPs: number | null;
  failed: 'refused' | 'missing' | 'unreadable' | null;
  readonly parts: SeenPart[];
}

/** First job of a task that finished: when it came, what of its response it executed. */
export interface SeenFirst {
  readonly atPs: number;
  readonly job: number;
  readonly responsePs: number;
  workPs: number;
}

export interface Stretch {
  readonly startPs: number;
  readonly endPs: number;
  /** Entity: stage, vCPU. */
  readonly who: number;
}

const ownExecution = recordKinds.charge + causes.indexOf('own-execution');
const failures = Object.fromEntries(Object.entries(stageFailures).map(([name, code]) => [code, name]));

export class BootObserver implements RecordSink {
  readonly entities: Entities;
  readonly stages = new Map<number, SeenStage>();
  readonly firsts = new Map<number, SeenFirst>();
  /** By unit entity. */
  readonly carried = new Map<number, Stretch[]>();
  /** By pCPU entity: vCPUs on it. */
  readonly onCore = new Map<number, Stretch[]>();
  /** Who made the tasks of each stage wait, by stage entity: entities. */
  readonly culprits = new Map<number, Set<number>>();
  readonly #since = new Map<number, { readonly pcpu: number; readonly startPs: number }>();
  readonly #placeOf = new Map<number, number>();
  /** vCPUs on which a task runs, or would if they had a core. */
  readonly #busy = new Set<number>();
  readonly #stageOfTask: ReadonlyMap<number, number>;
  readonly #partOfTask: ReadonlyMap<number, StagePartName>;
  endedAtPs = 0;

  constructor(entities: Entities) {
    this.entities = entities;
    const ids = new Map(entities.filter(({ kind }) => kind === 'stage').map(({ name, id }) => [name, id]));
    const stageOfTask = new Map<number, number>();
    const partOfTask = new Map<number, StagePartName>();
    for (const { kind, name, id } of entities) {
      const match = kind === 'task' ? /^[^/]+\/boot:(.+):([a-z]+)$/.exec(name) : null;
      if (match === null) continue;
      stageOfTask.set(id, ids.get(match[1]!)!);
      partOfTask.set(id, match[2] as StagePartName);
    }
    this.#stageOfTask = stageOfTask;
    this.#partOfTask = partOfTask;
    for (const id of ids.values())
      this.stages.set(id, {
        readyPs: null,
        begunPs: null,
        pcpu: -1,
        endPs: null,
        failedPs: null,
        failed: null,
        parts: [],
      });
  }

  record(kind: number, atPs: number, subject: number, item: number, object: number, value: number): void {
    this.endedAtPs = atPs;
    if (kind === recordKinds.stage) this.#stage(atPs, subject, item, object, value);
    else if (kind === recordKinds.carried) this.#carried(atPs, subject, object, value);
    else if (kind === recordKinds.on) this.#on(atPs, subject, object);
    else if (kind === recordKinds.off) this.#off(atPs, subject);
    else if (kind === recordKinds.dispatch) this.#dispatch(atPs, object);
    else if (kind === recordKinds.undispatch) this.#undispatch(atPs, object);
    else if (kind === recordKinds.finish && !this.firsts.has(subject))
      this.firsts.set(subject, { atPs, job: item, responsePs: value, workPs: 0 });
    else if (kind >= recordKinds.charge) this.#charge(kind, subject, item, object, value);
  }

  /** After the last record. */
  end(endedAtPs: number): void {
    this.endedAtPs = endedAtPs;
    for (const subject of [...this.#since.keys()]) this.#off(endedAtPs, subject);
  }

  #stage(atPs: number, subject: number, step: number, object: number, value: number): void {
    const stage = this.stages.get(subject)!;
    const open = stage.parts.at(-1);
    if (step >= stageSteps.ended && open !== undefined && open.endPs === null) this.#closePart(open, atPs);
    if (step === stageSteps.ready) stage.readyPs = atPs;
    else if (step === stageSteps.begun) {
      stage.begunPs = atPs;
      stage.pcpu = object;
    } else if (step === stageSteps.ended) stage.endPs = atPs;
    else if (step === stageSteps.failed) {
      stage.failedPs = atPs;
      stage.failed = failures[value] as SeenStage['failed'];
    } else {
      const name = stageParts[step - stageSteps.part]!;
      stage.parts.push({ name, startPs: atPs, endPs: null, unit: object, workPs: 0 });
    }
  }

  /** Code of a core without a guest works from start to end; the rest was measured on the way. */
  #closePart(part: SeenPart, atPs: number): void {
    part.endPs = atPs;
  }

  #carried(atPs: number, unit: number, stage: number, ps: number): void {
    const stretches = this.carried.get(unit) ?? [];
    this.carried.set(unit, stretches);
    const last = stretches.at(-1);
    if (last !== undefined && last.who === stage && last.endPs === atPs - ps)
      stretches[stretches.length - 1] = { ...last, endPs: atPs };
    else stretches.push({ startPs: atPs - ps, endPs: atPs, who: stage });
    const part = this.stages.get(stage)?.parts.findLast((one) => one.unit === unit);
    if (part !== undefined) part.workPs += ps;
  }

  // A guest uses its core while it holds it and some task runs: one that rests on its core (native WFI) does not.

  #on(atPs: number, vcpu: number, pcpu: number): void {
    this.#placeOf.set(vcpu, pcpu);
    if (this.#busy.has(vcpu)) this.#since.set(vcpu, { pcpu, startPs: atPs });
  }

  #off(atPs: number, vcpu: number): void {
    this.#placeOf.delete(vcpu);
    this.#close(atPs, vcpu);
  }

  #dispatch(atPs: number, vcpu: number): void {
    this.#busy.add(vcpu);
    const pcpu = this.#placeOf.get(vcpu);
    if (pcpu !== undefined) this.#since.set(vcpu, { pcpu, startPs: atPs });
  }

  #undispatch(atPs: number, vcpu: number): void {
    this.#busy.delete(vcpu);
    this.#close(atPs, vcpu);
  }

  #close(atPs: number, vcpu: number): void {
    const since = this.#since.get(vcpu);
    if (since === undefined) return;
    this.#since.delete(vcpu);
    const stretches = this.onCore.get(since.pcpu) ?? [];
    this.onCore.set(since.pcpu, stretches);
    if (atPs > since.startPs) stretches.push({ startPs: since.startPs, endPs: atPs, who: vcpu });
  }

  /** Charges of a job come right after its finish, in the same instant. */
  #charge(kind: number, task: number, job: number, culprit: number, ps: number): void {
    const stage = this.#stageOfTask.get(task);
    if (stage !== undefined) {
      const name = this.#partOfTask.get(task)!;
      if (kind === ownExecution) {
        const part = this.stages.get(stage)!.parts.findLast((one) => one.name === name);
        if (part !== undefined) part.workPs += ps;
      } else {
        const culprits = this.culprits.get(stage) ?? new Set();
        this.culprits.set(stage, culprits.add(culprit));
      }
    }
    const first = this.firsts.get(task);
    if (first !== undefined && first.job === job && kind === ownExecution) first.workPs += ps;
  }
}
