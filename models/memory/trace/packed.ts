/**
 * The packed form of a memory trace: what a lackey text of 14 bytes per access shrinks to (1.4 to 2 bytes), for keeping
 * traces and for those larger than memory. Written and read in one pass, little-endian.
 *
 * The file starts with the 8 bytes `BHTRACE1`. Each access follows as
 *
 *     tag       1 B: bits 0-1 kind, bits 2-5 size code, bits 6-7 distance code
 *     size      2 B, only with size code 0
 *     distance  nothing (code 0), a signed byte (1), a signed 16-bit number (2): address minus guess, same upper half;
 *               or (3) an index into the upper halves seen so far, 1 B (255: a new one, 4 B follow), and the lower half, 4 B
 *
 * Size codes 1..12 are that size; 13, 14, 15 are 16, 32, 64 B. The guess of an instruction fetch is the end of the one
 * before; that of a data access is the last address that an instruction with the same 12 lowest address bits touched.
 */
import { accessKinds, type Batch, packWord, type Regions, recordWords, TraceError } from './record.ts';

export const packedMagic = 'BHTRACE1';
const sizeOfCode = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 16, 32, 64];
const codeOfSize = new Int8Array(4096);
for (let code = 1; code < 16; code++) codeOfSize[sizeOfCode[code]!] = code;
const guessCount = 4096;
const newHigh = 255;
/** Longest coded access: tag, size, index, new upper half, lower half. */
const longestBytes = 1 + 2 + 1 + 4 + 4;

/** The guess of the next address; the writer and the reader keep one each and so agree. */
class Guess {
  readonly low = new Int32Array(guessCount);
  readonly high = new Float64Array(guessCount);
  nextLow = 0;
  nextHigh = 0;
  slot = 0;

  /** Tells the truth about the access that was just guessed. */
  learn(kind: number, low: number, high: number, sizeBytes: number): void {
    if (kind === accessKinds.instruction) {
      this.slot = low & (guessCount - 1);
      this.nextLow = (low + sizeBytes) | 0;
      this.nextHigh = high;
    } else {
      this.low[this.slot] = low;
      this.high[this.slot] = high;
    }
  }
}

/** Turns batches into packed bytes; `write` gets buffers that are reused after it returns. */
export class PackedWriter {
  readonly #write: (bytes: Uint8Array) => void;
  readonly #regions: Regions;
  readonly #buffer = new Uint8Array(1 << 16);
  readonly #guess = new Guess();
  readonly #indexOfHigh = new Map<number, number>();
  #filled = 0;

  constructor(write: (bytes: Uint8Array) => void, regions: Regions) {
    this.#write = write;
    this.#regions = regions;
    for (const character of packedMagic) this.#buffer[this.#filled++] = character.charCodeAt(0);
  }

  /** The first `count` records of `words`. */
  put(words: Int32Array, count: number): void {
    for (let i = 0; i < count * recordWords; i += recordWords) {
      if (this.#filled + longestBytes > this.#buffer.length) this.end();
      this.#record(words[i]!, words[i + 1]!);
    }
  }

  /** Hands over what is buffered; call it once after the last record. */
  end(): void {
    this.#write(this.#buffer.subarray(0, this.#filled));
    this.#filled = 0;
  }

  #record(low: number, word: number): void {
    const kind = (word >>> 28) & 3;
    const sizeBytes = (word >>> 16) & 0xfff;
    const high = this.#regions.highOf(word & 0xffff);
    const guess = this.#guess;
    const instruction = kind === accessKinds.instruction;
    const distance = (low - (instruction ? guess.nextLow : guess.low[guess.slot]!)) | 0;
    const near = high === (instruction ? guess.nextHigh : guess.high[guess.slot]!);
    const code = !near
      ? 3
      : distance === 0
        ? 0
        : distance === (distance << 24) >> 24
          ? 1
          : distance === (distance << 16) >> 16
            ? 2
            : 3;
    const sizeCode = codeOfSize[sizeBytes]!;
    this.#byte(kind | (sizeCode << 2) | (code << 6));
    if (sizeCode === 0) this.#little(sizeBytes, 2);
    if (code === 1) this.#byte(distance);
    else if (code === 2) this.#little(distance, 2);
    else if (code === 3) this.#absolute(low, high);
    guess.learn(kind, low, high, sizeBytes);
  }

