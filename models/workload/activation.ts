/**
 * The activation socket: when a task is asked to run. An activation gives the nominal release instants of one source,
 * one after the other; the mechanism keeps one pending release per source. Times are integer picoseconds.
 *
 * Draws are keyed by the release index, so another source's draws never move this one's luck.
 */
import type { z } from 'zod';
import type { Stream } from '../../engine/chance.ts';

/** Gives release n (n = 0, 1, ...); `null` when there is none any more. Instants never decrease. */
export interface Arrivals {
  at(index: number): number | null;
}

/** What triggers the task: its own arrivals, or something else that happens. */
export type Trigger =
  | { readonly kind: 'arrivals'; readonly arrivals: Arrivals }
  /** Released when each job of another task finishes. */
  | { readonly kind: 'after'; readonly of: string }
  /** Released by an interrupt source of the same VM. */
  | { readonly kind: 'interrupt'; readonly of: string }
  /** Released by a device of the same VM. */
  | { readonly kind: 'device'; readonly of: string }
  /** Released again as soon as it finishes (after a pause). */
  | { readonly kind: 'again'; readonly pausePs: number; readonly firstPs: number };

export interface ActivationDefinition {
  readonly name: string;
  readonly origin: string;
  readonly summary: string;
  /** Keys as in files (snake case), quantities in code units after parsing. */
  readonly parameters: z.ZodObject;
  /** Nominal distance of releases, for default priorities and deadlines; null when it has none. */
  nominalPeriodPs(parameters: never): number | null;
  create(parameters: never, chance: Stream): Trigger;
}
