/**
 * The injection socket: one thing that a faulty or hostile guest can do, or that can happen to what passes between guests.
 * A member says which fault effect it stands for, on what it can act, the numbers it takes with the range that generated
 * programs draw them from, and strikes when its instant comes. Ranges are `assumed`: they say how wild adversaries are,
 * not how likely. Times are integer picoseconds.
 */
import type { z } from 'zod';
import type { Action, FaultEffect, Strike } from './action.ts';
import type { FaultWorld } from './world.ts';

/** What an action may be aimed at. `memory` is the map of the VM itself. */
export type PlaceKind = 'task' | 'vcpu' | 'vm' | 'interrupt' | 'accelerator' | 'device' | 'channel' | 'locks';

export interface ArgumentRange {
  readonly unit: 'time' | 'size' | 'count';
  /** Both ends included; integers in code units (ps, bytes). */
  readonly min: number;
  readonly max: number;
}

export interface InjectionDefinition {
  readonly name: string;
  readonly summary: string;
  readonly effect: FaultEffect;
  readonly place: PlaceKind;
  /** Arguments of a generated action. Shrinking lowers them towards `min`. */
  readonly ranges: Readonly<Record<string, ArgumentRange>>;
  /** Keys of the ECU file (snake case, with units), beside `in`, `at` and `for`. */
  readonly parameters: z.ZodObject;
  /** A contract (adversary level A2) allows it: more load of a kind that the guest may make. */
  readonly withinContract: boolean;
  /** It is aimed at memory of a certain VM (`into`). */
  readonly aims?: boolean;
  /** Acts now. `end` of a lasting fault is asked for through `world.later`. */
  strike(world: FaultWorld, action: Action): Strike;
}
