/**
 * What the campaign has tried, counted by effect seen, not by draw: for each action that took effect, the fault effect, the
 * injection point, what the victim was doing and how its schedule stood at that instant. Pairs of all four, triples of effect,
 * victim and schedule, and instants in 64 bins of the horizon.
 */
import { recordKinds } from '../../models/records.ts';
import type { InjectionPoint, Program } from '../../scenarios/injection-points.ts';
import type { RunColumns } from './run-columns.ts';
import type { ClaimContext } from './victim.ts';

export const victimStates = ['idle', 'released', 'running', 'pre-empted', 'blocked'] as const;
export const scheduleStates = ['full', 'part', 'depleted', 'closed'] as const;
export const timeBins = 64;

/** Plain data that batches send back and campaigns add up. */
export interface CoverageCounts {
  /** `effect|point|victim|schedule` by how often. */
  readonly tuples: Readonly<Record<string, number>>;
  readonly bins: readonly number[];
}

export class Coverage {
  readonly #tuples = new Map<string, number>();
  readonly #bins = new Array<number>(timeBins).fill(0);

  /** Looks at one run of a program. */
  see(run: RunColumns, program: Program, effectOf: (use: string) => string, context: ClaimContext): void {
    const state = new VictimState(context);
    for (let at = 0; at < run.size; at += 1) {
      const kind = run.kind[at]!;
      if (kind !== recordKinds.fault) {
        state.see(kind, run.subject[at]!, run.object[at]!, run.value[at]!);
        continue;
      }
      if (run.value[at]! > 1) continue;
      const action = program[run.item[at]!]!;
      const key = `${effectOf(action.use)}|${action.use}|${state.victim()}|${state.schedule()}`;
      this.#tuples.set(key, (this.#tuples.get(key) ?? 0) + 1);
      const bin = Math.min(timeBins - 1, Math.floor((action.atPs / run.horizonPs) * timeBins));
      this.#bins[bin] = this.#bins[bin]! + 1;
    }
  }

  add({ tuples, bins }: CoverageCounts): void {
    for (const [key, count] of Object.entries(tuples)) this.#tuples.set(key, (this.#tuples.get(key) ?? 0) + count);
    bins.forEach((count, bin) => {
      this.#bins[bin] = this.#bins[bin]! + count;
    });
  }

