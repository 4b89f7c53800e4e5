/**
 * The critical path of a milestone: from its end back to power-on, always by the predecessor that ended last. The pieces follow
 * each other without a gap, so their lengths sum to the time of the milestone. Slack: how much later a stage may end before
 * some milestone moves, if every other stage takes as long as it did.
 */
import type { Boot } from '../../scenarios/ecu.ts';

/** What was seen of a stage. */
export interface TimedStage {
  readonly readyPs: number | null;
  readonly endPs: number | null;
}

export interface Gate {
  /** Stages after whose end the milestone's subject could start. */
  readonly stages: readonly string[];
  readonly atPs: number;
}

/** Names of stages from power-on to the gate's last stage. */
export function criticalStages(boot: Boot, seen: ReadonlyMap<string, TimedStage>, gate: readonly string[]): string[] {
  const after = new Map(boot.stages.map((stage) => [stage.name, stage.after]));
  const path: string[] = [];
  let at = latest(gate, seen);
  while (at !== null) {
    path.unshift(at);
    at = latest(after.get(at) ?? [], seen);
  }
  return path;
}

/** The stage that ended last; equal ends go by name. */
export function latest(names: readonly string[], seen: ReadonlyMap<string, TimedStage>): string | null {
  let found: string | null = null;
  let foundPs = -1;
  for (const name of [...names].sort()) {
    const endPs = seen.get(name)?.endPs ?? null;
    if (endPs === null || endPs <= foundPs) continue;
    found = name;
    foundPs = endPs;
  }
  return found;
}

/** Slack of every stage in ps; null where no milestone waits for it, or where it did not end. */
export function slacks(
  boot: Boot,
  seen: ReadonlyMap<string, TimedStage>,
  gates: readonly (readonly string[])[],
): Map<string, number | null> {
  const result = new Map<string, number | null>();
  const successors = new Map<string, string[]>();
  for (const { name, after } of boot.stages)
    for (const before of after) successors.set(before, [...(successors.get(before) ?? []), name]);
  const slackOf = (name: string): number | null => {
    const known = result.get(name);
    if (known !== undefined) return known;
    const endPs = seen.get(name)?.endPs ?? null;
    let least: number | null = null;
    const offer = (ps: number) => {
      least = least === null ? ps : Math.min(least, ps);
    };
    if (endPs !== null) {
      for (const gate of gates) {
        if (!gate.includes(name)) continue;
        const openPs = Math.max(...gate.map((one) => seen.get(one)?.endPs ?? Number.POSITIVE_INFINITY));
        if (Number.isFinite(openPs)) offer(openPs - endPs);
      }
      for (const next of successors.get(name) ?? []) {
        const slack = slackOf(next);
        const readyPs = seen.get(next)?.readyPs ?? null;
        if (slack !== null && readyPs !== null) offer(slack + readyPs - endPs);
      }
    }
    result.set(name, least);
    return least;
  };
  for (const { name } of boot.stages) slackOf(name);
  return result;
}
