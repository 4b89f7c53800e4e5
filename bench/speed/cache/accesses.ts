/**
 * A made-up program as a batch of accesses: loops of instructions, and data of which most lies in a hot part. Two kinds:
 * `near` stays in first-level caches, `far` leaves them as often as a usual program (about 1 access in 20).
 */
import { accessKinds, packWord, recordWords } from '../../../models/memory/trace/record.ts';

export type Kind = 'near' | 'far';

/** @param seed any integer; the same seed gives the same accesses */
export function accessesOf(kind: Kind, count: number, seed: number): Int32Array {
  const words = new Int32Array(count * recordWords);
  let state = (seed * 0x9e3779b9) | 1;
  const draw = (below: number) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
  const code = kind === 'near' ? 16 * 1024 : 256 * 1024;
  let program = 0;
  for (let access = 0; access < count; access += 1) {
    const isFetch = access % 4 !== 3;
    // Runs of instructions, a jump at every 16th.
    if (isFetch) program = access % 64 === 0 ? draw(code / 4) * 4 : (program + 4) % code;
    const address = isFetch ? 0x400000 + program : 0x10000000 + dataOffset(kind, draw);
    const operation = isFetch ? accessKinds.instruction : draw(3) === 0 ? accessKinds.store : accessKinds.load;
    words[access * recordWords] = address | 0;
    words[access * recordWords + 1] = packWord(operation, isFetch ? 4 : 8, 0);
  }
  return words;
}

function dataOffset(kind: Kind, draw: (below: number) => number): number {
  const place = draw(100);
  if (kind === 'near' || place < 80) return draw(2048) * 8;
  if (place < 98) return draw(64 * 1024) * 8;
  return draw(2 * 1024 * 1024) * 8;
}
