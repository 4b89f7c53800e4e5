/** May I trust it? How much of the description is measured, published, or assumed, and what is not simulated yet. */

import type { RunFacts } from '../../analysis/fact.ts';
import type { Provenance } from '../../scenarios/ecu.ts';
import { type TrustRow, trustBars } from '../chart/trust-bars.ts';
import { count, plural, roughPercentage } from '../number.ts';
import { byName } from '../palette.ts';
import type { Block, Row, Sheet, SheetDefinition, SheetInput } from '../sheet.ts';
import { gradeMarks } from '../wording.ts';

const mostOpen = 10;
/** Beyond these the table of all numbers (`provenance.csv`) is the better place. */
const mostRows = 60;

export const trust: SheetDefinition = {
  id: 'trust',
  question: 'May I trust it?',
  madeBy: 'any run',
  write: writeTrust,
};

function writeTrust({ facts, requirements }: SheetInput): Sheet | null {
  const { provenance, warnings } = facts;
  const blocks: Block[] = [];
  if (provenance.length > 0) {
    const violated = requirements.filter(({ verdict }) => verdict === 'violated').map(({ id }) => id);
    const rows = assumedRows(provenance, violated, isIdleIn(facts));
    const folded = rows.slice(mostOpen, mostRows);
    blocks.push({ kind: 'chart', chart: trustBars(areasOf(provenance)) });
    if (rows.length > 0) {
      blocks.push(
        {
          kind: 'heading',
          text: 'What is assumed',
          lead: 'Limits that decide a violated requirement first, then the costs of the hypervisor, then the rest; last what this run does not use.',
        },
        {
          kind: 'table',
          caption: 'Assumed numbers',
          look: 'plain',
          columns: [{ head: 'number' }, { head: 'value', align: 'end' }, { head: 'source' }],
          rows: rows.slice(0, mostOpen),
          ...(folded.length > 0 ? { folded: { summary: foldWords(folded.length, rows.length), rows: folded } } : {}),
        },
      );
    }
  }
  if (warnings.length > 0) {
    blocks.push(
      { kind: 'heading', text: 'What this run leaves out' },
      { kind: 'list', items: warnings.map(({ path, message }) => `${path}: ${message}`) },
    );
  }
  if (blocks.length === 0) return null;
  return {
    title: trustTitle(provenance),
    lead: 'Every number of the description has a source: ● measured on a target, ◐ published, ○ assumed by somebody for this file.',
    blocks,
  };
}

export function trustTitle(provenance: readonly Provenance[]): string {
  const assumed = provenance.filter(({ grade }) => grade === 'assumed').length;
  if (provenance.length === 0) return 'The description names no sources';
  return assumed === 0
    ? 'Every number has a published or measured source'
    : `${roughPercentage(assumed / provenance.length)} of the numbers are assumed`;
}

function foldWords(folded: number, all: number): string {
  if (all <= mostRows) return plural(folded, 'more assumed number');
  return `${count(folded)} of ${count(all - mostOpen)} more assumed numbers; all are in provenance.csv`;
}

/**
 * Tells the numbers that moved nothing in this run: of what is not simulated yet, of requirements that were not judged, of
 * policies that did not decide. `vms.*.devices` in a warning stands for the devices of every VM.
 */
function isIdleIn({ warnings, requirements, ecu }: Pick<RunFacts, 'warnings' | 'requirements' | 'ecu'>) {
  const pending = warnings
    .filter(({ path, message }) => message.startsWith('not simulated yet') && path !== 'requirements')
    .map(({ path }) => path.split('.'));
  const unjudged = requirements.filter(({ verdict }) => verdict === 'not_judged').map(({ id }) => id);
  return ({ path }: Provenance): boolean => {
    const keys = path.split('.');
    const policy = keys[keys.indexOf('per_policy') + 1];
    if (keys.includes('per_policy') && policy !== ecu.policy) return true;
    if (keys[0] === 'requirements') return unjudged.includes(keys[1] ?? '');
    return pending.some((prefix) => prefix.every((key, at) => key === '*' || key === keys[at]));
  };
}

/** Top-level keys of the ECU file, in the order of the file format. */
function areasOf(provenance: readonly Provenance[]): TrustRow[] {
  const areas = new Map<string, { measured: number; published: number; assumed: number }>();
  for (const { path, grade } of provenance) {
    const area = path.split('.')[0]!;
    if (!areas.has(area)) areas.set(area, { measured: 0, published: 0, assumed: 0 });
    areas.get(area)![grade]++;
  }
  return [...areas].map(([area, counts]) => ({ area, ...counts })).sort((a, b) => byName(a.area, b.area));
}

function assumedRows(
  provenance: readonly Provenance[],
  violated: readonly string[],
  isIdle: (number: Provenance) => boolean,
): Row[] {
  const weight = (number: Provenance) => {
    if (violated.some((id) => number.path.startsWith(`requirements.${id}.`))) return 0;
    if (isIdle(number)) return 3;
    return number.path.startsWith('hypervisor.') ? 1 : 2;
  };
  return provenance
    .filter(({ grade }) => grade === 'assumed')
    .sort((a, b) => weight(a) - weight(b) || byName(a.path, b.path))
    .map(({ path, value, source }) => ({
      cells: [
        { kind: 'text', text: path, code: true },
        { kind: 'number', value },
        { kind: 'text', text: `${gradeMarks.assumed} ${source === 'none' ? 'no source' : source}`, muted: true },
      ],
    }));
}
