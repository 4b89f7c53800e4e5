/** The files of a campaign: one page, the document, and a drawing per counterexample. */
import type { FfiFacts } from '../../analysis/ffi/ffi-fact.ts';
import type { PairStory } from '../../analysis/ffi/pair-story.ts';
import { pairTimeline } from '../chart/pair-timeline.ts';
import { standaloneSvg } from '../markup.ts';
import { nodeSurface } from '../media/surface/d3-node-surface.ts';
import type { Artefact, Replay } from '../medium.ts';
import { ffiDocument } from './ffi-document.ts';
import { ffiPage } from './ffi-page.ts';

export function renderFfi(
  facts: FfiFacts,
  stories: Readonly<Record<string, PairStory>>,
  replay: Replay,
): readonly Artefact[] {
  const surface = nodeSurface();
  return [
    { name: 'ffi.html', text: ffiPage(facts, stories, replay, surface) },
    { name: 'ffi.json', text: `${JSON.stringify(ffiDocument(facts, replay), null, 2)}\n` },
    ...Object.values(stories).map((story) => ({
      name: `counterexample-${story.claim}.svg`,
      text: standaloneSvg(pairTimeline(story), replay.line, surface),
    })),
  ];
}
