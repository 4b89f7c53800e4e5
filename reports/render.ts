/**
 * The one door of this floor: facts in, texts out. Knows no file system; the command line writes what it returns.
 */
import type { RunFacts } from '../analysis/fact.ts';
import { nodeSurface } from './media/surface/d3-node-surface.ts';
import { type Format, media } from './media.ts';
import type { Artefact, Replay, Surface } from './medium.ts';
import { orderRequirements } from './order.ts';
import { assignColours } from './palette.ts';
import { runDocument as documentOf, type RunDocument } from './run-document.ts';
import type { SheetInput } from './sheet.ts';

/** What every sheet is written from: the facts, who has which colour, and the order of the requirements. */
export function sheetInput(facts: RunFacts): SheetInput {
  return { facts, colours: assignColours(facts.vms), requirements: orderRequirements(facts.requirements) };
}

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
