/**
 * What a thread does with one run of a campaign: simulate it and keep what the word in its specification says. Records are
 * read as they are made; no trace is kept.
 */
import { ledgersOfJudged } from '../../analysis/league/composition.ts';
import { type LeagueRun, leagueRunOf } from '../../analysis/league/league-run.ts';
import { RunObserver } from '../../analysis/run-observer.ts';
import type { RunOrder } from '../../scenarios/campaign.ts';
import { EntityTable } from '../../scenarios/entity-table.ts';
import { run } from '../../scenarios/run.ts';
import { type FfiPieceResult, ffiWord, measureFfi } from './ffi-work.ts';

/** What can be kept of a run: the word, and the plain data that it gives. */
export interface Kept {
  readonly league: LeagueRun;
}

export type KeptWord = keyof Kept;

const measures: { readonly [Word in KeptWord]: (order: RunOrder) => Kept[Word] } = { league: measureLeague };

/** @throws whatever the simulation throws; an unknown word is a mistake of ours */
export function measure(order: RunOrder): Kept[KeptWord] | FfiPieceResult {
  const { keep } = order.specification;
  if (keep.startsWith(ffiWord)) return measureFfi(order);
  if (!(keep in measures)) throw new Error(`nothing is called "${keep}" that could be kept of a run`);
  return measures[keep as KeptWord](order);
}

function measureLeague({ description, specification }: RunOrder): LeagueRun {
  const { seed, horizonPs } = specification;
  const { warmUpPs } = description.run;
  const observer = new RunObserver(description, new EntityTable(description).entities, { horizonPs, warmUpPs });
  const ledgers = ledgersOfJudged(observer.index);
  const { fingerprint } = run(description, { seed, horizonPs, keep: () => false, observers: [observer, ledgers] });
  observer.end();
  return leagueRunOf(observer, ledgers, fingerprint);
}
