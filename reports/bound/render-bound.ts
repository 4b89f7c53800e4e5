/** The one door of this room: the facts of bounds in, texts out. Knows no file system. */
import { stringify } from 'csv-stringify/sync';
import type { BoundFacts } from '../../analysis/bound/bound-fact.ts';
import { standaloneSvg } from '../markup.ts';
import { nodeSurface } from '../media/surface/d3-node-surface.ts';
import type { Format } from '../media.ts';
import type { Artefact, Replay, Surface } from '../medium.ts';
import { plainDuration } from '../number.ts';
import { contentsHtml, digestWords, framedPage, type PageSection, sectionHtml, titleHtml } from '../page/frame.ts';
import { assignColours, type Colours } from '../palette.ts';
import { chartsOf } from '../sheet.ts';
import { boundDocument } from './bound-document.ts';
import { boundSections } from './bound-sheets.ts';
import { boundTitle } from './bound-words.ts';

/** `bounds.html`, one `.svg` per vCPU, `bounds.csv`, `bounds.json`, in the order of `formats`; all hold `replay.line`. */
export function renderBound(
  facts: BoundFacts,
  replay: Replay,
  formats: readonly Format[],
  surface: Surface = nodeSurface(),
): readonly Artefact[] {
  const colours = coloursOf(facts);
  const sections = boundSections(facts, colours);
  const writers: Readonly<Record<string, () => readonly Artefact[]>> = {
    html: () => [{ name: 'bounds.html', text: page(facts, replay, sections, surface) }],
    svg: () =>
      sections
        .flatMap(({ sheet }) => chartsOf(sheet.blocks))
        .map((chart) => ({
          name: `${chart.id.replace(/[^A-Za-z0-9.-]+/g, '-')}.svg`,
          text: standaloneSvg(chart, replay.line, surface),
        })),
    csv: () => [{ name: 'bounds.csv', text: table(facts, replay) }],
    json: () => [{ name: 'bounds.json', text: `${JSON.stringify(boundDocument(facts, replay), null, 2)}\n` }],
  };
  return formats.flatMap((format) => writers[format]?.() ?? []);
}

function coloursOf({ rows, supplies }: BoundFacts): Colours {
  const asilOf = new Map(rows.flatMap(({ vm, asil }) => (vm === null ? [] : [[vm, asil] as const])));
  for (const { vm } of supplies) if (!asilOf.has(vm)) asilOf.set(vm, 'QM');
  return assignColours([...asilOf].map(([vm, asil]) => ({ vm, asil })));
}

function table({ rows }: BoundFacts, { line }: Replay): string {
  const columns = [
    'kind',
    'subject',
    'simulated_max_ps',
    'bound_ps',
    'deadline_ps',
    'judged',
    'limiting',
    'limiting_ps',
    'reason',
  ];
  const lines = rows.map((row) => ({
    kind: row.kind,
    subject: row.subject,
    simulated_max_ps: row.simulatedPs,
    bound_ps: row.boundPs,
    deadline_ps: row.deadlinePs,
    judged: row.judged ? 1 : 0,
    limiting: row.limiting === null ? null : `${row.limiting.kind} ${row.limiting.of}`.trim(),
    limiting_ps: row.limiting?.amount ?? null,
    reason: row.reason,
  }));
  return `${stringify(lines, { header: true, columns, cast: { number: String } })}# ${line}\n`;
}

function page(facts: BoundFacts, replay: Replay, sections: readonly PageSection[], surface: Surface): string {
  const { ecu, seeds, horizonPs } = facts;
  const title = boundTitle(facts);
  const frame = {
    tab: `${title} · ${ecu.name} · Bulkhead`,
    subject: `${ecu.name}: bounds under ${ecu.policy}, beside ${seeds.length} seeds of ${plainDuration(horizonPs)} each`,
    skip: { to: sections[0]!.id, words: 'Skip to the findings' },
    heading: `${titleHtml(title)}${contentsHtml(sections)}`,
    sections: sections.map((section) => sectionHtml(section, surface)),
    made: `${digestWords(ecu.sha256)} · seeds ${seeds[0]} to ${seeds.at(-1)} · horizon ${horizonPs} ps`,
  };
  return framedPage(frame, replay, surface);
}
