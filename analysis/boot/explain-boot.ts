/**
 * From the records of one boot to its timeline: stages with their parts and slack, milestones with their critical path and
 * where its time went, and what every core, medium and engine did. Times in ps from power-on.
 */
import type { Entities } from '../../models/records.ts';
import type { Boot, BootStage, EcuDescription, Requirement } from '../../scenarios/ecu.ts';
import type { Verdict } from '../fact.ts';
import type {
  BootPartFact,
  BootStageFact,
  BootTimeline,
  CoreLane,
  MilestoneFact,
  PathPiece,
  PathShares,
  UnitLane,
} from './boot-fact.ts';
import type { BootObserver, SeenStage, Stretch } from './boot-observer.ts';
import { criticalStages, slacks } from './critical-path.ts';

/** Bins of the core lanes. */
const bins = 160;

/**
 * @param observer after `end`
 * @param ecu as the file describes it, with a boot section
 */
export function explainBoot(ecu: EcuDescription, observer: BootObserver, fingerprint: string): BootTimeline {
  return new Explainer(ecu, observer).timeline(fingerprint);
}

class Explainer {
  readonly #ecu: EcuDescription;
  readonly #boot: Boot;
  readonly #observer: BootObserver;
  readonly #entities: Entities;
  readonly #ids: ReadonlyMap<string, number>;
  readonly #seen: ReadonlyMap<string, SeenStage>;

