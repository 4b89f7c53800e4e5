/** The one door of this room: the facts of a boot in, texts out. Knows no file system. */
import { stringify } from 'csv-stringify/sync';
import type { BootFacts } from '../../analysis/boot/boot-fact.ts';
import { rect } from '../chart/canvas.ts';
import { drawPatterns } from '../chart/texture.ts';
import { escaped, standaloneSvg } from '../markup.ts';
import { nodeSurface } from '../media/surface/d3-node-surface.ts';
import type { Format } from '../media.ts';
import type { Artefact, Replay, Surface } from '../medium.ts';
import { blocksHtml } from '../page/blocks.ts';
import { pageScript } from '../page/script.ts';
import { pageStyle } from '../page/style.ts';
import { assignColours } from '../palette.ts';
import { chartsOf } from '../sheet.ts';
import { bootDocument } from './boot-document.ts';
import { type BootSection, bootSections } from './boot-sheets.ts';
import { bootTitle } from './boot-words.ts';

export { bootDocument } from './boot-document.ts';

/** `boot.html`, `boot.svg`, `boot-stages.csv`, `boot-what-if.csv`, `boot.json`, in the order of `formats`; all hold `replay.line`. */
export function renderBoot(
  facts: BootFacts,
  replay: Replay,
  formats: readonly Format[],
  surface: Surface = nodeSurface(),
): readonly Artefact[] {
  const sections = bootSections(facts, assignColours(facts.vms));
  const writers: Readonly<Record<string, () => readonly Artefact[]>> = {
    html: () => [{ name: 'boot.html', text: page(facts, replay, sections, surface) }],
    svg: () =>
      sections
        .flatMap(({ sheet }) => chartsOf(sheet.blocks))
        .map((chart) => ({ name: `${chart.id}.svg`, text: standaloneSvg(chart, replay.line, surface) })),
    csv: () => [
      { name: 'boot-stages.csv', text: stages(facts, replay) },
      { name: 'boot-what-if.csv', text: whatIf(facts, replay) },
    ],
    json: () => [{ name: 'boot.json', text: `${JSON.stringify(bootDocument(facts, replay), null, 2)}\n` }],
  };
  return formats.flatMap((format) => writers[format]?.() ?? []);
}

function table(rows: readonly object[], columns: readonly string[], { line }: Replay): string {
  return `${stringify([...rows], { header: true, columns: [...columns], cast: { number: String } })}# ${line}\n`;
}

function stages({ stages: all }: BootFacts, replay: Replay): string {
  const rows = all.map((stage) => ({
    stage: stage.stage,
    vm: stage.vm,
    pcpu: stage.pcpu,
    ready_ps: stage.readyPs,
    begun_ps: stage.begunPs,
    end_ps: stage.endPs,
    slack_ps: stage.slackPs,
    delayed_by: stage.delayedBy.join(' '),
  }));
  const columns = ['stage', 'vm', 'pcpu', 'ready_ps', 'begun_ps', 'end_ps', 'slack_ps', 'delayed_by'];
  return table(rows, columns, replay);
}

function whatIf({ whatIf: all }: BootFacts, replay: Replay): string {
  const rows = all.flatMap(({ lever, deltas }) =>
    deltas.map(({ milestone, atPs, deltaPs }) => ({ lever, milestone, at_ps: atPs, delta_ps: deltaPs })),
  );
  return table(rows, ['lever', 'milestone', 'at_ps', 'delta_ps'], replay);
}

function page(facts: BootFacts, replay: Replay, sections: readonly BootSection[], surface: Surface): string {
  const { ecu } = facts;
  const title = bootTitle(facts);
  const hidden = surface.svg((canvas) => {
    canvas.attr('class', 'defs').attr('width', 0).attr('height', 0).attr('aria-hidden', 'true');
    drawPatterns(canvas);
  });
  const logo = surface.svg((canvas) => {
    canvas.attr('viewBox', '0 0 14 14').attr('aria-hidden', 'true');
    rect(canvas, 0, 0, 4, 14, 'bar');
    rect(canvas, 6, 0, 2.5, 14, 'ink');
  });
  const what = `${ecu.name}: ${ecu.soc}, ${ecu.hypervisor} with ${ecu.policy}, from power-on`;
  const contents = sections.map(
    ({ id, question, sheet }) =>
      `<li><a href="#${id}">${escaped(question)}</a><span>${escaped(sheet.title)}</span></li>`,
  );
  const main = sections.map(
    ({ id, question, sheet }) =>
      `<section id="${id}"><p class="q">${escaped(question)}</p><h2>${escaped(sheet.title)}</h2><p class="lead">${escaped(sheet.lead)}</p>${blocksHtml(sheet.blocks, surface)}</section>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><title>${escaped(`${title} · ${ecu.name} · Bulkhead`)}</title>
<style>${pageStyle}</style></head><body>
${hidden}
<a class="skip" href="#boot">Skip to the findings</a>
<header class="wrap"><p class="brand">${logo} Bulkhead <span>${escaped(what)}</span></p><h1>${escaped(title)}</h1><ul class="sum">${contents.join('')}</ul></header>
<main class="wrap">
${main.join('\n')}
</main>
<footer class="wrap" id="replay"><div class="rep"><code id="line">${escaped(replay.line)}</code><button id="copy" type="button" hidden>copy</button></div>
<p>bulkhead ${escaped(replay.version)} · description ${ecu.sha256.slice(0, 16)} · seed ${facts.seed} · fingerprint ${escaped(facts.fingerprint)}</p></footer>
<div id="tip" role="status" hidden></div>
<script>${pageScript}</script>
</body></html>
<!-- ${replay.line} -->
`;
}
