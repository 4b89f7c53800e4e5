/** The page of a comparison: the finding, the sections in their fixed order, and the line that makes it again. No network. */

import type { LeagueFacts } from '../../analysis/league/league-fact.ts';
import { rect } from '../chart/canvas.ts';
import { drawPatterns } from '../chart/texture.ts';
import { escaped } from '../markup.ts';
import type { Replay, Surface } from '../medium.ts';
import { plainDuration } from '../number.ts';
import { blocksHtml } from '../page/blocks.ts';
import { pageScript } from '../page/script.ts';
import { pageStyle } from '../page/style.ts';
import { type LeagueSection, leagueSections, leagueTitle } from './league-sheets.ts';
import { leagueStyle } from './league-style.ts';

export function leaguePage(facts: LeagueFacts, replay: Replay, surface: Surface): string {
  const sections = leagueSections(facts);
  const { ecu } = facts;
  const title = leagueTitle(facts);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><title>${escaped(`${title} · ${ecu.name} · Bulkhead`)}</title>
<style>${pageStyle}${leagueStyle}</style></head><body>
${patterns(surface)}
<a class="skip" href="#${sections[0]!.id}">Skip to the findings</a>
<header class="wrap">${brand(facts, surface)}<h1>${escaped(title)}</h1>${contents(sections)}</header>
<main class="wrap">
${sections.map((one) => sectionHtml(one, surface)).join('\n')}
</main>
<footer class="wrap" id="replay"><div class="rep"><code id="line">${escaped(replay.line)}</code><button id="copy" type="button" hidden>copy</button></div>
<p>bulkhead ${escaped(replay.version)} · description ${ecu.sha256.slice(0, 16)} · seeds ${facts.seeds[0]} to ${facts.seeds.at(-1)} · horizon ${facts.horizonPs} ps · fingerprint ${escaped(facts.fingerprint)}</p></footer>
<div id="tip" role="status" hidden></div>
<script>${pageScript}</script>
</body></html>
<!-- ${replay.line} -->
`;
}

function patterns(surface: Surface): string {
  return surface.svg((canvas) => {
    canvas.attr('class', 'defs').attr('width', 0).attr('height', 0).attr('aria-hidden', 'true');
    drawPatterns(canvas);
  });
}

function brand({ ecu, policies, seeds, horizonPs }: LeagueFacts, surface: Surface): string {
  const logo = surface.svg((canvas) => {
    canvas.attr('viewBox', '0 0 14 14').attr('aria-hidden', 'true');
    rect(canvas, 0, 0, 4, 14, 'bar');
    rect(canvas, 6, 0, 2.5, 14, 'ink');
  });
  const what = `${ecu.name}: ${ecu.soc}, ${ecu.hypervisor}; ${policies.length} policies, ${seeds.length} seeds of ${plainDuration(horizonPs)} each`;
  return `<p class="brand">${logo} Bulkhead <span>${escaped(what)}</span></p>`;
}

function contents(sections: readonly LeagueSection[]): string {
  const items = sections.map(
    ({ id, question, sheet }) =>
      `<li><a href="#${id}">${escaped(question)}</a><span>${escaped(sheet.title)}</span></li>`,
  );
  return `<ul class="sum">${items.join('')}</ul>`;
}

function sectionHtml({ id, question, sheet }: LeagueSection, surface: Surface): string {
  return `<section id="${id}"><p class="q">${escaped(question)}</p><h2>${escaped(sheet.title)}</h2><p class="lead">${escaped(sheet.lead)}</p>${blocksHtml(sheet.blocks, surface)}</section>`;
}