  constructor(ecu: EcuDescription, observer: BootObserver) {
    this.#ecu = ecu;
    this.#boot = ecu.boot!;
    this.#observer = observer;
    this.#entities = observer.entities;
    this.#ids = new Map(this.#entities.map(({ kind, name, id }) => [`${kind} ${name}`, id]));
    this.#seen = new Map(
      this.#boot.stages.map(({ name }) => [name, observer.stages.get(this.#ids.get(`stage ${name}`)!)!]),
    );
  }

  timeline(fingerprint: string): BootTimeline {
    const targets = Object.entries(this.#boot.milestones).map(([name, of]) => ({ name, of, gate: this.#gateOf(of) }));
    const slack = slacks(
      this.#boot,
      this.#seen,
      targets.filter(({ of }) => this.#atPs(of) !== null).map(({ gate }) => gate),
    );
    const { endedAtPs } = this.#observer;
    const lastPs = Math.max(1, endedAtPs);
    const binPs = Math.ceil(lastPs / bins);
    return {
      endedAtPs,
      fingerprint,
      stages: this.#boot.stages.map((stage) => this.#stageFact(stage, slack.get(stage.name) ?? null)),
      milestones: targets
        .map(({ name, of, gate }) => this.#milestone(name, of, gate))
        .sort((a, b) => order(a.atPs) - order(b.atPs) || (a.name < b.name ? -1 : 1)),
      binPs,
      cores: this.#cores(binPs),
      units: this.#units(),
    };
  }

  // ---- milestones ----

  /** What must have ended before the subject can start: itself, or the stages of its guest, or those of no guest. */
  #gateOf(of: string): readonly string[] {
    if (this.#seen.has(of)) return [of];
    const vm = of.split('/')[0]!;
    const own = this.#boot.stages.filter((stage) => stage.vm === vm);
    return (own.length > 0 ? own : this.#boot.stages.filter((stage) => stage.vm === undefined)).map(({ name }) => name);
  }

  #atPs(of: string): number | null {
    const stage = this.#seen.get(of);
    if (stage !== undefined) return stage.endPs;
    return this.#observer.firsts.get(this.#ids.get(`task ${of}`) ?? -1)?.atPs ?? null;
  }

  #milestone(name: string, of: string, gate: readonly string[]): MilestoneFact {
    const atPs = this.#atPs(of);
    const stage = this.#boot.stages.find((one) => one.name === of);
    const vm = stage === undefined ? of.split('/')[0]! : (stage.vm ?? null);
    const stages = atPs === null ? [] : criticalStages(this.#boot, this.#seen, gate);
    const path: PathPiece[] = stages.map((one) => {
      const { readyPs, endPs } = this.#seen.get(one)!;
      return {
        stage: one,
        vm: this.#boot.stages.find((s) => s.name === one)!.vm ?? null,
        startPs: readyPs!,
        endPs: endPs!,
      };
    });
    if (atPs !== null && stage === undefined)
      path.push({ stage: of, vm, startPs: path.at(-1)?.endPs ?? 0, endPs: atPs });
    const strictest = strictestOf(this.#ecu.requirements, name);
    const limitPs = strictest?.max ?? null;
    return {
      name,
      vm,
      of,
      atPs,
      requirement: strictest?.id ?? null,
      limitPs,
      verdict: verdictOf(atPs, limitPs),
      path,
      shares: this.#shares(path),
    };
  }

  #shares(path: readonly PathPiece[]): PathShares {
    let [storagePs, cryptoPs, cpuPs, wholePs] = [0, 0, 0, 0];
    for (const { stage, startPs, endPs } of path) {
      wholePs += endPs - startPs;
      const seen = this.#seen.get(stage);
      if (seen === undefined) {
        cpuPs += this.#observer.firsts.get(this.#ids.get(`task ${stage}`) ?? -1)?.workPs ?? 0;
        continue;
      }
      for (const part of this.#partsOf(seen)) {
        if (part.name === 'load') storagePs += part.workPs;
        else if (part.name === 'hash' || part.name === 'signature') cryptoPs += part.workPs;
        else cpuPs += part.workPs;
      }
    }
    return { storagePs, cryptoPs, cpuPs, waitingPs: wholePs - storagePs - cryptoPs - cpuPs };
  }

  // ---- stages ----

  #partsOf(seen: SeenStage): BootPartFact[] {
    return seen.parts.map(({ name, startPs, endPs, unit, workPs }) => {
      const untilPs = endPs ?? this.#nextStart(seen, startPs);
      const onCore = unit === -1 && seen.pcpu >= 0;
      return {
        name,
        startPs,
        endPs: untilPs,
        workPs: onCore ? untilPs - startPs : workPs,
        unit: unit === -1 ? null : this.#entities[unit]!.name,
      };
    });
  }

  /** A part ends where the next begins. */
  #nextStart(seen: SeenStage, startPs: number): number {
    const at = seen.parts.findIndex((part) => part.startPs === startPs && part.endPs === null);
    return seen.parts[at + 1]?.startPs ?? seen.endPs ?? seen.failedPs ?? this.#observer.endedAtPs;
  }

  #stageFact(stage: BootStage, slackPs: number | null): BootStageFact {
    const seen = this.#seen.get(stage.name)!;
    return {
      stage: stage.name,
      vm: stage.vm ?? null,
      asil: this.#ecu.vms.find(({ name }) => name === stage.vm)?.asil ?? null,
      pcpu: stage.vm === undefined ? (stage.on ?? 0) : null,
      after: stage.after,
      loadBytes: stage.load ?? 0,
      readyPs: seen.readyPs,
      begunPs: seen.begunPs,
      endPs: seen.endPs,
      failed: seen.failed,
      parts: this.#partsOf(seen),
      slackPs,
      delayedBy: this.#delayersOf(stage, seen),
    };
  }

  /** Whoever used a medium, an engine or a core while this stage waited for it. */
  #delayersOf(stage: BootStage, seen: SeenStage): string[] {
    const names = new Set<string>();
    const id = this.#ids.get(`stage ${stage.name}`)!;
    for (const { unit, startPs, endPs } of seen.parts) {
      if (unit === -1) continue;
      const untilPs = endPs ?? this.#nextStart(seen, startPs);
      for (const other of this.#observer.carried.get(unit) ?? [])
        if (other.who !== id && other.startPs < untilPs && other.endPs > startPs)
          names.add(this.#entities[other.who]!.name);
    }
    if (seen.begunPs !== null && seen.readyPs !== null && seen.begunPs > seen.readyPs)
      for (const { name } of this.#boot.stages) {
        const other = this.#seen.get(name)!;
        if (name === stage.name || other.pcpu !== seen.pcpu || other.begunPs === null) continue;
        if (other.begunPs < seen.begunPs && (other.endPs ?? seen.begunPs) > seen.readyPs) names.add(name);
      }
    for (const culprit of this.#observer.culprits.get(id) ?? []) {
      const { kind, name, vm } = this.#entities[culprit]!;
      if (vm >= 0 && this.#entities[vm]!.name !== stage.vm) names.add(this.#entities[vm]!.name);
      else if (kind === 'hypervisor') for (const one of this.#coreUsersBeside(stage)) names.add(one);
      else if (vm < 0 && kind !== 'schedule') names.add(name);
    }
    return [...names].sort();
  }

  /** Stages without a guest that worked while this one did: the hypervisor's debts on a core are theirs. */
  #coreUsersBeside(stage: BootStage): string[] {
    const { readyPs, endPs } = this.#seen.get(stage.name)!;
    return this.#boot.stages
      .filter(({ name, vm }) => {
        const other = this.#seen.get(name)!;
        if (vm !== undefined || name === stage.name || other.begunPs === null) return false;
        return (
          other.begunPs < (endPs ?? Number.POSITIVE_INFINITY) && (other.endPs ?? Number.POSITIVE_INFINITY) > readyPs!
        );
      })
      .map(({ name }) => name);
  }

  // ---- lanes ----

  #cores(binPs: number): CoreLane[] {
    const count = Math.max(1, Math.ceil(this.#observer.endedAtPs / binPs));
    return this.#entities
      .filter(({ kind }) => kind === 'pcpu')
      .map(({ id, name }) => {
        const shares = [...this.#ecu.vms, null].map(() => new Array<number>(count).fill(0));
        const add = (row: number, { startPs, endPs }: { startPs: number; endPs: number }) => {
          for (let bin = Math.floor(startPs / binPs); bin * binPs < endPs && bin < count; bin += 1) {
            const from = Math.max(startPs, bin * binPs);
            const until = Math.min(endPs, (bin + 1) * binPs);
            shares[row]![bin]! += (until - from) / binPs;
          }
        };
        for (const stretch of this.#observer.onCore.get(id) ?? []) add(this.#vmPlace(stretch), stretch);
        for (const { name: stage, vm } of this.#boot.stages) {
          const seen = this.#seen.get(stage)!;
          if (vm !== undefined || seen.pcpu !== id) continue;
          for (const part of this.#partsOf(seen)) if (part.unit === null) add(this.#ecu.vms.length, part);
        }
        return { pcpu: name, shares: shares.map((row) => row.map((share) => Math.min(1, share))) };
      });
  }

  #vmPlace({ who }: Stretch): number {
    const vm = this.#entities[this.#entities[who]!.vm]!.name;
    return this.#ecu.vms.findIndex(({ name }) => name === vm);
  }

  #units(): UnitLane[] {
    return this.#entities
      .filter(({ kind, id }) => (kind === 'medium' || kind === 'engine') && this.#observer.carried.has(id))
      .map(({ kind, name, id }) => ({
        unit: name,
        kind: kind as 'medium' | 'engine',
        intervals: this.#observer.carried.get(id)!.map(({ startPs, endPs, who }) => ({
          startPs,
          endPs,
          stage: this.#entities[who]!.name,
        })),
      }));
  }
}

function order(atPs: number | null): number {
  return atPs ?? Number.POSITIVE_INFINITY;
}

/** Of the requirements on a milestone the one with the smallest limit. */
export function strictestOf(requirements: readonly Requirement[], milestone: string): Requirement | null {
  const on = requirements.filter(({ use, of, max }) => use === 'boot' && of === milestone && max !== null);
  return on.reduce<Requirement | null>((best, one) => (best === null || one.max! < best.max! ? one : best), null);
}

export function verdictOf(atPs: number | null, limitPs: number | null): Verdict {
  if (limitPs === null) return 'not_judged';
  return atPs !== null && atPs <= limitPs ? 'met' : 'violated';
}

/** The milestone that is reached last; null when none is. */
export function lastMilestone(milestones: readonly MilestoneFact[]): MilestoneFact | null {
  return milestones.filter(({ atPs }) => atPs !== null).at(-1) ?? null;
}
