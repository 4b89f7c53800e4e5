/** The one door of this room: the facts of bounds in, texts out. Knows no file system. */
import { stringify } from 'csv-stringify/sync';
import type { BoundFacts } from '../../analysis/bound/bound-fact.ts';
import { rect } from '../chart/canvas.ts';
import { drawPatterns } from '../chart/texture.ts';
import { escaped, standaloneSvg } from '../markup.ts';
import { nodeSurface } from '../media/surface/d3-node-surface.ts';
import type { Format } from '../media.ts';
import type { Artefact, Replay, Surface } from '../medium.ts';
import { plainDuration } from '../number.ts';
import { blocksHtml } from '../page/blocks.ts';
import { pageScript } from '../page/script.ts';
import { pageStyle } from '../page/style.ts';
import { assignColours, type Colours } from '../palette.ts';
import { chartsOf } from '../sheet.ts';
import { boundDocument } from './bound-document.ts';
import { type BoundSection, boundSections } from './bound-sheets.ts';
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

function page(facts: BoundFacts, replay: Replay, sections: readonly BoundSection[], surface: Surface): string {
  const { ecu, seeds, horizonPs } = facts;
  const title = boundTitle(facts);
  const hidden = surface.svg((canvas) => {
    canvas.attr('class', 'defs').attr('width', 0).attr('height', 0).attr('aria-hidden', 'true');
    drawPatterns(canvas);
  });
  const logo = surface.svg((canvas) => {
    canvas.attr('viewBox', '0 0 14 14').attr('aria-hidden', 'true');
    rect(canvas, 0, 0, 4, 14, 'bar');
    rect(canvas, 6, 0, 2.5, 14, 'ink');
  });
  const what = `${ecu.name}: bounds under ${ecu.policy}, beside ${seeds.length} seeds of ${plainDuration(horizonPs)} each`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><title>${escaped(`${title} · ${ecu.name} · Bulkhead`)}</title>
<style>${pageStyle}</style></head><body>
${hidden}
<a class="skip" href="#${sections[0]!.id}">Skip to the findings</a>
<header class="wrap"><p class="brand">${logo} Bulkhead <span>${escaped(what)}</span></p><h1>${escaped(title)}</h1><ul class="sum">${sections
    .map(
      ({ id, question, sheet }) =>
        `<li><a href="#${id}">${escaped(question)}</a><span>${escaped(sheet.title)}</span></li>`,
    )
    .join('')}</ul></header>
<main class="wrap">
${sections.map(({ id, question, sheet }) => `<section id="${id}"><p class="q">${escaped(question)}</p><h2>${escaped(sheet.title)}</h2><p class="lead">${escaped(sheet.lead)}</p>${blocksHtml(sheet.blocks, surface)}</section>`).join('\n')}
</main>
<footer class="wrap" id="replay"><div class="rep"><code id="line">${escaped(replay.line)}</code><button id="copy" type="button" hidden>copy</button></div>
<p>bulkhead ${escaped(replay.version)} · description ${ecu.sha256.slice(0, 16)} · seeds ${seeds[0]} to ${seeds.at(-1)} · horizon ${horizonPs} ps</p></footer>
<div id="tip" role="status" hidden></div>
<script>${pageScript}</script>
</body></html>
<!-- ${replay.line} -->
`;
}
