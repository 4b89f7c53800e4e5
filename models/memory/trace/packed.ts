/**
 * The packed form of a memory trace: what a lackey text of 14 bytes per access shrinks to (1.4 to 2 bytes), for keeping
 * traces and for those larger than memory. Written and read in one pass, little-endian.
 *
 * The file starts with the 8 bytes `BHTRACE2`. Blocks follow: length of the content, accesses in it, CRC-32 (IEEE 802.3) of the
 * content, 4 B each, then the content; an access never spans two blocks. A block without content ends the file; in place of
 * the accesses and the CRC it has the number of all accesses, lower and upper half. Nothing of a block is handed on before its CRC
 * is right. An access is
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

export const packedMagic = 'BHTRACE2';
/** Of files without blocks, which this reader refuses. */
export const oldPackedMagic = 'BHTRACE1';
const sizeOfCode = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 16, 32, 64];
const codeOfSize = new Int8Array(4096);
for (let code = 1; code < 16; code++) codeOfSize[sizeOfCode[code]!] = code;
const guessCount = 4096;
const newHigh = 255;
/** Longest coded access: tag, size, index, new upper half, lower half. */
const longestBytes = 1 + 2 + 1 + 4 + 4;
const headerBytes = 12;
const blockBytes = 1 << 16;

const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
  return rest;
});

/** CRC-32 of `bytes` from `from` up to `to`, unsigned. */
function crc32(bytes: Uint8Array, from: number, to: number): number {
  let crc = -1;
  for (let at = from; at < to; at++) crc = (crc >>> 8) ^ crcTable[(crc ^ bytes[at]!) & 255]!;
  return ~crc >>> 0;
}

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
  readonly #buffer = new Uint8Array(headerBytes + blockBytes);
  readonly #guess = new Guess();
  readonly #indexOfHigh = new Map<number, number>();
  #filled = headerBytes;
  #inBlock = 0;
  #total = 0;

  constructor(write: (bytes: Uint8Array) => void, regions: Regions) {
    this.#write = write;
    this.#regions = regions;
    write(Uint8Array.from(packedMagic, (character) => character.charCodeAt(0)));
  }

  /** The first `count` records of `words`. */
  put(words: Int32Array, count: number): void {
    for (let i = 0; i < count * recordWords; i += recordWords) {
      if (this.#filled + longestBytes > this.#buffer.length) this.#endBlock();
      this.#record(words[i]!, words[i + 1]!);
      this.#inBlock++;
    }
  }

  /** Hands over what is buffered, and the end; call it once after the last record. */
  end(): void {
    if (this.#inBlock > 0) this.#endBlock();
    this.#header(0, this.#total % 2 ** 32, Math.floor(this.#total / 2 ** 32));
    this.#write(this.#buffer.subarray(0, headerBytes));
  }

  #endBlock(): void {
    const { length } = this.#buffer.subarray(headerBytes, this.#filled);
    this.#header(length, this.#inBlock, crc32(this.#buffer, headerBytes, this.#filled));
    this.#write(this.#buffer.subarray(0, headerBytes + length));
    this.#filled = headerBytes;
    this.#total += this.#inBlock;
    this.#inBlock = 0;
  }

  #header(length: number, second: number, third: number): void {
    this.#filled = 0;
    for (const value of [length, second, third]) this.#little(value, 4);
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
  /** The present block as far as it has come; behind it room that a damaged access may be read from. */
  readonly #block = new Uint8Array(headerBytes + blockBytes + longestBytes);
  #filled = 0;
  #filledWords = 0;
  #total = 0;
  #ended = false;
  /** Offset in the file of the present block. */
  #byte = packedMagic.length;

  constructor(batch: Batch, regions: Regions) {
    this.#batch = batch;
    this.#regions = regions;
  }

  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; ) {
      if (this.#ended) this.#refuse(this.#byte, 'bytes follow the end of the trace');
      const wanted = this.#filled < headerBytes ? headerBytes : headerBytes + little32(this.#block, 0);
      const part = chunk.subarray(at, at + wanted - this.#filled);
      this.#block.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === headerBytes) this.#takeHeader();
      else if (this.#filled === headerBytes + little32(this.#block, 0) && this.#filled > headerBytes) this.#takeBlock();
    }
  }

  end(): void {
    if (!this.#ended) {
      const help = ['write it again: it was cut'];
      throw new TraceError({ byte: this.#byte + this.#filled }, 'the trace ends before its end mark', help);
    }
    if (this.#filledWords > 0) this.#batch.flush(this.#filledWords / recordWords);
    this.#filledWords = 0;
  }

  /** Length and numbers have come; the content follows, or this is the end. */
  #takeHeader(): void {
    const length = little32(this.#block, 0) >>> 0;
    if (length > blockBytes) this.#refuse(this.#byte, `a block says that it has ${length} B of ${blockBytes} at most`);
    if (length > 0) return;
    const total = (little32(this.#block, 4) >>> 0) + (little32(this.#block, 8) >>> 0) * 2 ** 32;
    if (total !== this.#total)
      this.#refuse(this.#byte, `the end mark counts ${total} accesses, the blocks before it have ${this.#total}`);
    this.#ended = true;
    this.#byte += headerBytes;
  }

  #takeBlock(): void {
    const end = this.#filled;
    const [count, crc] = [little32(this.#block, 4) >>> 0, little32(this.#block, 8) >>> 0];
    if (crc32(this.#block, headerBytes, end) !== crc)
      this.#refuse(this.#byte, `the checksum of the ${end - headerBytes} B block is wrong`);
    const found = this.#records(this.#block, end);
    if (found !== count) this.#refuse(this.#byte, `the block says that it has ${count} accesses, and has ${found}`);
    this.#total += count;
    this.#byte += end;
    this.#filled = 0;
  }

  /** Decodes the accesses between the header and `end`; gives how many. */
  #records(bytes: Uint8Array, end: number): number {
    const guess = this.#guess;
    const { words } = this.#batch;
    let at = headerBytes;
    let count = 0;
    for (; at < end; count++) {
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
    if (at !== end) this.#broken(end, 'goes on after the end of its block');
    return count;
  }

  #broken(from: number, message: string): never {
    this.#refuse(this.#byte + from, `the access ${message}`);
  }

  #refuse(byte: number, message: string): never {
    throw new TraceError({ byte }, `${message}: not a packed trace, or a damaged one`, ['write it again']);
  }
}

function little32(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}
