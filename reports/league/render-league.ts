/** The one door of this room: the facts of a league in, texts out. Knows no file system. */
import type { LeagueFacts } from '../../analysis/league/league-fact.ts';
import { standaloneSvg } from '../markup.ts';
import { nodeSurface } from '../media/surface/d3-node-surface.ts';
import type { Format } from '../media.ts';
import type { Artefact, Replay, Surface } from '../medium.ts';
import { chartsOf } from '../sheet.ts';
import { leagueDocument } from './league-document.ts';
import { leaguePage } from './league-page.ts';
import { leagueSections } from './league-sheets.ts';
import { leagueTables } from './league-tables.ts';

/** `compare.html`, one `.svg` per chart, `.csv` tables, `compare.json`, in the order of `formats`; all hold `replay.line`. */
export function renderLeague(
  facts: LeagueFacts,
  replay: Replay,
  formats: readonly Format[],
  surface: Surface = nodeSurface(),
): readonly Artefact[] {
  const writers: Readonly<Record<Format, () => readonly Artefact[]>> = {
    html: () => [{ name: 'compare.html', text: leaguePage(facts, replay, surface) }],
    svg: () =>
      leagueSections(facts)
        .flatMap(({ sheet }) => chartsOf(sheet.blocks))
        .filter(({ standalone }) => standalone !== false)
        .map((chart) => ({
          name: `${chart.id.replace(/[^A-Za-z0-9.-]+/g, '-')}.svg`,
          text: standaloneSvg(chart, replay.line, surface),
        })),
    csv: () => leagueTables(facts, replay),
    json: () => [{ name: 'compare.json', text: `${JSON.stringify(leagueDocument(facts, replay), null, 2)}\n` }],
  };
  return formats.flatMap((format) => writers[format]());
}

export { leagueDocument };
