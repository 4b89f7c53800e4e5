/**
 * The vocabulary: every kind of thing that a model can say happened, the causes that a picosecond can be charged to,
 * and the entities that records speak of. This is the narrow waist of the house: analysis imports nothing else of the
 * models. Times are integer picoseconds; entity ids index the `Entities` table of the run; job indices count per task
 * from 0.
 */
import type { Trace } from '../engine/trace/trace.ts';

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
  /** Only in runs with injected faults, or with claims about messages and memory. */
  fault: 48,
  message: 49,
  access: 50,
  refusal: 51,
  guard: 52,
  /** First of the charge kinds: `charge + causes.indexOf(cause)`. */
  charge: 64,
} as const;
export type RecordKind = keyof typeof recordKinds;

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
  | 'medium';

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
