/** The devices of a run on a terminal: one line each, with the longest stage and whom it is blamed on. */
import type { DeviceFact, RuleFact } from '../../../analysis/device/device-fact.ts';
import { plainDuration } from '../../number.ts';
import { stageWords } from '../../stage-words.ts';
import { counted } from '../../wording.ts';
import { padEnd, padStart, type Style, shorten } from './style.ts';

const heads = ['device', 'back-end', 'requests', 'p50', 'p99', 'max', 'kicks', 'irqs', 'longest stage'] as const;
const ends = [false, false, true, true, true, true, true, true, false] as const;

export function deviceTable(devices: readonly DeviceFact[], rules: readonly RuleFact[], style: Style): string[] {
  const used = devices.filter(({ slowest }) => slowest !== null);
  if (used.length === 0) return [];
  const rows = used.map(rowOf);
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]!.length)));
  const format = (row: readonly string[]) =>
    row
      .map((cell, column) => (ends[column] ? padStart(cell, widths[column]!) : padEnd(cell, widths[column]!)))
      .join('  ')
      .trimEnd();
  const fitted = (line: string) => shorten(style.plain(line), style.width, style.glyphs);
  return [
    style.dim(fitted(format(heads))),
    ...rows.map((row) => fitted(format(row))),
    style.dim(fitted(ruleLine(rules))),
  ];
}

function rowOf(device: DeviceFact): string[] {
  const { counts, latency } = device;
  const requests = device.requests + device.inputs;
  const each = (amount: number) => (amount / requests).toFixed(2);
  const time = (ps: number | null) => (ps === null ? '-' : plainDuration(ps));
  const longest = device.stages.reduce((most, one) => (one.sumPs > most.sumPs ? one : most), device.stages[0]!);
  const share = Math.round(
    (longest.sumPs /
      Math.max(
        1,
        device.stages.reduce((sum, { sumPs }) => sum + sumPs, 0),
      )) *
      100,
  );
  const blamed = longest.culprit === null ? '' : ` (${longest.culprit})`;
  return [
    `${device.vm}/${device.device}`,
    device.backend,
    `${requests}`,
    time(latency.p50Ps),
    time(latency.p99Ps),
    time(latency.maxPs),
    each(counts.notifications),
    each(counts.interrupts),
    `${stageWords[longest.stage]}${blamed}, ${share} %`,
  ];
}

function ruleLine(rules: readonly RuleFact[]): string {
  const exercised = rules.filter((rule) => rule.exercised > 0).length;
  const violated = rules.filter((rule) => rule.violated > 0);
  const broken = violated.length === 0 ? 'none violated' : `violated: ${violated.map(({ rule }) => rule).join(', ')}`;
  return `${counted(rules.length, 'rule')} of VirtIO, ${exercised} exercised, ${broken}`;
}