  #absolute(low: number, high: number): void {
    let index = this.#indexOfHigh.get(high);
    if (index === undefined) {
      index = newHigh;
      if (this.#indexOfHigh.size < newHigh) this.#indexOfHigh.set(high, this.#indexOfHigh.size);
    }
    this.#byte(index);
    if (index === newHigh) this.#little(high, 4);
    this.#little(low, 4);
  }

  #byte(value: number): void {
    this.#buffer[this.#filled++] = value;
  }

  #little(value: number, bytes: number): void {
    for (let i = 0; i < bytes; i++) this.#buffer[this.#filled++] = value >>> (8 * i);
  }
}

/** Turns packed bytes (after the magic) into batches. */
export class PackedReader {
  readonly #batch: Batch;
  readonly #regions: Regions;
  readonly #guess = new Guess();
  readonly #highs: number[] = [];
  #filledWords = 0;
  #rest = new Uint8Array(0);
  /** Offset in the file of the next coded access. */
  #byte = packedMagic.length;

  constructor(batch: Batch, regions: Regions) {
    this.#batch = batch;
    this.#regions = regions;
  }

  push(chunk: Uint8Array): void {
    let bytes = chunk;
    if (this.#rest.length > 0) {
      bytes = new Uint8Array(this.#rest.length + chunk.length);
      bytes.set(this.#rest);
      bytes.set(chunk, this.#rest.length);
    }
    const used = this.#records(bytes, bytes.length - longestBytes);
    this.#rest = bytes.slice(used);
  }

  end(): void {
    const { length } = this.#rest;
    const padded = new Uint8Array(length + longestBytes);
    padded.set(this.#rest);
    const before = this.#byte;
    const used = this.#records(padded, length - 1);
    if (used !== length) {
      throw new TraceError({ byte: before }, 'the trace ends inside an access', ['write it again: it was cut']);
    }
    if (this.#filledWords > 0) this.#batch.flush(this.#filledWords / recordWords);
    this.#filledWords = 0;
  }

  /** Decodes the accesses that start at or before `lastStart`; returns the bytes that they took. */
  #records(bytes: Uint8Array, lastStart: number): number {
    const guess = this.#guess;
    const { words } = this.#batch;
    let at = 0;
    while (at <= lastStart) {
      const from = at;
      const tag = bytes[at++]!;
      const kind = tag & 3;
      const sizeCode = (tag >>> 2) & 15;
      const code = tag >>> 6;
      let sizeBytes = sizeOfCode[sizeCode]!;
      if (sizeCode === 0) {
        sizeBytes = bytes[at]! | (bytes[at + 1]! << 8);
        at += 2;
      }
      let low = kind === accessKinds.instruction ? guess.nextLow : guess.low[guess.slot]!;
      let high = kind === accessKinds.instruction ? guess.nextHigh : guess.high[guess.slot]!;
      if (code === 1) low = (low + ((bytes[at++]! << 24) >> 24)) | 0;
      else if (code === 2) {
        low = (low + (((bytes[at]! << 16) | (bytes[at + 1]! << 24)) >> 16)) | 0;
        at += 2;
      } else if (code === 3) {
        const index = bytes[at++]!;
        if (index === newHigh) {
          high = little32(bytes, at) >>> 0;
          at += 4;
          if (this.#highs.length < newHigh && !this.#highs.includes(high)) this.#highs.push(high);
        } else if (index < this.#highs.length) high = this.#highs[index]!;
        else this.#broken(from, `names upper half ${index} of ${this.#highs.length}`);
        low = little32(bytes, at);
        at += 4;
      }
      if (sizeBytes === 0 || sizeBytes > 4095) this.#broken(from, `has a size of ${sizeBytes} B`);
      const region = this.#regions.idOf(high);
      if (region < 0) this.#broken(from, 'is in the 65537th region of 4 GiB');
      guess.learn(kind, low, high, sizeBytes);
      words[this.#filledWords] = low;
      words[this.#filledWords + 1] = packWord(kind, sizeBytes, region);
      this.#filledWords += recordWords;
      if (this.#filledWords + recordWords > words.length) {
        this.#batch.flush(this.#filledWords / recordWords);
        this.#filledWords = 0;
      }
    }
    this.#byte += at;
    return at;
  }

  #broken(from: number, message: string): never {
    throw new TraceError({ byte: this.#byte + from }, `the access ${message}: not a packed trace, or a damaged one`);
  }
}

function little32(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}
