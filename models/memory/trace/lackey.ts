/**
 * Reads the text that Valgrind's `--tool=lackey --trace-mem=yes` writes (Valgrind manual, "Lackey"): one access per line,
 * `I  04001090,3` (instruction fetch), ` L 1ffe80,8` (load), ` S ...` (store), ` M ...` (modify), address in hex and size
 * in bytes. Valgrind's own lines (`==pid==`, `--pid--`, `**pid**`) and empty lines are skipped; anything else is an error
 * with its line number, because a trace with lines missing gives wrong counts silently.
 *
 * Streaming: bytes come in chunks of any size; memory stays bounded by one chunk and one line.
 */
import { type Batch, packWord, type Regions, recordWords, TraceError } from './record.ts';

const newline = 10;
const longestLineBytes = 1 << 16;
const kindOf = new Int8Array(256).fill(-1);
kindOf[0x49] = 0; // I
kindOf[0x4c] = 1; // L
kindOf[0x53] = 2; // S
kindOf[0x4d] = 3; // M
const hexOf = new Int8Array(256).fill(-1);
for (let digit = 0; digit < 16; digit++) {
  hexOf[digit.toString(16).charCodeAt(0)] = digit;
  hexOf[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
}

export class LackeyReader {
  readonly #batch: Batch;
  readonly #regions: Regions;
  readonly #capacityWords: number;
  #filledWords = 0;
  #line = 0;
  #rest = new Uint8Array(0);

  constructor(batch: Batch, regions: Regions) {
    this.#batch = batch;
    this.#regions = regions;
    this.#capacityWords = batch.words.length - (batch.words.length % recordWords);
  }

  /** Takes the next bytes of the text. Throws `TraceError`. */
  push(chunk: Uint8Array): void {
    const last = chunk.lastIndexOf(newline);
    if (last < 0) {
      this.#keep(chunk);
      return;
    }
    let start = 0;
    if (this.#rest.length > 0) {
      start = chunk.indexOf(newline) + 1;
      const joined = concatenate(this.#rest, chunk.subarray(0, start));
      this.#rest = new Uint8Array(0);
      this.#lines(joined, 0, joined.length);
    }
    this.#lines(chunk, start, last + 1);
    if (last + 1 < chunk.length) this.#keep(chunk.subarray(last + 1));
  }

  /** The text is over: takes a last line without newline, and hands over what the batch holds. */
  end(): void {
    if (this.#rest.length > 0) {
      const last = concatenate(this.#rest, Uint8Array.of(newline));
      this.#rest = new Uint8Array(0);
      this.#lines(last, 0, last.length);
    }
    this.#flush();
  }

  #keep(bytes: Uint8Array): void {
    this.#rest = concatenate(this.#rest, bytes);
    if (this.#rest.length > longestLineBytes) {
      throw new TraceError(
        { line: this.#line + 1 },
        `a line of more than ${longestLineBytes} bytes: not a lackey trace`,
      );
    }
  }

  #flush(): void {
    if (this.#filledWords === 0) return;
    this.#batch.flush(this.#filledWords / recordWords);
    this.#filledWords = 0;
  }

  /** Whole lines in [start, end); the last byte is a newline. */
  #lines(bytes: Uint8Array, start: number, end: number): void {
    const { words } = this.#batch;
    let at = start;
    while (at < end) {
      this.#line++;
      const from = at;
      if (bytes[at] === 0x20) at++;
      const kind = kindOf[bytes[at]!]!;
      if (kind < 0 || bytes[at + 1] !== 0x20) {
        at = this.#otherLine(bytes, from);
        continue;
      }
      at += 2;
      while (bytes[at] === 0x20) at++;
      const firstDigit = at;
      let low = 0;
      let high = 0;
      for (let digit = hexOf[bytes[at]!]!; digit >= 0; digit = hexOf[bytes[++at]!]!) {
        high = (high << 4) | (low >>> 28);
        low = (low << 4) | digit;
      }
      if (at === firstDigit || at - firstDigit > 16 || bytes[at] !== 0x2c) this.#garbage(bytes, from);
      const firstSize = ++at;
      let sizeBytes = 0;
      for (let digit = bytes[at]! - 0x30; digit >= 0 && digit <= 9; digit = bytes[++at]! - 0x30)
        sizeBytes = sizeBytes * 10 + digit;
      if (at === firstSize || at - firstSize > 9 || sizeBytes === 0) this.#garbage(bytes, from);
      if (bytes[at] === 0x0d) at++;
      if (bytes[at] !== newline) this.#garbage(bytes, from);
      at++;
      const region = this.#regions.idOf(high >>> 0);
      if (region < 0) throw new TraceError({ line: this.#line }, 'the trace touches more than 65536 regions of 4 GiB');
      words[this.#filledWords] = low;
      words[this.#filledWords + 1] = packWord(kind, sizeBytes, region);
      this.#filledWords += recordWords;
      if (this.#filledWords === this.#capacityWords) this.#flush();
    }
  }

  /** A line that is no access: skipped when Valgrind wrote it. Returns the start of the next line. */
  #otherLine(bytes: Uint8Array, from: number): number {
    const end = bytes.indexOf(newline, from);
    const [first, second] = [bytes[from], bytes[from + 1]];
    const empty = from === end || (first === 0x0d && from + 1 === end);
    const message = first === second && (first === 0x3d || first === 0x2d || first === 0x2a);
    if (!empty && !message) this.#garbage(bytes, from);
    return end + 1;
  }

  #garbage(bytes: Uint8Array, from: number): never {
    let shown = '';
    for (let at = from; at < bytes.length && bytes[at] !== newline && shown.length < 40; at++) {
      const code = bytes[at]!;
      shown += code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '?';
    }
    throw new TraceError({ line: this.#line }, `not an access: "${shown}"`, [
      'a line is "I  <hex address>,<size>", " L ...", " S ..." or " M ...", size from 1',
      'write the trace with --log-file=FILE, so that the output of the program stays out of it',
    ]);
  }
}

function concatenate(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
