/**
 * CAN: messages by identifier, never interrupted once on the wire, with the analysis as revised after the original one was
 * found wrong (it looked at the first job only), and with a model of faults: each costs an error frame and the retransmission
 * of the longest message that could be hit.
 *
 * Theory: Davis, Burns, Bril, Lukkien, "Controller Area Network (CAN) schedulability analysis: refuted, revisited and revised",
 * Real-Time Systems 35(3), 2007; faults: Tindell, Burns, Wellings, Control Engineering Practice 3(8), 1995; Broster, Burns,
 * Rodriguez-Navas, RTSS 2002 (a given number of faults). Frame lengths: ISO 11898-1 with worst-case stuff bits.
 */
import type { EventModel } from '../../event-model/event-model.ts';
import type { BoundDefinition } from '../bound.ts';
import { type Interferer, interferenceOf, worstInBusyWindow } from '../busy-window.ts';
import type { BoundResult } from '../term.ts';

export interface CanMessage {
  readonly name: string;
  /** Smaller wins the arbitration. */
  readonly id: number;
  /** 0 to 8 bytes. */
  readonly sizeBytes: number;
  readonly extended?: boolean;
  readonly model: EventModel;
}

export type CanFaults =
  /** No two faults closer than this. */
  | { readonly distance: number }
  /** So many in the busy window. */
  | { readonly count: number };

export interface CanProblem {
  readonly messages: readonly CanMessage[];
  /** Length of one bit. */
  readonly bit: number;
  readonly faults?: CanFaults;
  readonly longest?: number;
}

/** Bits between two frames. */
const interframeBits = 3;
/** Error flags and delimiter until the bus is free again, without the interframe space. */
const errorBits = 29;

/** Longest frame in bits with stuff bits, without the interframe space. */
export function frameBits(sizeBytes: number, extended = false): number {
  const stuffed = extended ? 54 : 34;
  const bits = 8 * sizeBytes;
  return bits + stuffed + 10 + Math.floor((stuffed + bits - 1) / 4);
}

function occupancy({ sizeBytes, extended = false }: CanMessage, bit: number): number {
  return (frameBits(sizeBytes, extended) + interframeBits) * bit;
}

function faultsAmong(messages: readonly CanMessage[], bit: number, faults: CanFaults): Interferer {
  const longestFrame = messages.reduce(
    (most, { sizeBytes, extended }) => Math.max(most, frameBits(sizeBytes, extended)),
    0,
  );
  const cost = (errorBits + longestFrame) * bit;
  // A fault may hit up to the end of the frame under analysis, so windows are taken one frame longer.
  const count = (window: number) =>
    'count' in faults ? faults.count : Math.ceil((window + longestFrame * bit) / faults.distance);
  return { kind: 'errors', of: 'faults on the bus', demand: (window) => count(window) * cost, count };
}

function analyse({ messages, bit, faults, longest }: CanProblem): ReadonlyMap<string, BoundResult> {
  return new Map(
    messages.map((message): readonly [string, BoundResult] => {
      const urgent = messages.filter(({ id }) => id < message.id);
      const blocker = messages
        .filter(({ id }) => id > message.id)
        .reduce<{ of: string; amount: number }>(
          (most, other) =>
            occupancy(other, bit) > most.amount ? { of: other.name, amount: occupancy(other, bit) } : most,
          { of: '', amount: 0 },
        );
      const result = worstInBusyWindow({
        model: message.model,
        cost: occupancy(message, bit),
        lastRegion: occupancy(message, bit),
        granularity: bit,
        blocking: [blocker],
        interferers: [
          ...urgent.map((other) => interferenceOf(other.name, other.model, occupancy(other, bit))),
          ...(faults === undefined ? [] : [faultsAmong([message, ...urgent], bit, faults)]),
        ],
        ...(longest === undefined ? {} : { longest }),
      });
      if (result.response === null) return [message.name, result];
      // The message has arrived before the space between frames is over.
      const space = interframeBits * bit;
      return [
        message.name,
        {
          ...result,
          response: result.response - space,
          terms: result.terms.map((term) =>
            term.kind === 'own-execution' ? { ...term, amount: term.amount - space } : term,
          ),
        },
      ];
    }),
  );
}

export const canBus = {
  name: 'can-bus',
  origin: 'Davis, Burns, Bril, Lukkien, Real-Time Systems 35(3), 2007',
  summary: 'Identifiers are priorities, frames are not interrupted, faults cost a retransmission.',
  assumes: ['controllers send their most urgent message first', 'every frame has the most stuff bits possible'],
  tight: true,
  analyse,
} as const satisfies BoundDefinition<CanProblem, ReadonlyMap<string, BoundResult>>;
