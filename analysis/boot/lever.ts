/**
 * The socket of the shelf `levers/`: a change to how an ECU boots that is worth trying. A lever is a list of `path=value`, as in
 * `--set`, made from the description: what it does can be read, tried by hand, and is checked like any file.
 */
import type { BootStage, EcuDescription } from '../../scenarios/ecu.ts';

export interface LeverDefinition {
  readonly name: string;
  /** What is changed, as a sentence without subject, with its numbers and their source. */
  readonly summary: string;
  /** No stage has more work, a slower medium or more to wait for than before: a later milestone is a scheduling anomaly. */
  readonly onlyRemoves: boolean;
  /** Empty: there is nothing to change in this ECU. */
  overrides(ecu: EcuDescription): readonly string[];
}

export function guestStages(ecu: EcuDescription): readonly BootStage[] {
  return (ecu.boot?.stages ?? []).filter(({ vm }) => vm !== undefined);
}

export function loadingStages(ecu: EcuDescription): readonly BootStage[] {
  return (ecu.boot?.stages ?? []).filter(({ load }) => load !== undefined && load > 0);
}

/** Media that stages load from, by name. */
export function bootMedia(ecu: EcuDescription): readonly string[] {
  const used = loadingStages(ecu).flatMap(({ storage }) => storage ?? ecu.boot?.storage ?? []);
  return [...new Set(used)].sort();
}

/** What stages without a guest a guest's stage waits for, through all guests in between. */
export function ownGround(stage: BootStage, ecu: EcuDescription): string[] {
  const stages = ecu.boot!.stages;
  const ground = new Set<string>();
  const seen = new Set<string>();
  const visit = (names: readonly string[]): void => {
    for (const name of names) {
      if (seen.has(name)) continue;
      seen.add(name);
      const before = stages.find((one) => one.name === name)!;
      if (before.vm === undefined || before.vm === stage.vm) ground.add(name);
      else visit(before.after);
    }
  };
  visit(stage.after);
  return [...ground].sort();
}
