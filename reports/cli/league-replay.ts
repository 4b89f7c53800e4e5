/** A comparison made again from the words of its replay line. */
import type { Again } from './again.ts';
import { Interrupted } from './command.ts';
import type { Host } from './host.ts';
import { formatLeagueLine, type LeagueReplay } from './league-line.ts';
import { readLeagueOrder } from './league-order.ts';
import { runLeague } from './league-run.ts';
import { packageInfo } from './package-info.ts';
import { campaignProgress } from './terminal/campaign-progress.ts';
import type { Style } from './terminal/style.ts';
import { defaultWorkers } from './threads.ts';

/** @throws BadInput when the line asks for what there is not, Interrupted after Ctrl-C */
export async function leagueAgain(
  { words }: LeagueReplay,
  file: string | undefined,
  host: Host,
  style: Style,
): Promise<Again> {
  const order = readLeagueOrder({ ...words, ecu: file ?? words.ecu }, host);
  const progress = campaignProgress(host, style, order.ecu.name);
  const { facts } = await runLeague(order, defaultWorkers(), progress.at, host);
  progress.end();
  if (!facts.isComplete) throw new Interrupted('interrupted; nothing was compared');
  const line = formatLeagueLine({ ...order, words }, facts);
  return {
    ecu: facts.ecu,
    seeds: `${facts.seeds.length} seeds`,
    fingerprint: facts.fingerprint,
    line,
    artefacts: async (formats) => {
      const { renderLeague } = await import('../league/render-league.ts');
      return renderLeague(facts, { line, version: packageInfo().version }, formats);
    },
  };
}
