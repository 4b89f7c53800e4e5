/**
 * The page: headline, four questions, key, the sheets in their fixed order, what is left out and why, and the replay
 * line. Complete without script; nothing is fetched.
 */
import type { Canvas } from '../chart/canvas.ts';
import { texturedBar } from '../chart/texture.ts';
import { type Headline, headlineOf } from '../headline.ts';
import { escaped, inlineSvg } from '../markup.ts';
import type { MediumInput, Surface } from '../medium.ts';
import { plural } from '../number.ts';
import type { Colours } from '../palette.ts';
import { otherCommands, sheets } from '../sheets.ts';
import { asilWords, familyWords } from '../wording.ts';
import { digestWords, framedPage, sectionHtml } from './frame.ts';

export function page(input: MediumInput): string {
  const { facts, sheets: from, replay, surface } = input;
  const headline = headlineOf(from);
  const written = Object.values(sheets).map((definition) => ({ definition, sheet: definition.write(from) }));
  const sections = written.flatMap(({ definition: { id, question }, sheet }) =>
    sheet === null ? [] : [sectionHtml({ id, question: sheet.question ?? question, sheet }, surface)],
  );
  const present = written.flatMap(({ definition, sheet }) => (sheet === null ? [] : [definition.id]));
  const missing = written.filter(({ sheet }) => sheet === null).map(({ definition }) => definition);
  const { ecu, seed, horizonPs, fingerprint } = facts;
  const frame = {
    tab: tabTitle(headline, ecu.name),
    subject: headline.subject,
    skip: { to: present[0] ?? 'replay', words: 'Skip to the findings' },
    heading: `${heading(headline)}${lines(headline, present)}<nav class="qs" aria-label="Four questions">${questions(headline, present, surface)}</nav>`,
    below: keybar(from.colours, surface),
    sections,
    foot: `${leftOut(missing, facts.warnings.length)}\n`,
    made: `${digestWords(ecu.sha256)} · seed ${seed} · horizon ${horizonPs} ps · fingerprint ${fingerprint}`,
  };
  return framedPage(frame, replay, surface);
}

function tabTitle({ verdict, lead }: Headline, name: string): string {
  const words = { violated: `✕ ${lead} violated`, met: '✓ met', none: '○ not judged' }[verdict];
  return `${words} · ${name} · Bulkhead`;
}

/** Small decorations: no title, hidden from screen readers, the words stand beside them. */
function decoration(surface: Surface, width: number, height: number, draw: (canvas: Canvas) => void): string {
  return surface.svg((canvas) => {
    canvas.attr('viewBox', `0 0 ${width} ${height}`).attr('aria-hidden', 'true');
    draw(canvas);
  });
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
  const elsewhere = otherCommands.map(({ question, madeBy }) => `“${question}” (<code>${madeBy}</code>)`).join(', ');
  const unsimulated =
    warnings === 0
      ? ''
      : ` ${plural(warnings, 'part')} of the file ${warnings === 1 ? 'is' : 'are'} read but not simulated; they are named above.`;
  return `<p>Other commands answer ${elsewhere}. ${escaped(absent)}${unsimulated}</p>`;
}
