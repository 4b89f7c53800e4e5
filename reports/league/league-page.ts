/** The page of a comparison: the finding, the sections in their fixed order, and the line that makes it again. No network. */

import type { LeagueFacts } from '../../analysis/league/league-fact.ts';
import type { Replay, Surface } from '../medium.ts';
import { plainDuration } from '../number.ts';
import { contentsHtml, digestWords, framedPage, sectionHtml, titleHtml } from '../page/frame.ts';
import { leagueSections, leagueTitle } from './league-sheets.ts';
import { leagueStyle } from './league-style.ts';

export function leaguePage(facts: LeagueFacts, replay: Replay, surface: Surface): string {
  const sections = leagueSections(facts);
  const { ecu, policies, seeds, horizonPs, fingerprint } = facts;
  const title = leagueTitle(facts);
  const frame = {
    tab: `${title} · ${ecu.name} · Bulkhead`,
    subject: `${ecu.name}: ${ecu.soc}, ${ecu.hypervisor}; ${policies.length} policies, ${seeds.length} seeds of ${plainDuration(horizonPs)} each`,
    skip: { to: sections[0]!.id, words: 'Skip to the findings' },
    heading: `${titleHtml(title)}${contentsHtml(sections)}`,
    sections: sections.map((section) => sectionHtml(section, surface)),
    made: `${digestWords(ecu.sha256)} · seeds ${seeds[0]} to ${seeds.at(-1)} · horizon ${horizonPs} ps · fingerprint ${fingerprint}`,
    style: leagueStyle,
  };
  return framedPage(frame, replay, surface);
}
