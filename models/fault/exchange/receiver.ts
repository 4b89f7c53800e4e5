/**
 * The receiving side of end-to-end protection: what a message looks like to the check, and the state of the receiver. A
 * message that fails is not used; the receiver goes on with the last valid one until its timeout, then it is in its safe
 * state and stays there: how an application comes back is its own matter. Without protection every message is valid.
 *
 * The order of the checks is that of the profiles: CRC and data id (one sum), then the counter. The first valid message sets
 * the counter, and so does one of a wrong sequence, which is not used itself.
 */
import { type CrcDefinition, crcOf, crcs } from './crc.ts';
import type { Protection } from './protection.ts';

/** What the check says of the newest message; the first two are valid. */
export const statuses = {
  ok: 0,
  'some-lost': 1,
  'no-new-data': 2,
  repeated: 3,
  'wrong-sequence': 4,
  error: 5,
  timeout: 6,
} as const;
export type Status = keyof typeof statuses;

/** What is wrong with an item in truth, as bits; only the injected faults know. */
export const truths = {
  repeated: 1,
  inserted: 2,
  masqueraded: 4,
  reordered: 8,
  corrupted: 16,
  asymmetric: 32,
  torn: 64,
} as const;

export interface Message {
  readonly counter: number;
  /** Data id that the sender used. */
  readonly dataId: number;
  readonly payload: readonly number[];
  readonly sum: readonly number[];
  readonly sentAtPs: number;
  /** Bits of `truths`. */
  readonly truth: number;
}

const noMessageYet = -1;

export class Receiver {
  readonly #protection: Protection | null;
  readonly #dataId: number;
  #counter = noMessageYet;
  #validAtPs = 0;
  /** Message in use, or null before the first. */
  used: Message | null = null;
  safe = false;

  constructor(protection: Protection | null, dataId: number) {
    this.#protection = protection;
    this.#dataId = dataId;
  }

  /** Looks at what arrived since the last time, oldest first, and gives what the last check said. */
  check(arrived: readonly Message[], nowPs: number): Status {
    let status: Status = 'no-new-data';
    for (const message of arrived) {
      status = this.#judge(message);
      if (status === 'wrong-sequence') this.#counter = message.counter;
      if (status !== 'ok' && status !== 'some-lost') continue;
      this.used = this.#inTruth(message);
      this.#counter = message.counter;
      this.#validAtPs = nowPs;
    }
    const { timeoutPs = null, checks } = this.#protection ?? {};
    this.safe ||= timeoutPs !== null && checks!.timeout && nowPs - this.#validAtPs > timeoutPs;
    return this.safe ? 'timeout' : status;
  }

  /** A copy or a straggler that is newer than what was used before does no harm: it is taken once, and in order. */
  #inTruth(message: Message): Message {
    if (message.sentAtPs <= (this.used?.sentAtPs ?? -1)) return message;
    return { ...message, truth: message.truth & ~(truths.repeated | truths.reordered) };
  }

  #judge(message: Message): Status {
    const protection = this.#protection;
    if (protection === null) return 'ok';
    const { checks, profile, maxDelta } = protection;
    if (checks.crc && !sameSum(message.sum, sumOf(protection, message.dataId, message.counter, message.payload)))
      return 'error';
    if (checks.dataId && message.dataId !== this.#dataId) return 'error';
    if (!checks.counter || this.#counter === noMessageYet) return 'ok';
    const span = 2 ** profile.counterBits;
    const delta = (message.counter - this.#counter + span) % span;
    if (delta === 0) return 'repeated';
    if (delta === 1) return 'ok';
    return delta <= maxDelta ? 'some-lost' : 'wrong-sequence';
  }
}

/** The sum over data id, counter and payload, each most significant byte first. */
export function sumOf(
  { profile }: Protection,
  dataId: number,
  counter: number,
  payload: readonly number[],
): readonly number[] {
  const definition: CrcDefinition = crcs[profile.crc];
  return crcOf(definition, [
    ...bytesOf(dataId, profile.dataIdBits),
    ...bytesOf(counter, profile.counterBits),
    ...payload,
  ]);
}

function bytesOf(value: number, bits: number): number[] {
  const bytes: number[] = [];
  for (let shift = Math.ceil(bits / 8) * 8 - 8; shift >= 0; shift -= 8) bytes.push((value >>> shift) & 0xff);
  return bytes;
}

function sameSum(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((half, index) => half === right[index]);
}
