/**
 * What every page has: head, style, hidden patterns of the charts, brand, headline, the sections, the line that makes it
 * again, script. Complete without script; nothing is fetched. The parts between are markup; words given here are escaped here.
 */
import { rect } from '../chart/canvas.ts';
import { drawPatterns } from '../chart/texture.ts';
import { escaped } from '../markup.ts';
import type { Replay, Surface } from '../medium.ts';
import type { Sheet } from '../sheet.ts';
import { blocksHtml } from './blocks.ts';
import { pageScript } from './script.ts';
import { pageStyle } from './style.ts';

/** A sheet at its place in a page. */
export interface PageSection {
  readonly id: string;
  readonly question: string;
  readonly sheet: Sheet;
}

export interface Frame {
  /** Title of the browser's tab. */
  readonly tab: string;
  /** Beside the brand: what the page is about. */
  readonly subject: string;
  readonly skip: { readonly to: string; readonly words: string };
  /** Markup below the brand: the headline and what belongs to it. */
  readonly heading: string;
  /** Markup between header and sections. */
  readonly below?: string;
  /** Markup of each section. */
  readonly sections: readonly string[];
  /** Markup at the top of the foot. */
  readonly foot?: string;
  /** After the version: the digest of the description, seeds, horizon, fingerprint. */
  readonly made: string;
  /** Beyond the style of every page. */
  readonly style?: string;
}

export function framedPage(frame: Frame, replay: Replay, surface: Surface): string {
  const below = frame.below === undefined ? '' : `${frame.below}\n`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><title>${escaped(frame.tab)}</title>
<style>${pageStyle}${frame.style ?? ''}</style></head><body>
${hiddenPatterns(surface)}
<a class="skip" href="#${frame.skip.to}">${frame.skip.words}</a>
<header class="wrap"><p class="brand">${logo(surface)} Bulkhead <span>${escaped(frame.subject)}</span></p>${frame.heading}</header>
${below}<main class="wrap">
${frame.sections.join('\n')}
</main>
<footer class="wrap" id="replay">${frame.foot ?? ''}<div class="rep"><code id="line">${escaped(replay.line)}</code><button id="copy" type="button" hidden>copy</button></div>
<p>bulkhead ${escaped(replay.version)} · ${escaped(frame.made)}</p></footer>
<div id="tip" role="status" hidden></div>
<script>${pageScript}</script>
</body></html>
<!-- ${replay.line} -->
`;
}

export function sectionHtml({ id, question, sheet }: PageSection, surface: Surface): string {
  return `<section id="${id}"><p class="q">${escaped(question)}</p><h2>${escaped(sheet.title)}</h2><p class="lead">${escaped(sheet.lead)}</p>${blocksHtml(sheet.blocks, surface)}</section>`;
}

/** A headline that stands alone. */
export function titleHtml(title: string): string {
  return `<h1>${escaped(title)}</h1>`;
}

/** The sections of a page and what each found. */
export function contentsHtml(sections: readonly PageSection[]): string {
  const items = sections.map(
    ({ id, question, sheet }) =>
      `<li><a href="#${id}">${escaped(question)}</a><span>${escaped(sheet.title)}</span></li>`,
  );
  return `<ul class="sum">${items.join('')}</ul>`;
}

/** Its beginning in the foot of a page. */
export function digestWords(sha256: string): string {
  return `description ${sha256.slice(0, 16)}`;
}

function hiddenPatterns(surface: Surface): string {
  return surface.svg((canvas) => {
    canvas.attr('class', 'defs').attr('width', 0).attr('height', 0).attr('aria-hidden', 'true');
    drawPatterns(canvas);
  });
}

function logo(surface: Surface): string {
  return surface.svg((canvas) => {
    canvas.attr('viewBox', '0 0 14 14').attr('aria-hidden', 'true');
    rect(canvas, 0, 0, 4, 14, 'bar');
    rect(canvas, 6, 0, 2.5, 14, 'ink');
  });
}
