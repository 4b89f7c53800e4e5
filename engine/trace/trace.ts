/**
 * The trace of one run: what the models recorded, in the order in which it happened, as columns of typed arrays in chunks
 * of 2^14 records (33 bytes each). Observers see every record live; what is kept is up to the caller, so a long run
 * need not be held in memory.
 *
 * Ingredients of the fingerprint: every record whose kind is chosen by `fingerprint`, in order, as 33 bytes each, little
 * endian: kind (1), instant (8, binary64), subject (4, int32), item (4), object (4), value (8, binary64), position of the
 * record among the chosen ones modulo 2^32 (4). The fingerprint is their SHA-256 (FIPS 180-4), computed as they come,
 * whether or not they are kept. Names, sequence numbers of the kernel and memory addresses are no ingredients.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { RecordSink } from './record-sink.ts';

const recordsPerChunk = 2 ** 14;
const bytesPerRecord = 33;
const recordsPerHashBlock = 1024;

export interface TraceOptions {
  /** Which kinds are kept for `forEach`; asked once per kind. All when absent. */
  readonly keep?: (kind: number) => boolean;
  /** Beyond this many kept records (in whole chunks) all are let go, and none is kept any more. No limit when absent. */
  readonly keepAtMost?: number;
  /** Which kinds are ingredients of the fingerprint; asked once per kind. All when absent. */
  readonly fingerprint?: (kind: number) => boolean;
  /** See every record live, in the order of the list. */
  readonly observers?: readonly RecordSink[];
}

const none = new Uint8Array(0);
const keepBit = 1;
const fingerprintBit = 2;

export class Trace implements RecordSink {
  /** Number of records kept. */
  size = 0;
  /** False: there were more than `keepAtMost`, and `forEach` has nothing to play. */
  isWhole = true;

  private readonly choices = new Uint8Array(256);
  private readonly observers: readonly RecordSink[];
  private readonly keepAtMost: number;
  private readonly chunks: Chunk[] = [];
  private chunk: Chunk | null = null;
  private used = recordsPerChunk;

  private readonly hash = sha256.create();
  /** Made with the first ingredient: runs without a fingerprint are many and short. */
  private bytes = none;
  private view = new DataView(none.buffer);
  private filled = 0;
  private hashed = 0;

  constructor(options: TraceOptions = {}) {
    const { keep = () => true, fingerprint = () => true, observers = [] } = options;
    this.keepAtMost = options.keepAtMost ?? Number.POSITIVE_INFINITY;
    for (let kind = 0; kind < 256; kind++) {
      this.choices[kind] = (keep(kind) ? keepBit : 0) | (fingerprint(kind) ? fingerprintBit : 0);
    }
    this.observers = observers;
  }

  record(kind: number, atPs: number, subject: number, item: number, object: number, value: number): void {
    const choice = this.choices[kind]!;
    if ((choice & fingerprintBit) !== 0) this.ingredient(kind, atPs, subject, item, object, value);
    if ((choice & keepBit) !== 0) this.keep(kind, atPs, subject, item, object, value);
    for (let i = 0; i < this.observers.length; i++) {
      this.observers[i]!.record(kind, atPs, subject, item, object, value);
    }
  }

  /** Plays the kept records into `sink`, in the order in which they happened. */
  forEach(sink: RecordSink): void {
    let left = this.size;
    for (const chunk of this.chunks) {
      const count = Math.min(left, recordsPerChunk);
      for (let i = 0; i < count; i++) {
        sink.record(
          chunk.kind[i]!,
          chunk.atPs[i]!,
          chunk.subject[i]!,
          chunk.item[i]!,
          chunk.object[i]!,
          chunk.value[i]!,
        );
      }
      left -= count;
    }
  }

  /** SHA-256 (64 hex digits) over the ingredients so far; the run may go on afterwards. */
  fingerprint(): string {
    return bytesToHex(this.hash.clone().update(this.bytes.subarray(0, this.filled)).digest());
  }

  private keep(kind: number, atPs: number, subject: number, item: number, object: number, value: number): void {
    if (this.used === recordsPerChunk) {
      if (this.size + recordsPerChunk > this.keepAtMost) {
        this.letGo();
        return;
      }
      this.chunk = new Chunk();
      this.chunks.push(this.chunk);
      this.used = 0;
    }
    const chunk = this.chunk!;
    const i = this.used++;
    chunk.kind[i] = kind;
    chunk.atPs[i] = atPs;
    chunk.subject[i] = subject;
    chunk.item[i] = item;
    chunk.object[i] = object;
    chunk.value[i] = value;
    this.size++;
  }

  private letGo(): void {
    this.isWhole = false;
    this.chunks.length = 0;
    this.chunk = null;
    this.size = 0;
    for (let kind = 0; kind < 256; kind++) this.choices[kind]! &= ~keepBit;
  }

  private ingredient(kind: number, atPs: number, subject: number, item: number, object: number, value: number): void {
    if (this.bytes === none) {
      this.bytes = new Uint8Array(recordsPerHashBlock * bytesPerRecord);
      this.view = new DataView(this.bytes.buffer);
    }
    const { view } = this;
    const at = this.filled;
    view.setUint8(at, kind);
    view.setFloat64(at + 1, atPs, true);
    view.setInt32(at + 9, subject, true);
    view.setInt32(at + 13, item, true);
    view.setInt32(at + 17, object, true);
    // A NaN has no canonical bits and -0 equals 0: both would be mistakes of a model; 0 + x makes -0 a 0.
    view.setFloat64(at + 21, 0 + value, true);
    view.setUint32(at + 29, this.hashed++ >>> 0, true);
    this.filled = at + bytesPerRecord;
    if (this.filled < this.bytes.length) return;
    this.hash.update(this.bytes);
    this.filled = 0;
  }
}

class Chunk {
  readonly kind = new Uint8Array(recordsPerChunk);
  readonly atPs = new Float64Array(recordsPerChunk);
  readonly subject = new Int32Array(recordsPerChunk);
  readonly item = new Int32Array(recordsPerChunk);
  readonly object = new Int32Array(recordsPerChunk);
  readonly value = new Float64Array(recordsPerChunk);
}
