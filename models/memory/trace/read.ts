/**
 * Reads a memory trace of either form, chunk by chunk, into batches: the first bytes tell which form it is (`packed.ts`
 * starts with its magic, everything else is lackey text).
 */
import { LackeyReader } from './lackey.ts';
import { oldPackedMagic, PackedReader, packedMagic } from './packed.ts';
import { type Batch, Regions, recordWords, TraceError } from './record.ts';

/** Records of one batch: large enough to amortise calls, small enough for the L2 of the host. */
export const batchRecords = 16384;

export interface TraceSummary {
  readonly form: 'lackey' | 'packed';
  readonly regions: Regions;
}

/** A batch that hands its records to `take`: in `given`, or in new memory of the usual size. */
export function batchFor(take: (words: Int32Array, count: number) => void, given: Int32Array | null = null): Batch {
  const words = given ?? new Int32Array(batchRecords * recordWords);
  return { words, flush: (count) => take(words, count) };
}

/**
 * Streams a trace through `batch`; returns when `chunks` is exhausted. Throws `TraceError` at the first byte that is not
 * a trace. `regions` may be given by a caller that needs it during the reading.
 */
export function readTrace(chunks: Iterable<Uint8Array>, batch: Batch, regions: Regions = new Regions()): TraceSummary {
  let reader: LackeyReader | PackedReader | null = null;
  let form: TraceSummary['form'] = 'lackey';
  let head: Uint8Array = new Uint8Array(0);
  for (const chunk of chunks) {
    if (reader !== null) {
      reader.push(chunk);
      continue;
    }
    head = join(head, chunk);
    if (head.length < packedMagic.length) continue;
    const packed = startsWith(head, packedMagic);
    if (startsWith(head, oldPackedMagic))
      throw new TraceError({ byte: 0 }, 'a packed trace of the first form, without checksums', [
        'pack it again from the text that valgrind wrote',
      ]);
    form = packed ? 'packed' : 'lackey';
    reader = packed ? new PackedReader(batch, regions) : new LackeyReader(batch, regions);
    reader.push(packed ? head.subarray(packedMagic.length) : head);
  }
  if (reader === null) {
    reader = new LackeyReader(batch, regions);
    reader.push(head);
  }
  reader.end();
  return { form, regions };
}

function startsWith(head: Uint8Array, magic: string): boolean {
  for (let i = 0; i < magic.length; i++) if (head[i] !== magic.charCodeAt(i)) return false;
  return true;
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
