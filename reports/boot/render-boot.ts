/** The one door of this room: the facts of a boot in, texts out. Knows no file system. */
import { stringify } from 'csv-stringify/sync';
import type { BootFacts } from '../../analysis/boot/boot-fact.ts';
import { standaloneSvg } from '../markup.ts';
import { nodeSurface } from '../media/surface/d3-node-surface.ts';
import type { Format } from '../media.ts';
import type { Artefact, Replay, Surface } from '../medium.ts';
import { contentsHtml, digestWords, framedPage, type PageSection, sectionHtml, titleHtml } from '../page/frame.ts';
import { assignColours } from '../palette.ts';
import { chartsOf } from '../sheet.ts';
import { bootDocument } from './boot-document.ts';
import { bootSections } from './boot-sheets.ts';
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

function page(facts: BootFacts, replay: Replay, sections: readonly PageSection[], surface: Surface): string {
  const { ecu } = facts;
  const title = bootTitle(facts);
  const frame = {
    tab: `${title} · ${ecu.name} · Bulkhead`,
    subject: `${ecu.name}: ${ecu.soc}, ${ecu.hypervisor} with ${ecu.policy}, from power-on`,
    skip: { to: 'boot', words: 'Skip to the findings' },
    heading: `${titleHtml(title)}${contentsHtml(sections)}`,
    sections: sections.map((section) => sectionHtml(section, surface)),
    made: `${digestWords(ecu.sha256)} · seed ${facts.seed} · fingerprint ${facts.fingerprint}`,
  };
  return framedPage(frame, replay, surface);
}
