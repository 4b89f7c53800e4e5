/**
 * The inner loop of the fast LRU replay as a WebAssembly module, made for one geometry: masks, shifts and ways are constants
 * of the code, and the search of a set is written out way by way. Algorithm and shortcuts are those of `../lru-script.ts`.
 *
 * Memory, bytes: nine counters and the last fetch (40), then the tags of I1, D1 and LL, then the batch of records.
 */
import { type CacheGeometry, setsOf } from '../../geometry.ts';
import { recordWords } from '../../trace/record.ts';
import type { ReplayGeometry } from '../counts.ts';
import {
  above,
  add,
  and,
  below,
  branchIf,
  type Code,
  call,
  constant,
  equal,
  get,
  leave,
  load,
  loop,
  moduleOf,
  multiply,
  notEqual,
  or,
  sequence,
  set,
  shiftLeft,
  shiftRight,
  store,
  tee,
  type WasmFunction,
  when,
} from './encode.ts';

const pageBytes = 65536;
const counterBytes = 4;

/** Where things lie in the module's memory, bytes. */
export interface Layout {
  readonly counters: number;
  readonly lastFetch: number;
  readonly i1: number;
  readonly d1: number;
  readonly ll: number;
  readonly words: number;
  readonly pages: number;
}

const tagBytes = (cache: CacheGeometry): number => (cache.sizeBytes / cache.lineBytes) * 4;

export function layoutOf(geometry: ReplayGeometry, batchRecords: number): Layout {
  const i1 = 64;
  const d1 = i1 + tagBytes(geometry.i1);
  const ll = d1 + tagBytes(geometry.d1);
  const words = ll + tagBytes(geometry.ll);
  const end = words + batchRecords * recordWords * 4;
  return { counters: 0, lastFetch: 9 * counterBytes, i1, d1, ll, words, pages: Math.ceil(end / pageBytes) };
}

/** Function numbers: the imported one comes first. */
const functionNumbers = { lineAfter: 0, searchI1: 1, searchD1: 2, searchLl: 3 } as const;

/** Moves `line` (parameter 1) to the front of the set at address `first` (parameter 0); 1 when it was absent. */
function searchFunction(ways: number): WasmFunction {
  const [first, line, moved, tag] = [0, 1, 2, 3];
  const steps: Code[] = [];
  for (let way = 1; way < ways; way++) {
    steps.push(
      set(tag, load(get(first), 4 * way)),
      store(get(first), get(moved), 4 * way),
      when(equal(get(tag), get(line)), sequence(constant(0), leave)),
      set(moved, get(tag)),
    );
  }
  const body = sequence(set(moved, load(get(first))), store(get(first), get(line)), ...steps, constant(1));
  return { parameters: 2, results: 1, locals: 2, body };
}

// Locals of the run function; the parameter is the number of records.
const at = 1;
const end = 2;
const low = 3;
const word = 4;
const line = 5;
const offset = 6;
const next = 7;
const missed = 8;
const llMissed = 9;
const lastFetch = 10;
const address = 11;
const kind = 12;
const localCount = 12;

/** Leaves 1 when the line in local `which` was absent. */
function reference(cache: CacheGeometry, base: number, search: number, which: number): Code {
  const setMask = setsOf(cache) - 1;
  const first = add(multiply(and(get(which), constant(setMask)), constant(4 * cache.ways)), constant(base));
  // 0x7f: an if with an i32 result.
  return sequence(
    notEqual(load(tee(address, first)), get(which)),
    [0x04, 0x7f],
    call(search, get(address), get(which)),
    [0x05],
    constant(0),
    [0x0b],
  );
}

const count = (counter: number, by: Code = constant(1)): Code =>
  store(constant(0), add(load(constant(0), counter * counterBytes), by), counter * counterBytes);

function runFunction(geometry: ReplayGeometry, layout: Layout): WasmFunction {
  const { lineBytes } = geometry.ll;
  const shift = 31 - Math.clz32(lineBytes);
  const i1 = (which: number): Code => reference(geometry.i1, layout.i1, functionNumbers.searchI1, which);
  const d1 = (which: number): Code => reference(geometry.d1, layout.d1, functionNumbers.searchD1, which);
  const ll = (which: number): Code => reference(geometry.ll, layout.ll, functionNumbers.searchLl, which);
  const sizeBytes = and(shiftRight(get(word), constant(16)), constant(0xfff));
  const crosses = and(above(add(get(offset), sizeBytes), constant(lineBytes)), notEqual(get(offset), constant(0)));
  const findNext = set(next, call(functionNumbers.lineAfter, get(line), get(word)));
  const both = (cache: (which: number) => Code): Code => or(cache(line), cache(next));

  const fetchCrossing = sequence(
    findNext,
    set(lastFetch, get(next)),
    when(both(i1), sequence(count(1), count(2, both(ll)))),
  );
  const fetchInside = when(
    notEqual(get(line), get(lastFetch)),
    sequence(set(lastFetch, get(line)), when(i1(line), sequence(count(1), count(2, ll(line))))),
  );
  const fetch = sequence(count(0), when(crosses, fetchCrossing, fetchInside));

  const dataCrossing = sequence(findNext, set(missed, both(d1)), when(get(missed), set(llMissed, both(ll))));
  const dataInside = sequence(set(missed, d1(line)), when(get(missed), set(llMissed, ll(line))));
  const countData = (first: number): Code =>
    sequence(count(first), when(get(missed), sequence(count(first + 1), count(first + 2, get(llMissed)))));
  const data = sequence(
    set(llMissed, constant(0)),
    when(crosses, dataCrossing, dataInside),
    when(equal(get(kind), constant(2)), countData(6), countData(3)),
  );

  const oneRecord = sequence(
    set(low, load(get(at))),
    set(word, load(get(at), 4)),
    set(line, or(shiftRight(get(low), constant(shift)), shiftLeft(get(word), constant(32 - shift)))),
    set(offset, and(get(low), constant(lineBytes - 1))),
    when(tee(kind, shiftRight(get(word), constant(28))), data, fetch),
    branchIf(0, below(tee(at, add(get(at), constant(4 * recordWords))), get(end))),
  );
  const body = sequence(
    when(get(0), [], leave),
    set(at, constant(layout.words)),
    set(end, add(constant(layout.words), multiply(get(0), constant(4 * recordWords)))),
    set(lastFetch, load(constant(0), layout.lastFetch)),
    loop(oneRecord),
    store(constant(0), get(lastFetch), layout.lastFetch),
  );
  return { parameters: 1, results: 0, locals: localCount, body };
}

/** The module's bytes. It imports `env.memory` and `env.lineAfter(line, word)`, and exports `run(records)`. */
export function replayModule(geometry: ReplayGeometry, layout: Layout): Uint8Array<ArrayBuffer> {
  const searches = [geometry.i1, geometry.d1, geometry.ll].map(({ ways }) => searchFunction(ways));
  return moduleOf(layout.pages, { name: 'lineAfter', parameters: 2, results: 1 }, [
    ...searches,
    runFunction(geometry, layout),
  ]);
}
