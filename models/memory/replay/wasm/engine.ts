/**
 * Runs the replay's inner loop as WebAssembly: instantiates the module made for the geometry, shares its memory as tag and
 * batch arrays, and gives nothing where WebAssembly does not exist or refuses (then JavaScript does the work).
 */
import { recordWords } from '../../trace/record.ts';
import type { ReplayGeometry } from '../counts.ts';
import type { LineAfter, LruEngine } from '../lru.ts';
import { layoutOf, replayModule } from './program.ts';

/** What is used of the WebAssembly interface (JavaScript API 1.0); the project's TypeScript libraries leave it out. */
interface WasmApi {
  readonly Memory: new (limits: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: Readonly<Record<string, (...values: number[]) => number>> };
}

/** Ways beyond this would make the written-out search too long to be worth it. */
const mostWays = 64;
/** Records that fit the module's memory at once. */
const batchRecords = 65536;

/** The engine, or null when this geometry or this machine cannot have it. */
export function createWasmEngine(geometry: ReplayGeometry, lineAfter: LineAfter): LruEngine | null {
  const api = (globalThis as { WebAssembly?: WasmApi }).WebAssembly;
  if (api === undefined || [geometry.i1, geometry.d1, geometry.ll].some(({ ways }) => ways > mostWays)) return null;
  const layout = layoutOf(geometry, batchRecords);
  let buffer: ArrayBuffer;
  let run: (records: number) => number;
  try {
    const memory = new api.Memory({ initial: layout.pages });
    const module = new api.Module(replayModule(geometry, layout));
    run = new api.Instance(module, { env: { memory, lineAfter } }).exports.run!;
    buffer = memory.buffer;
  } catch {
    // A page may forbid compiling (content security policy), or memory may be short: the script engine does the same.
    return null;
  }
  const tags = (from: number, to: number): Int32Array => new Int32Array(buffer, from, (to - from) / 4).fill(-1);
  const words = new Int32Array(buffer, layout.words, batchRecords * recordWords);
  const counters = new Uint32Array(buffer, layout.counters, 9);
  new Int32Array(buffer, layout.lastFetch, 1)[0] = -1;
  return {
    i1: tags(layout.i1, layout.d1),
    d1: tags(layout.d1, layout.ll),
    ll: tags(layout.ll, layout.words),
    words,
    feed(given, count, nine) {
      for (let done = 0; done < count; done += batchRecords) {
        const now = Math.min(batchRecords, count - done);
        if (given !== words) words.set(given.subarray(done * recordWords, (done + now) * recordWords));
        run(now);
        for (let i = 0; i < 9; i++) nine[i]! += counters[i]!;
        counters.fill(0);
      }
    },
  };
}
