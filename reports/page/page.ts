/**
 * The page: headline, four questions, key, the sheets in their fixed order, what is left out and why, and the replay
 * line. Complete without script; nothing is fetched.
 */
import { type Canvas, rect } from '../chart/canvas.ts';
import { drawPatterns, texturedBar } from '../chart/texture.ts';
import { type Headline, headlineOf } from '../headline.ts';
import { escaped, inlineSvg } from '../markup.ts';
import type { MediumInput, Surface } from '../medium.ts';
import { plural } from '../number.ts';
import type { Colours } from '../palette.ts';
import { comingSheets, otherCommands, sheets } from '../sheets.ts';
import { asilWords, familyWords } from '../wording.ts';
import { blocksHtml } from './blocks.ts';
import { pageScript } from './script.ts';
import { pageStyle } from './style.ts';

export function page(input: MediumInput): string {
  const { facts, sheets: from, replay, surface } = input;
  const headline = headlineOf(from);
  const written = Object.values(sheets).map((definition) => ({ definition, sheet: definition.write(from) }));
  const sections = written.flatMap(({ definition, sheet }) =>
    sheet === null
      ? []
      : [
          `<section id="${definition.id}"><p class="q">${sheet.question ?? definition.question}</p><h2>${escaped(sheet.title)}</h2><p class="lead">${escaped(sheet.lead)}</p>${blocksHtml(sheet.blocks, surface)}</section>`,
        ],
  );
  const present = written.flatMap(({ definition, sheet }) => (sheet === null ? [] : [definition.id]));
  const missing = written.filter(({ sheet }) => sheet === null).map(({ definition }) => definition);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><title>${escaped(tabTitle(headline, facts.ecu.name))}</title>
<style>${pageStyle}</style></head><body>
${hiddenPatterns(surface)}
<a class="skip" href="#${present[0] ?? 'replay'}">Skip to the findings</a>
<header class="wrap">${brand(headline, surface)}${heading(headline)}${lines(headline, present)}<nav class="qs" aria-label="Four questions">${questions(headline, present, surface)}</nav></header>
${keybar(from.colours, surface)}
<main class="wrap">
${sections.join('\n')}
</main>
<footer class="wrap" id="replay">${leftOut(missing, facts.warnings.length)}
<div class="rep"><code id="line">${escaped(replay.line)}</code><button id="copy" type="button" hidden>copy</button></div>
<p>bulkhead ${escaped(replay.version)} · description ${facts.ecu.sha256.slice(0, 16)} · seed ${facts.seed} · horizon ${facts.horizonPs} ps · fingerprint ${escaped(facts.fingerprint)}</p></footer>
<div id="tip" role="status" hidden></div>
<script>${pageScript}</script>
</body></html>
<!-- ${replay.line} -->
`;
}

function tabTitle({ verdict, lead }: Headline, name: string): string {
  const words = { violated: `✕ ${lead} violated`, met: '✓ met', none: '○ not judged' }[verdict];
  return `${words} · ${name} · Bulkhead`;
}

function hiddenPatterns(surface: Surface): string {
  return surface.svg((canvas) => {
    canvas.attr('class', 'defs').attr('width', 0).attr('height', 0).attr('aria-hidden', 'true');
    drawPatterns(canvas);
  });
}

/** Small decorations: no title, hidden from screen readers, the words stand beside them. */
function decoration(surface: Surface, width: number, height: number, draw: (canvas: Canvas) => void): string {
  return surface.svg((canvas) => {
    canvas.attr('viewBox', `0 0 ${width} ${height}`).attr('aria-hidden', 'true');
    draw(canvas);
  });
}

function brand({ subject }: Headline, surface: Surface): string {
  const logo = decoration(surface, 14, 14, (canvas) => {
    rect(canvas, 0, 0, 4, 14, 'bar');
    rect(canvas, 6, 0, 2.5, 14, 'ink');
  });
  return `<p class="brand">${logo} Bulkhead <span>${escaped(subject)}</span></p>`;
}

function heading({ lead, rest, verdict }: Headline): string {
  return `<h1>${lead === '' ? '' : verdict === 'violated' ? `<em>${escaped(lead)}</em>` : escaped(lead)}${escaped(rest)}</h1>`;
}

/** Sections without data are left out; what would lead there leads to the foot, which says why. */
function reachable(anchor: string, sections: readonly string[]): string {
  return anchor.startsWith('requirement-') || sections.includes(anchor) ? anchor : 'replay';
}

function lines({ lines: items }: Headline, sections: readonly string[]): string {
  if (items.length === 0) return '';
  return `<ul class="sum">${items.map(({ id, anchor, text }) => `<li><a href="#${escaped(reachable(anchor, sections))}">${escaped(id)}</a><span>${escaped(text)}</span></li>`).join('')}</ul>`;
}

function questions({ questions: asked }: Headline, sections: readonly string[], surface: Surface): string {
  return asked
    .map(
      ({ question, anchor, answer, chart }) =>
        `<a href="#${reachable(anchor, sections)}"><small>${question}</small>${inlineSvg(chart, surface)}<strong>${escaped(answer)}</strong></a>`,
    )
    .join('');
}

function keybar(colours: Colours, surface: Surface): string {
  const who = colours.vms.map(
    ({ vm, asil, slot }) =>
      `<span class="who" data-slot="${slot}"><span class="sw" style="background:var(--v${slot})"></span>${escaped(vm)} <small>${asilWords(asil).replace('ASIL ', '')}</small></span>`,
  );
  who.push('<span class="who" data-slot="h"><span class="sw" style="background:var(--hyp)"></span>hypervisor</span>');
  const why = familyWords.map(
    ([family, words]) =>
      `<span class="why">${decoration(surface, 20, 12, (canvas) => texturedBar(canvas, 0, 0, 20, 12, 'h', family))}${words}</span>`,
  );
  return `<div class="keybar"><div class="wrap"><i>colour is who</i>${who.join('')}<span class="gap"></span><i>texture is why</i>${why.join('')}</div></div>`;
}

function leftOut(missing: readonly { readonly question: string; readonly madeBy: string }[], warnings: number): string {
  const absent = missing.map(({ question, madeBy }) => `“${question}” needs ${madeBy}.`).join(' ');
  const named = (list: readonly { readonly question: string; readonly madeBy: string }[]): string =>
    list.map(({ question, madeBy }) => `“${question}” (<code>${madeBy}</code>)`).join(', ');
  const unsimulated =
    warnings === 0
      ? ''
      : ` ${plural(warnings, 'part')} of the file ${warnings === 1 ? 'is' : 'are'} read but not simulated; they are named above.`;
  return `<p>Other commands answer ${named(otherCommands)}. Left out here: ${named(comingSheets)}: commands that this version does not have yet. ${escaped(absent)}${unsimulated}</p>`;
}
