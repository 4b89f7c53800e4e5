/**
 * One line of progress of a campaign on standard error: only on a terminal, only after a second, gone when it is over.
 * `cockpit  ━━━━━━━━╸             84 of 200 runs   3.1/s   37 s left`
 */
import type { Host } from '../host.ts';
import { bar } from './bar.ts';
import { padEnd, padStart, type Style } from './style.ts';

const firstAfterMs = 1000;
const everyMs = 100;
const barCells = 20;

export interface CampaignProgressLine {
  at(ended: number, total: number): void;
  /** Takes the line away. */
  end(): void;
}

export function campaignProgress(host: Host, style: Style, label: string): CampaignProgressLine {
  if (!host.err.isTerminal) return { at: () => {}, end: () => {} };
  const begunMs = host.nowMs();
  let nextMs = begunMs + firstAfterMs;
  let drawn = 0;
  return {
    at: (ended, total) => {
      const nowMs = host.nowMs();
      if (nowMs < nextMs) return;
      nextMs = nowMs + everyMs;
      const text = campaignLine(style, label, ended, total, nowMs - begunMs);
      host.err.write(`\r${padEnd(text, drawn)}`);
      drawn = Math.max(drawn, [...text].length);
    },
    end: () => {
      if (drawn > 0) host.err.write(`\r${' '.repeat(drawn)}\r`);
    },
  };
}

export function campaignLine(style: Style, label: string, ended: number, total: number, elapsedMs: number): string {
  const share = total === 0 ? 1 : ended / total;
  const perSecond = elapsedMs > 0 ? (ended * 1000) / elapsedMs : 0;
  const speed = perSecond > 0 ? `   ${perSecond.toPrecision(2)}/s` : '';
  const left = ended > 0 ? `   ${Math.ceil((elapsedMs * (total - ended)) / ended / 1000)} s left` : '';
  const counts = `${padStart(String(ended), String(total).length)} of ${total} runs`;
  return `${label}  ${padEnd(bar(share, barCells, style.glyphs), barCells)}  ${counts}${speed}${left}`;
}
