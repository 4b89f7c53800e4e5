/**
 * The vocabulary: every kind of thing that a model can say happened, the causes that a picosecond can be charged to,
 * and the entities that records speak of. This is the narrow waist of the house: analysis imports nothing else of the
 * models. Times are integer picoseconds; entity ids index the `Entities` table of the run; job indices count per task
 * from 0.
 */
import type { Trace } from '../engine/trace/trace.ts';

/** The rules of VirtIO; the index in `ruleIds` is the item of `rule` and `violation` records. */
export { type RuleId, ruleIds, rules as virtioRules } from './virtio/rule.ts';

/** Why a picosecond of a response time passed: the rows of the ledger's table, in the order of the table. */
export const causes = [
  'backend',
  'lock-holder',
  'interrupt',
  'trap',
  'world-switch',
  'budget-depletion',
  'window-closed',
  'vcpu-preemption',
  'scheduling-latency',
  'guest-switch',
  'cache-refill',
  'contention-cache',
  'contention-interconnect',
  'contention-dram',
  'own-execution',
  'backlog',
  'blocking',
  'preemption',
] as const;
export type Cause = (typeof causes)[number];

/** Six families of causes: what a reader tells apart at a glance (textures of the charts). */
export type CauseFamily = 'own' | 'queued' | 'not-allowed' | 'slowed' | 'overhead' | 'device';
export const familyOf: Readonly<Record<Cause, CauseFamily>> = {
  backend: 'device',
  'lock-holder': 'queued',
  interrupt: 'overhead',
  trap: 'overhead',
  'world-switch': 'overhead',
  'budget-depletion': 'not-allowed',
  'window-closed': 'not-allowed',
  'vcpu-preemption': 'queued',
  'scheduling-latency': 'overhead',
  'guest-switch': 'overhead',
  'cache-refill': 'slowed',
  'contention-cache': 'slowed',
  'contention-interconnect': 'slowed',
  'contention-dram': 'slowed',
  'own-execution': 'own',
  backlog: 'queued',
  blocking: 'queued',
  preemption: 'queued',
};

/**
 * Kinds of records. Columns not named are -1 (ids) or 0 (value).
 *
 * | kind      | subject | item | object                     | value                                  |
 * |-----------|---------|------|----------------------------|----------------------------------------|
 * | release   | task    | job  | activating task or source  | absolute deadline, or -1               |
 * | start     | task    | job  | vCPU                       | (first instant on the guest processor) |
 * | finish    | task    | job  | vCPU                       | response time in ps                    |
 * | dispatch  | task    | job  | vCPU                       | (becomes current on the vCPU)          |
 * | undispatch| task    | job  | vCPU                       | 0 pre-empted, 1 waits, 2 finished      |
 * | wait      | task    | job  | resource, accelerator, ... |                                        |
 * | resume    | task    | job  | the same                   |                                        |
 * | take      | task    | job  | resource                   |                                        |
 * | give      | task    | job  | resource                   |                                        |
 * | on        | vCPU    |      | pCPU                       |                                        |
 * | off       | vCPU    |      | pCPU                       | 0 pre-empted, 1 blocked, 2 depleted, 3 window closed, 4 parked |
 * | wake      | vCPU    |      |                            |                                        |
 * | block     | vCPU    |      |                            |                                        |
 * | budget    | vCPU    |      |                            | budget left in ps (may be negative)    |
 * | eligible  | vCPU    |      |                            | 0 eligible, 1 depleted, 2 parked, 3 window closed |
 * | overhead  | pCPU or vCPU | cause index | culprit        | debt in ps                             |
 * | interrupt | interrupt source |  | vCPU                  |                                        |
 * | fault     | VM that acts | action |                        | 0 took effect, 1 refused by a mechanism, 2 nothing to act on |
 * | message   | reading task | job | `messageCode`              | age of the item in use in ps, or -1    |
 * | access    | VM that acts | action | VM that owns the memory | address: the access took effect       |
 * | refusal   | VM that acts | action | VM that owns the memory | address: translation refused it       |
 * | guard     | VM that acts | action | VM that owns the memory | address: a guard page caught it       |
 * | stage     | boot stage | `stageSteps` | core, medium or engine | why it failed (`stageFailures`), or 0 |
 * | carried   | medium or engine |  | who asked            | ps: it worked for that one until now   |
 * | request+s | device  | request | culprit                 | ps of stage s (`requestStages`), once per request when it is handled |
 * | requested | device  | request | task that asked, or -1     | its size in bytes: follows the stages of a request |
 * | device    | device  | `deviceCounts` |                     | the count, at the end of the run       |
 * | rule      | device  | rule index | -1                     | how often the rule was exercised, at the end of the run |
 * | violation | device  | rule index | -1                     | how often it was violated, at the end of the run |
 * | charge+c  | task    | job  | culprit                    | ps charged to cause c, once per job at its finish |
 */
