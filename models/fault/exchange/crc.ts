/**
 * Cyclic redundancy checks as AUTOSAR names them, over bytes, bit by bit from the most significant one: polynomial, start
 * value, final XOR, reflection. Widths 8, 16 and 32 are plain numbers; 64 bits are kept as two halves.
 *
 * Source: AUTOSAR Specification of CRC Routines (public), check values of "123456789" in the test.
 */
export interface CrcDefinition {
  readonly bits: 8 | 16 | 32 | 64;
  /** Most significant half first; one number up to 32 bits. */
  readonly polynomial: readonly number[];
  readonly start: readonly number[];
  readonly finalXor: readonly number[];
  readonly reflected: boolean;
}

const all = 0xffff_ffff;

export const crcs = {
  'CRC8 SAE J1850': { bits: 8, polynomial: [0x1d], start: [0xff], finalXor: [0xff], reflected: false },
  CRC8H2F: { bits: 8, polynomial: [0x2f], start: [0xff], finalXor: [0xff], reflected: false },
  'CRC16 CCITT-FALSE': { bits: 16, polynomial: [0x1021], start: [0xffff], finalXor: [0], reflected: false },
  CRC32P4: { bits: 32, polynomial: [0xf4acfb13], start: [all], finalXor: [all], reflected: true },
  CRC64: {
    bits: 64,
    polynomial: [0x42f0e1eb, 0xa9ea3693],
    start: [all, all],
    finalXor: [all, all],
    reflected: true,
  },
} as const satisfies Readonly<Record<string, CrcDefinition>>;
export type CrcName = keyof typeof crcs;

/** Halves of the check value, most significant first. */
export function crcOf(definition: CrcDefinition, bytes: readonly number[]): readonly number[] {
  const { bits, polynomial, start, finalXor, reflected } = definition;
  const wide = bits === 64;
  const topBits = wide ? 32 : bits;
  const mask = topBits === 32 ? all : 2 ** topBits - 1;
  let high = start[0]!;
  let low = wide ? start[1]! : 0;
  for (const byte of bytes) {
    high = (high ^ ((reflected ? reversed(byte, 8) : byte) << (topBits - 8))) >>> 0;
    for (let bit = 0; bit < 8; bit += 1) {
      const carries = high >>> (topBits - 1) === 1;
      high = ((high << 1) | (wide ? low >>> 31 : 0)) & mask;
      low = wide ? low << 1 : 0;
      if (carries) {
        high ^= polynomial[0]!;
        if (wide) low ^= polynomial[1]!;
      }
      high >>>= 0;
      low >>>= 0;
    }
  }
  if (!wide) return [((reflected ? reversed(high, bits) : high) ^ finalXor[0]!) >>> 0];
  const [top, bottom] = reflected ? [reversed(low, 32), reversed(high, 32)] : [high, low];
  return [(top ^ finalXor[0]!) >>> 0, (bottom ^ finalXor[1]!) >>> 0];
}

function reversed(value: number, bits: number): number {
  let result = 0;
  for (let bit = 0; bit < bits; bit += 1) if ((value >>> bit) & 1) result |= 1 << (bits - 1 - bit);
  return result >>> 0;
}
