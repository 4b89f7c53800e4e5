/**
 * Least and most service of a VM with several vCPUs in any window of length t: the time that all its vCPUs together held cores.
 * Least: over the windows in which some vCPU of it wanted to run throughout; most: over all windows of the run.
 *
 * Service so far is a line of straight pieces, so service within a window that moves changes its slope only where the window's
 * start or end passes a corner: an extreme window has a corner, or a border of the wanting, at one of its ends. Only these are
 * tried, in one sweep per t. Integers in ps.
 */
import type { Wantings } from '../supply/least-supply.ts';
import { type ServiceWindow, windowLengths } from './service-window.ts';

/** Name in a league of what all vCPUs of a VM get together. */
export const allVcpus = 'all';

/** Service so far: corners ascend, the rate after a corner is a number of vCPUs. */
interface Profile {
  readonly atPs: number[];
  readonly sumPs: number[];
  readonly rate: number[];
}

export function vmServiceWindows(vcpus: readonly Wantings[], periodPs: number | null): ServiceWindow[] {
  const profile = profileOf(vcpus);
  const wanted = unionOf(vcpus);
  return windowLengths(periodPs).map((lengthPs) => ({
    lengthPs,
    leastPs: wanted.reduce<number | null>((least, [fromPs, toPs]) => {
      if (toPs - fromPs < lengthPs) return least;
      const found = extreme(profile, fromPs, toPs, lengthPs, (a, b) => a < b);
      return least === null || found < least ? found : least;
    }, null),
    mostPs: mostOf(profile, lengthPs),
  }));
}

function profileOf(vcpus: readonly Wantings[]): Profile {
  const corners = vcpus.flatMap(({ startPs, endPs }) => [
    ...startPs.map((ps) => [ps, 1] as const),
    ...endPs.map((ps) => [ps, -1] as const),
  ]);
  corners.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const profile: Profile = { atPs: [], sumPs: [], rate: [] };
  const { atPs, sumPs, rate } = profile;
  for (const [ps, change] of corners) {
    const last = atPs.length - 1;
    if (last >= 0 && atPs[last] === ps) {
      rate[last]! += change;
      continue;
    }
    sumPs.push(last < 0 ? 0 : sumPs[last]! + rate[last]! * (ps - atPs[last]!));
    rate.push((last < 0 ? 0 : rate[last]!) + change);
    atPs.push(ps);
  }
  return profile;
}

/** Stretches in which some vCPU wants to run. */
function unionOf(vcpus: readonly Wantings[]): [number, number][] {
  const all = vcpus.flatMap(({ fromPs, toPs }) => fromPs.map((from, i): [number, number] => [from, toPs[i]!]));
  all.sort((a, b) => a[0] - b[0]);
  const union: [number, number][] = [];
  for (const [fromPs, toPs] of all) {
    const last = union.at(-1);
    if (last !== undefined && fromPs <= last[1]) last[1] = Math.max(last[1], toPs);
    else union.push([fromPs, toPs]);
  }
  return union;
}

function mostOf(profile: Profile, lengthPs: number): number {
  const { atPs } = profile;
  if (atPs.length === 0) return 0;
  // A window may reach beyond the run on either side: nothing is served there.
  return extreme(profile, atPs[0]! - lengthPs, atPs.at(-1)! + lengthPs, lengthPs, (a, b) => a > b);
}

/** Service of the best window inside [fromPs, toPs], which is at least as long. */
function extreme(
  profile: Profile,
  fromPs: number,
  toPs: number,
  lengthPs: number,
  better: (a: number, b: number) => boolean,
): number {
  const { atPs } = profile;
  const lastPs = toPs - lengthPs;
  let best = within(profile, fromPs, lengthPs);
  const tryAt = (ps: number): void => {
    if (ps < fromPs || ps > lastPs) return;
    const found = within(profile, ps, lengthPs);
    if (better(found, best)) best = found;
  };
  tryAt(lastPs);
  for (let i = Math.max(0, placeOf(atPs, fromPs)); i < atPs.length && atPs[i]! <= toPs; i += 1) {
    tryAt(atPs[i]!);
    tryAt(atPs[i]! - lengthPs);
  }
  return best;
}

function within(profile: Profile, ps: number, lengthPs: number): number {
  return soFar(profile, ps + lengthPs) - soFar(profile, ps);
}

function soFar({ atPs, sumPs, rate }: Profile, ps: number): number {
  const place = placeOf(atPs, ps);
  return place < 0 ? 0 : sumPs[place]! + rate[place]! * (ps - atPs[place]!);
}

/** The last corner at or before `ps`, or -1. */
function placeOf(atPs: readonly number[], ps: number): number {
  let low = 0;
  let high = atPs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (atPs[middle]! <= ps) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
