/**
 * The averaged picture of the synthetic patterns: how often each leaves a private cache of so many lines, and which part
 * of that misses with how much of the shared cache. Derived from the patterns' definitions, not from runs.
 *
 * Cyclic patterns (stream, stride, chase) under LRU hit all or nothing; random and the tail of a working set hit in
 * proportion to the lines that are there. Private caches are taken as fully associative.
 */
import type { PatternParameters } from '../pattern.ts';
import type { PatternName } from '../patterns.ts';
import { type MissCurve, one, type RateDemand } from './demand.ts';
import { scaled } from './scaled.ts';

export interface CoreView {
  readonly lineBytes: number;
  /** Lines of the core's private caches. */
  readonly privateLines: number;
  /** Execution between two accesses of the program, ps. */
  readonly gapPs: number;
  /** Misses that the core has under way at most. */
  readonly mshrs: number;
  /** Lines of one DRAM row, and rows that are open at once (banks of all channels). */
  readonly rowLines: number;
  readonly openRows: number;
}

const wordBytes = 8;
/** Steps of a curve that falls in proportion. */
const slopeSteps = 64;

const all: MissCurve = { lines: [0], misses: [one] };

/** Everything misses below `lines`, nothing from there. */
const cliff = (lines: number): MissCurve => ({ lines: [0, lines], misses: [one, 0] });

/** Misses fall in proportion from all at 0 to none at `lines`. */
function slope(lines: number): MissCurve {
  const steps = Math.min(slopeSteps, lines);
  const points = Array.from({ length: steps + 1 }, (_, k) => k);
  return {
    lines: points.map((k) => Math.floor((lines * k) / steps)),
    // The middle of each step, so that the area under the steps is that under the line.
    misses: points.map((k) => (k === steps ? 0 : Math.floor((one * (2 * (steps - k) - 1)) / (2 * steps)))),
  };
}

/** The demand of a pattern on a core. `footprintLines` is 0 when it stays in the private caches. */
export function demandOf(name: string, use: PatternName, parameters: PatternParameters, core: CoreView): RateDemand {
  const lines = Math.max(1, Math.ceil(parameters.sizeBytes / core.lineBytes));
  const writes = Math.min(one, Math.floor(parameters.writeThreshold / 2 ** 16));
  // Accesses all over the buffer find the row open as often as its rows are among the open ones.
  const openShare = Math.min(one, scaled(one, core.rowLines * core.openRows, lines));
  const base = {
    name,
    overlap: core.mshrs * one,
    dependent: false,
    writeBacks: writes,
    footprintLines: lines,
    rowHits: openShare,
  };
  const rowRun = Math.floor((one * (core.rowLines - 1)) / core.rowLines);
  if (lines <= core.privateLines)
    return { ...base, footprintLines: 0, gapPs: core.gapPs, curve: { lines: [0], misses: [0] } };
  const escaping = one - scaled(one, core.privateLines, lines);
  const gapFor = (part: number): number => scaled(core.gapPs, one, Math.max(1, part));
  switch (use) {
    case 'stream': {
      const perLine = core.lineBytes / wordBytes;
      // A line is dirty when one of its words was written.
      const clean = power(one - writes, perLine);
      return { ...base, gapPs: core.gapPs * perLine, curve: cliff(lines), rowHits: rowRun, writeBacks: one - clean };
    }
    case 'stride': {
      const touched = Math.max(1, Math.min(lines, Math.floor(parameters.sizeBytes / parameters.stepBytes)));
      const perLine = Math.max(1, Math.floor(core.lineBytes / parameters.stepBytes));
      const apart = Math.max(1, Math.floor(parameters.stepBytes / core.lineBytes));
      const rowHits = Math.max(0, Math.floor((one * (core.rowLines - apart)) / core.rowLines));
      return {
        ...base,
        gapPs: core.gapPs * perLine,
        curve: touched === 1 ? all : cliff(touched),
        footprintLines: touched,
        rowHits,
      };
    }
    case 'chase':
      return { ...base, gapPs: core.gapPs, overlap: one, dependent: true, curve: cliff(lines) };
    case 'random':
      return { ...base, gapPs: gapFor(escaping), curve: slope(lines) };
    case 'working-set': {
      const hotLines = Math.min(lines, Math.ceil(parameters.hotBytes / core.lineBytes));
      const hot = Math.min(one, Math.floor(parameters.hotThreshold / 2 ** 16));
      const tail = one - hot;
      if (hotLines <= core.privateLines)
        return { ...base, gapPs: gapFor(scaled(escaping, tail, one)), curve: slope(lines) };
      return { ...base, gapPs: gapFor(escaping), curve: twoSlopes(hotLines, hot, lines) };
    }
  }
}

/** Falls by `hot` until `hotLines`, then by the rest until `lines`. */
function twoSlopes(hotLines: number, hot: number, lines: number): MissCurve {
  const first = slope(hotLines);
  if (hotLines >= lines) return first;
  const second = slope(lines - hotLines);
  const tail = one - hot;
  return {
    lines: [...first.lines.slice(0, -1), ...second.lines.map((at) => at + hotLines)],
    misses: [
      ...first.misses.slice(0, -1).map((m) => tail + scaled(m, hot, one)),
      ...second.misses.map((m) => scaled(m, tail, one)),
    ],
  };
}

/** `base` (2^-16) to a small whole power. */
function power(base: number, exponent: number): number {
  let result = one;
  for (let i = 0; i < exponent; i++) result = scaled(result, base, one);
  return result;
}
