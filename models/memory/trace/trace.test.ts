/** Both readers and the writer of memory traces: the same accesses, whatever the form and however the bytes are cut. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PackedWriter } from './packed.ts';
import { batchFor, readTrace } from './read.ts';
import { Regions, TraceError } from './record.ts';

interface Access {
  readonly kind: number;
  readonly address: bigint;
  readonly sizeBytes: number;
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const letters = ['I ', ' L', ' S', ' M'];
const lackeyOf = (accesses: readonly Access[]): string =>
  accesses
    .map(({ kind, address, sizeBytes }) => `${letters[kind]} ${address.toString(16).padStart(8, '0')},${sizeBytes}\n`)
    .join('');

function cut(bytes: Uint8Array, pieceBytes: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) pieces.push(bytes.slice(at, at + pieceBytes));
  return pieces;
}

function read(chunks: Iterable<Uint8Array>): Access[] {
  const accesses: Access[] = [];
  const regions = new Regions();
  readTrace(
    chunks,
    batchFor((words, count) => {
      for (let i = 0; i < 2 * count; i += 2) {
        const word = words[i + 1]!;
        const address = (BigInt(regions.highOf(word & 0xffff)) << 32n) | BigInt(words[i]! >>> 0);
        accesses.push({ kind: word >>> 28, address, sizeBytes: (word >>> 16) & 0xfff });
      }
    }),
    regions,
  );
  return accesses;
}

function pack(chunks: Iterable<Uint8Array>): Uint8Array {
  const pieces: number[] = [];
  const regions = new Regions();
  const writer = new PackedWriter((bytes) => pieces.push(...bytes), regions);
  readTrace(
    chunks,
    batchFor((words, count) => writer.put(words, count)),
    regions,
  );
  writer.end();
  return Uint8Array.from(pieces);
}

/** Addresses near each other, far apart, and at the ends of regions. */
const address = fc.oneof(
  fc.integer({ min: 0, max: 4000 }).map((n) => 0x400000n + BigInt(n)),
  fc.integer({ min: -300, max: 300 }).map((n) => 0x1fff000000n + BigInt(n)),
  fc.integer({ min: -70000, max: 70000 }).map((n) => 0x100000000n + BigInt(n)),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
);
const sizeBytes = fc.oneof(fc.integer({ min: 1, max: 16 }), fc.constantFrom(32, 64, 512, 4095));
const accesses = fc.array(fc.record({ kind: fc.integer({ min: 0, max: 3 }), address, sizeBytes }), { maxLength: 200 });
const options = { seed: 20260101, numRuns: 200 };

describe('a memory trace', () => {
  test('reads back as written, in both forms and any cut', () => {
    fc.assert(
      fc.property(accesses, fc.integer({ min: 1, max: 50 }), (expected, pieceBytes) => {
        const text = bytesOf(lackeyOf(expected));
        expect(read(cut(text, pieceBytes))).toEqual(expected);
        const packed = pack([text]);
        expect(read(cut(packed, pieceBytes))).toEqual(expected);
        expect(pack(cut(packed, pieceBytes))).toEqual(packed);
      }),
      options,
    );
  });

  test('more than 255 upper halves, and a batch that fills', () => {
    const many: Access[] = [];
    for (let i = 0; i < 20000; i++)
      many.push({ kind: 1 + (i % 3), address: BigInt((i * 7919) % 300) << 32n, sizeBytes: 8 });
    expect(read([pack([bytesOf(lackeyOf(many))])])).toEqual(many);
  });

  test("skips Valgrind's own lines, empty lines and carriage returns", () => {
    const text = '==1== Lackey, an example\n--1-- warning\n**1** said\n\n\r\nI  04000000,3\r\n I 4000003,5\n L 1ffe,8';
    expect(read([bytesOf(text)])).toEqual([
      { kind: 0, address: 0x4000000n, sizeBytes: 3 },
      { kind: 0, address: 0x4000003n, sizeBytes: 5 },
      { kind: 1, address: 0x1ffen, sizeBytes: 8 },
    ]);
  });

  test.each([
    [' X 10,4'],
    ['I  ,4'],
    ['I  10'],
    ['I  10,'],
    ['I  10,0'],
    ['I  10,4 '],
    ['I  10,4x'],
    ['I  11112222333344445,4'],
    ['I  10,12345678901'],
    ['hello'],
    ['  L 10,4'],
    ['L'],
    ['\u0000\u0001'],
  ])('names the line of %j', (garbage) => {
    const text = `I  10,4\n==1== a message\n${garbage}\n L 20,8\n`;
    for (const pieceBytes of [1, 7, 1000]) {
      try {
        read(cut(bytesOf(text), pieceBytes));
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(TraceError);
        expect((error as TraceError).place).toEqual({ line: 3 });
      }
    }
  });

  test('a line without end is refused before it fills memory', () => {
    const endless = (function* () {
      for (let i = 0; i < 1000; i++) yield bytesOf('='.repeat(1000));
    })();
    expect(() => read(endless)).toThrow('a line of more than 65536 bytes');
  });

  test('a packed trace that is cut or damaged is refused', () => {
    const whole = pack([bytesOf(lackeyOf([{ kind: 0, address: 0x123456789n, sizeBytes: 700 }]))]);
    expect(read([whole])).toHaveLength(1);
    for (let length = 9; length < whole.length; length++)
      expect(() => read([whole.slice(0, length)])).toThrow(TraceError);
    for (let at = 8; at < whole.length; at++) {
      const damaged = whole.slice();
      damaged[at]! ^= 0x41;
      expect(() => read([damaged])).toThrow(TraceError);
    }
    expect(() => read([whole, whole])).toThrow('bytes follow the end of the trace');
  });

  test('bytes that still mean accesses are found by the checksum, and the block is named', () => {
    const lines = Array.from({ length: 60_000 }, (_, n) => ({ kind: 2, address: BigInt(n * n), sizeBytes: 8 }));
    const damaged = pack([bytesOf(lackeyOf(lines))]);
    expect(damaged.length).toBeGreaterThan(140_000);
    for (let at = 100_000; at < 100_064; at++) damaged[at] = 0;
    try {
      read([damaged]);
      expect.unreachable();
    } catch (error) {
      expect((error as Error).message).toContain('checksum');
      const { byte } = (error as TraceError).place as { byte: number };
      expect(byte).toBeGreaterThan(65_000);
      expect(byte).toBeLessThan(100_000);
    }
  });

  test('a packed trace of the old form, without checksums, is refused', () => {
    expect(() => read([bytesOf('BHTRACE1')])).toThrow('the first form');
  });

  test('nothing, and only a beginning', () => {
    expect(read([])).toEqual([]);
    expect(() => read([bytesOf('BHTRACE2')])).toThrow('the trace ends before its end mark');
    expect(() => read([bytesOf('BHTR')])).toThrow(TraceError);
  });
});
