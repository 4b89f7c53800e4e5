/**
 * When a vCPU held a core, when it wanted one, and what others took from it while it held one: intervals from `on`, `off`,
 * `wake`, `block` and `overhead` records.
 */
import { causes, recordKinds } from '../../models/records.ts';
import type { RunColumns } from './run-columns.ts';

export interface Span {
  readonly fromPs: number;
  readonly toPs: number;
}

export interface Service {
  /** It held a core, and nothing that `thieves` caused was being paid there. */
  readonly supplied: readonly Span[];
  /** It held a core. */
  readonly held: readonly Span[];
  /** It had something to do. */
  readonly runnable: readonly Span[];
}

const interruptCause = causes.indexOf('interrupt');
const trapCause = causes.indexOf('trap');

/** @param thieves VMs whose interrupts and traps count as taken from the vCPU */
export function serviceOf(run: RunColumns, vcpu: number, vmOf: Int32Array, thieves: ReadonlySet<number>): Service {
  const held: Span[] = [];
  const runnable: Span[] = [];
  const stolen: Span[] = [];
  const debtEndPs = new Map<number, number>();
  let core = -1;
  let onPs = 0;
  let wakePs = -1;
  const { kind, atPs, subject, item, object, value } = run;
  for (let at = 0; at < run.size; at += 1) {
    const what = kind[at]!;
    const nowPs = atPs[at]!;
    if (what === recordKinds.overhead) {
      const cause = item[at]!;
      const culprit = object[at]!;
      const pcpu = subject[at]!;
      const startPs = Math.max(nowPs, debtEndPs.get(pcpu) ?? 0);
      if (vmOf[pcpu] === -1) debtEndPs.set(pcpu, startPs + value[at]!);
      const isTheft = cause === interruptCause || cause === trapCause;
      if (pcpu === core && isTheft && culprit >= 0 && thieves.has(vmOf[culprit]!))
        stolen.push({ fromPs: startPs, toPs: startPs + value[at]! });
      continue;
    }
    if (subject[at] !== vcpu) continue;
    if (what === recordKinds.on) {
      core = object[at]!;
      onPs = nowPs;
    } else if (what === recordKinds.off) {
      held.push({ fromPs: onPs, toPs: nowPs });
      core = -1;
    } else if (what === recordKinds.wake) wakePs = nowPs;
    else if (what === recordKinds.block) {
      if (wakePs >= 0) runnable.push({ fromPs: wakePs, toPs: nowPs });
      wakePs = -1;
    }
  }
  if (core !== -1) held.push({ fromPs: onPs, toPs: run.horizonPs });
  if (wakePs >= 0) runnable.push({ fromPs: wakePs, toPs: run.horizonPs });
  return { held, runnable, supplied: without(held, stolen) };
}

function without(spans: readonly Span[], holes: readonly Span[]): Span[] {
  let left = [...spans];
  for (const hole of holes) {
    left = left.flatMap(({ fromPs, toPs }) => {
      if (hole.toPs <= fromPs || hole.fromPs >= toPs) return [{ fromPs, toPs }];
      const parts: Span[] = [];
      if (hole.fromPs > fromPs) parts.push({ fromPs, toPs: hole.fromPs });
      if (hole.toPs < toPs) parts.push({ fromPs: hole.toPs, toPs });
      return parts;
    });
  }
  return left;
}

/** Length of `spans` within [fromPs, toPs]. */
export function lengthWithin(spans: readonly Span[], fromPs: number, toPs: number): number {
  let sumPs = 0;
  for (const span of spans) {
    const startPs = Math.max(span.fromPs, fromPs);
    const endPs = Math.min(span.toPs, toPs);
    if (endPs > startPs) sumPs += endPs - startPs;
  }
  return sumPs;
}
