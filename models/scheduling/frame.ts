/**
 * A repeating major frame of windows on one processor: [start, end) in ps from the frame's start, each with the units
 * that may run in it, in order of preference. Gaps belong to nobody.
 */

import { timeText } from './budget-checks.ts';
import type { AdmissionProblem, UnitSpec } from './policy.ts';

export interface Window {
  readonly startPs: number;
  readonly endPs: number;
  /** Units that the window belongs to, in order of preference; empty: idle. */
  readonly units: readonly number[];
  /** Which window of the user's list it is; absent: derived. */
  readonly wish?: number;
}

export class Frame {
  readonly lengthPs: number;
  readonly windows: readonly Window[];

  constructor(lengthPs: number, windows: readonly Window[]) {
    this.lengthPs = lengthPs;
    this.windows = windows.filter((window) => window.endPs > window.startPs).sort((a, b) => a.startPs - b.startPs);
  }

  /** Index of the window at `offsetPs` of the frame, or -1 in a gap. */
  indexAt(offsetPs: number): number {
    let low = 0;
    let high = this.windows.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const window = this.windows[middle]!;
      if (offsetPs < window.startPs) high = middle - 1;
      else if (offsetPs >= window.endPs) low = middle + 1;
      else return middle;
    }
    return -1;
  }

  /** Offset at which the window (or gap) at `offsetPs` ends. */
  endAt(offsetPs: number, index: number): number {
    if (index >= 0) return this.windows[index]!.endPs;
    for (const window of this.windows) if (window.startPs > offsetPs) return window.startPs;
    return this.lengthPs;
  }
}

/** A window as the user wrote it. */
export interface WindowWish {
  readonly of: string;
  readonly at?: number | undefined;
  readonly length: number;
  readonly pcpu?: number | undefined;
}

/** Units that a name means: one unit, or all of a group. `idle` is nobody. */
export function unitsNamed(name: string, units: readonly UnitSpec[]): number[] {
  const exact = units.findIndex((unit) => unit.name === name);
  if (exact >= 0) return [exact];
  return units.flatMap((unit, u) => (unit.groupName === name ? [u] : []));
}

/** Windows of processor `p` from wishes, in order; one without `at` follows the one before it. */
export function windowsOn(
  p: number,
  wishes: readonly WindowWish[],
  units: readonly UnitSpec[],
  homes: readonly number[],
): Window[] {
  const result: Window[] = [];
  let cursorPs = 0;
  for (const [index, wish] of wishes.entries()) {
    const named = unitsNamed(wish.of, units);
    const there = wish.pcpu === undefined ? named.filter((u) => homes[u] === p) : named;
    // An idle window without a processor is one everywhere, so that lists keep their rhythm.
    if (wish.pcpu !== undefined ? wish.pcpu !== p : there.length === 0 && wish.of !== 'idle') continue;
    const startPs = wish.at ?? cursorPs;
    const byPriority = there.slice().sort((a, b) => units[b]!.priority - units[a]!.priority || a - b);
    result.push({ startPs, endPs: startPs + wish.length, units: byPriority, wish: index });
    cursorPs = startPs + wish.length;
  }
  return result;
}

/** Overlaps and windows beyond the frame, on one processor; each at the window that is wrong, where the list is the user's. */
export function windowProblems(lengthPs: number, windows: readonly Window[], p: number): AdmissionProblem[] {
  const sorted = windows.slice().sort((a, b) => a.startPs - b.startPs);
  const problems: AdmissionProblem[] = [];
  const keyOf = ({ wish }: Window, key: string) => (wish === undefined ? 'windows' : `windows.${wish}.${key}`);
  sorted.forEach((window, i) => {
    const before = sorted[i - 1];
    if (before !== undefined && window.startPs < before.endPs) {
      const message = `windows overlap on processor ${p}: one ends at ${timeText(before.endPs)}, the next starts at ${timeText(window.startPs)}`;
      problems.push({ unit: -1, key: keyOf(window, 'at'), message });
    }
    if (window.endPs > lengthPs) {
      const message = `a window on processor ${p} ends at ${timeText(window.endPs)}, after the major frame of ${timeText(lengthPs)}`;
      problems.push({ unit: -1, key: keyOf(window, 'length'), message });
    }
  });
  return problems;
}
