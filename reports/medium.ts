/**
 * The socket of the shelf `media/`: a medium writes one run into texts (a page, drawings, tables, a document). Media
 * never draw by themselves: a surface supplies the selections that charts draw into.
 */
import type { RunFacts } from '../analysis/fact.ts';
import type { Canvas } from './chart/canvas.ts';
import type { SheetInput } from './sheet.ts';

/** What repeats a run: the whole line, and the version that wrote it. */
export interface Replay {
  /** `bulkhead replay "run cockpit --seed 1 … "`: command, digest of the description, seed, horizon, fingerprint. */
  readonly line: string;
  readonly version: string;
}

/** Supplies an empty `<svg>` and gives its markup back. */
export interface Surface {
  readonly svg: (draw: (canvas: Canvas) => void) => string;
}

export interface Artefact {
  /** File name without a folder. */
  readonly name: string;
  readonly text: string;
}

export interface MediumInput {
  readonly facts: RunFacts;
  readonly sheets: SheetInput;
  readonly replay: Replay;
  readonly surface: Surface;
}

export interface MediumDefinition {
  readonly write: (input: MediumInput) => readonly Artefact[];
}
