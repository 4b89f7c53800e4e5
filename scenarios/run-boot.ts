/**
 * One boot of one ECU, from power-on until every stage has ended and every milestone was seen: the same machine, the same
 * schedulers and the same records as any run. Pure: the same arguments give the same records.
 */
import type { StageFault } from '../models/boot/stage.ts';
import { isCharge, recordKinds } from '../models/records.ts';
import { withBootTasks } from './boot-tasks.ts';
import type { EcuDescription } from './ecu.ts';
import { type RunResult, run } from './run.ts';

export type { StageFault } from '../models/boot/stage.ts';

export interface BootRunOptions {
  readonly seed: number;
  /** The boot is given up then. */
  readonly horizonPs: number;
  /** What goes wrong, by stage. */
  readonly faults?: Readonly<Record<string, StageFault>>;
  /** Ends it as soon as every milestone was seen that can be; else when every stage has ended too. Default false. */
  readonly untilMilestones?: boolean;
  /** Default true. */
  readonly ledger?: boolean;
  readonly fingerprint?: boolean;
}

/** What the story of a boot is told from. */
const told: ReadonlySet<number> = new Set([
  recordKinds.stage,
  recordKinds.carried,
  recordKinds.on,
  recordKinds.off,
  recordKinds.dispatch,
  recordKinds.undispatch,
  recordKinds.finish,
]);
const isTold = (kind: number) => told.has(kind) || isCharge(kind);

export interface BootRun {
  /** With the tasks that stages run. */
  readonly ecu: EcuDescription;
  readonly result: RunResult;
}

/** @param ecu with a boot section */
export function runBoot(ecu: EcuDescription, options: BootRunOptions): BootRun {
  const faults = options.faults ?? {};
  const hanging = Object.entries(faults).flatMap(([stage, { kind }]) => (kind === 'hangs' ? [stage] : []));
  const booting = withBootTasks(ecu, hanging);
  const { seed, horizonPs } = options;
  const result = run(booting, {
    seed,
    horizonPs,
    boot: { faults, untilMilestones: options.untilMilestones === true },
    keep: isTold,
    ...(options.ledger === undefined ? {} : { ledger: options.ledger }),
    ...(options.fingerprint === undefined ? {} : { fingerprint: options.fingerprint }),
  });
  return { ecu: booting, result };
}
