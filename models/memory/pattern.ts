/**
 * The pattern socket: synthetic programs as address sequences. Access n of a pattern is a function of n, the pattern's
 * parameters and its stream of chance, so that a pattern can be read again and no draw depends on the order of calls.
 */
import type { Stream } from '../../engine/chance.ts';

export interface PatternParameters {
  readonly sizeBytes: number;
  /** Distance of accesses (stride), bytes. */
  readonly stepBytes: number;
  /** Part of accesses that write, as a threshold on a 32-bit draw: 0 none, 2^32 all. */
  readonly writeThreshold: number;
  /** Working set: bytes of the hot part, and part of accesses that go there, as a threshold like the one above. */
  readonly hotBytes: number;
  readonly hotThreshold: number;
}

export interface Pattern {
  /** Byte offset of access n within the buffer. */
  offset(n: number): number;
  write(n: number): boolean;
  readonly dependent: boolean;
}

/** A member of the shelf `patterns/`. */
export interface PatternDefinition {
  readonly name: string;
  readonly origin: string;
  readonly summary: string;
  create(parameters: PatternParameters, chance: Stream): Pattern;
}

/** What a draw is for: part of its key. */
export const drawFor = { place: 0, write: 1, hot: 2, order: 3 } as const;

/** Draw number n (0..2^53) of a purpose. */
export function drawAt(chance: Stream, n: number, purpose: number): number {
  return chance.draw(n % 2 ** 32, Math.floor(n / 2 ** 32), purpose);
}

/** Whether access n writes. Skips the draw where it decides nothing. */
export function writesAt(parameters: PatternParameters, chance: Stream, n: number): boolean {
  const { writeThreshold } = parameters;
  if (writeThreshold === 0) return false;
  return writeThreshold >= 2 ** 32 || drawAt(chance, n, drawFor.write) < writeThreshold;
}