export const recordKinds = {
  release: 0,
  start: 1,
  finish: 2,
  dispatch: 3,
  undispatch: 4,
  wait: 5,
  resume: 6,
  take: 7,
  give: 8,
  on: 9,
  off: 10,
  wake: 11,
  block: 12,
  budget: 13,
  eligible: 14,
  overhead: 15,
  interrupt: 16,
  /** Only in runs from power-on. */
  stage: 40,
  carried: 41,
  /** Only in runs with injected faults, or with claims about messages and memory. */
  fault: 48,
  message: 49,
  access: 50,
  refusal: 51,
  guard: 52,
  /** Only where devices are simulated; first of the stage kinds: `request + requestStages.indexOf(stage)`. */
  request: 96,
  requested: 112,
  device: 113,
  rule: 114,
  violation: 115,
  /** First of the charge kinds: `charge + causes.indexOf(cause)`. */
  charge: 64,
} as const;
export type RecordKind = keyof typeof recordKinds;

/** Where the time of a request to a device goes, in order; a stage ends where the next begins. */
export const requestStages = [
  'post',
  'kick',
  'wake',
  'schedule',
  'service',
  'medium',
  'used',
  'coalesce',
  'inject',
  'guest-schedule',
  'handler',
] as const;
export type RequestStage = (typeof requestStages)[number];
/** Items of `device` records. */
export const deviceCounts = [
  'notifications',
  'suppressed-notifications',
  'interrupts',
  'suppressed-interrupts',
  'merged-interrupts',
  'dropped-inputs',
  'failed-requests',
  'exits',
  'late-frames',
] as const;
export type DeviceCount = (typeof deviceCounts)[number];

/** What a part of a boot stage is for, in the order of execution. */
export const stageParts = ['load', 'decompress', 'hash', 'signature', 'execute'] as const;
export type StagePartName = (typeof stageParts)[number];
/** Items of `stage` records: it may start, it does, it ended, it failed; `part + n`: its part n of `stageParts` begins. */
export const stageSteps = { ready: 0, begun: 1, ended: 2, failed: 3, part: 8 } as const;
/** Values of `stage` records that failed: a check refused it, there is no image, the medium cannot be read. */
export const stageFailures = { refused: 1, missing: 2, unreadable: 3 } as const;

/** What a `message` record says of the item that a reader has: channel, what the check said, in safe state, what is wrong in truth. */
export interface MessageFacts {
  readonly channel: number;
  /** 0 ok, 1 some lost, 2 no new data, 3 repeated, 4 wrong sequence, 5 error, 6 timeout. */
  readonly status: number;
  readonly safe: boolean;
  /** Bits: 1 repeated, 2 inserted, 4 masqueraded, 8 reordered, 16 corrupted, 32 asymmetric, 64 torn. */
  readonly truth: number;
}

export function messageCode(channel: number, status: number, safe: boolean, truth: number): number {
  return channel * 2 ** 12 + status * 2 ** 9 + (safe ? 2 ** 8 : 0) + truth;
}

export function messageFacts(code: number): MessageFacts {
  return {
    channel: Math.floor(code / 2 ** 12),
    status: (code >> 9) & 7,
    safe: ((code >> 8) & 1) === 1,
    truth: code & 0xff,
  };
}

/** The ledger's records are compared separately: they are not an ingredient of the run's fingerprint. */
export function isCharge(kind: number): boolean {
  return kind >= recordKinds.charge && kind < recordKinds.charge + causes.length;
}

export type EntityKind =
  | 'hypervisor'
  | 'schedule'
  | 'vm'
  | 'pcpu'
  | 'vcpu'
  | 'kernel'
  | 'task'
  | 'resource'
  | 'interrupt'
  | 'accelerator'
  | 'device'
  | 'medium'
  | 'stage'
  | 'engine';

export interface Entity {
  readonly id: number;
  readonly kind: EntityKind;
  /** As written in the ECU file outside its VM: `cluster`, `cluster/needle`, `cluster/main`, `pcpu0`, `gpu`. */
  readonly name: string;
  /** Id of the VM that owns it, or -1 (hypervisor, pCPUs, accelerators, media). */
  readonly vm: number;
}

/** Dense table of everything that records can name; index = id. Ids depend on kinds and names only. */
export type Entities = readonly Entity[];

/** What a run leaves behind for analysis. */
export interface Recording {
  readonly entities: Entities;
  readonly trace: Trace;
  readonly horizonPs: number;
  /** Jobs released before this instant are not judged. */
  readonly warmUpPs: number;
}
