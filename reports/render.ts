/**
 * The one door of this floor: facts in, texts out. Knows no file system; the command line writes what it returns.
 */
import type { RunFacts } from '../analysis/fact.ts';
import { nodeSurface } from './media/surface/d3-node-surface.ts';
import { type Format, media } from './media.ts';
import type { Artefact, Replay, Surface } from './medium.ts';
import { runDocument as documentOf, type RunDocument } from './run-document.ts';
import { sheetInput } from './sheet-input.ts';

/**
 * Writes the artefacts of one run, in the order of `formats`: `report.html`, one `.svg` per chart, `.csv` files,
 * `run.json`. Every text holds `replay.line`. A browser passes its own `surface`.
 */
export function renderRun(
  facts: RunFacts,
  replay: Replay,
  formats: readonly Format[],
  surface: Surface = nodeSurface(),
): readonly Artefact[] {
  const sheets = sheetInput(facts);
  return formats.flatMap((format) => media[format].write({ facts, sheets, replay, surface }));
}

/** The document of `--json`: plain data, snake case, times in picoseconds. */
export function runDocument(facts: RunFacts, replay: Replay): RunDocument {
  return documentOf(facts, replay);
}