  counts(): CoverageCounts {
    return {
      tuples: Object.fromEntries([...this.#tuples].sort(([a], [b]) => (a < b ? -1 : 1))),
      bins: [...this.#bins],
    };
  }
}

/** Follows the tasks and vCPUs of the victim through the records. */
class VictimState {
  readonly #context: ClaimContext;
  readonly #ready = new Set<number>();
  readonly #current = new Set<number>();
  readonly #waiting = new Set<number>();
  readonly #on = new Set<number>();
  readonly #budgetsPs = new Map<number, number>();
  #eligibility = 0;
  #leftPs = Number.POSITIVE_INFINITY;
  #fullPs = 0;

  constructor(context: ClaimContext) {
    this.#context = context;
    for (const id of context.victim.vcpuIds) {
      const name = context.entities[id]!.name;
      for (const vm of context.ecu.vms)
        for (const vcpu of vm.vcpus)
          if (`${vm.name}/${vcpu.name}` === name && vcpu.budgetPs !== null) this.#budgetsPs.set(id, vcpu.budgetPs);
    }
  }

  see(kind: number, subject: number, _object: number, value: number): void {
    const { victim } = this.#context;
    if (victim.vcpuIds.has(subject)) {
      if (kind === recordKinds.on) this.#on.add(subject);
      else if (kind === recordKinds.off) this.#on.delete(subject);
      else if (kind === recordKinds.eligible) this.#eligibility = value;
      else if (kind === recordKinds.budget) {
        this.#leftPs = value;
        this.#fullPs = this.#budgetsPs.get(subject) ?? 0;
      }
    }
    if (!victim.taskIds.has(subject)) return;
    if (kind === recordKinds.release) this.#ready.add(subject);
    else if (kind === recordKinds.finish) this.#ready.delete(subject);
    else if (kind === recordKinds.dispatch) this.#current.add(subject);
    else if (kind === recordKinds.undispatch) this.#current.delete(subject);
    else if (kind === recordKinds.wait) this.#waiting.add(subject);
    else if (kind === recordKinds.resume) this.#waiting.delete(subject);
  }

  victim(): (typeof victimStates)[number] {
    if (this.#waiting.size > 0) return 'blocked';
    if (this.#current.size > 0) return this.#on.size > 0 ? 'running' : 'pre-empted';
    return this.#ready.size > 0 ? 'released' : 'idle';
  }

  schedule(): (typeof scheduleStates)[number] {
    if (this.#eligibility === 3) return 'closed';
    if (this.#eligibility === 1 || this.#leftPs <= 0) return 'depleted';
    return this.#leftPs < this.#fullPs ? 'part' : 'full';
  }
}

export interface CoverageFacts {
  readonly pairs: { readonly met: number; readonly possible: number; readonly open: readonly string[] };
  readonly triples: { readonly met: number; readonly possible: number };
  readonly bins: { readonly met: number; readonly possible: number };
  readonly tuples: CoverageCounts['tuples'];
  /** Values that cannot occur here, with the reason. */
  readonly infeasible: readonly { readonly value: string; readonly reason: string }[];
}

const openShown = 40;

export function coverageFacts(
  { tuples, bins }: CoverageCounts,
  points: readonly InjectionPoint[],
  context: ClaimContext,
): CoverageFacts {
  const kinds = [...new Set(points.map(({ effect, use }) => `${effect}|${use}`))];
  const { infeasible, victims, schedules } = feasible(context);
  const possible = kinds.flatMap((kind) =>
    victims.flatMap((victim) => schedules.map((state) => `${kind}|${victim}|${state}`)),
  );
  const met = Object.keys(tuples);
  const wanted = new Set(possible.flatMap(pairsOf));
  const seen = new Set(met.flatMap(pairsOf).filter((pair) => wanted.has(pair)));
  const triple = (key: string) =>
    key
      .split('|')
      .filter((_, place) => place !== 1)
      .join('|');
  const triples = new Set(possible.map(triple));
  return {
    pairs: {
      met: seen.size,
      possible: wanted.size,
      open: [...wanted]
        .filter((pair) => !seen.has(pair))
        .sort()
        .slice(0, openShown),
    },
    triples: { met: new Set(met.map(triple).filter((one) => triples.has(one))).size, possible: triples.size },
    bins: { met: bins.filter((count) => count > 0).length, possible: bins.length },
    tuples,
    infeasible,
  };
}

/** Effect and point are one choice, so a pair of the two says nothing. */
function pairsOf(key: string): string[] {
  const [effect, point, victim, schedule] = key.split('|') as [string, string, string, string];
  return [
    `${effect} x ${victim}`,
    `${effect} x ${schedule}`,
    `${point} x ${victim}`,
    `${point} x ${schedule}`,
    `${victim} x ${schedule}`,
  ];
}

function feasible({ ecu, victim }: ClaimContext) {
  const vm = ecu.vms.find(({ name }) => name === victim.vm)!;
  const infeasible: { value: string; reason: string }[] = [];
  const without = (value: string, reason: string, is: boolean): void => {
    if (is) infeasible.push({ value, reason });
  };
  const budgeted = vm.vcpus.some(({ budgetPs }) => budgetPs !== null);
  const windows = ecu.hypervisor.pools.some(({ policy }) => policy === 'arinc653' || policy === 'pikeos-like');
  const waits = vm.tasks.some(({ steps }) =>
    steps.some(
      ({ hold, sleepPs, accelerator, request }) =>
        hold.length > 0 || sleepPs !== null || accelerator !== null || request !== null,
    ),
  );
  const alone = vm.vcpus.every(({ pcpus }) =>
    pcpus.every(
      (pcpu) => !ecu.vms.some((other) => other !== vm && other.vcpus.some((one) => one.pcpus.includes(pcpu))),
    ),
  );
  without('blocked', 'no task of the victim ever waits', !waits);
  without('part', 'the victim has no budget', !budgeted);
  without('depleted', 'the victim has no budget', !budgeted);
  without('closed', 'the policy has no windows', !windows);
  without('pre-empted', 'the victim has its cores for itself and no budget', alone && !budgeted);
  const gone = new Set(infeasible.map(({ value }) => value));
  return {
    infeasible,
    victims: victimStates.filter((state) => !gone.has(state)),
    schedules: scheduleStates.filter((state) => !gone.has(state)),
  };
}
