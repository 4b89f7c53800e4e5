/**
 * One line of progress on standard error: only on a terminal, only after a second, gone when the run is over. The model's
 * clock drives it, so it costs one comparison per call until it is time to draw again.
 */
import type { Host } from '../host.ts';
import { bar } from './bar.ts';
import { padEnd, type Style } from './style.ts';

const firstAfterMs = 1000;
const everyMs = 100;
const barCells = 20;

export interface Progress {
  /** Tells how far the run is; give it to the run as `onProgress`. It never stops the run. */
  readonly at: (nowPs: number) => undefined;
  /** Takes the line away. */
  end(): void;
}

export function startProgress(host: Host, style: Style, label: string, horizonPs: number): Progress {
  if (!host.err.isTerminal) return { at: () => undefined, end: () => {} };
  const begunMs = host.nowMs();
  let nextMs = begunMs + firstAfterMs;
  let drawn = 0;
  const draw = (nowPs: number, nowMs: number): void => {
    const text = progressLine(style, label, nowPs, horizonPs, nowMs - begunMs);
    host.err.write(`\r${padEnd(text, drawn)}`);
    drawn = Math.max(drawn, [...text].length);
  };
  return {
    at: (nowPs) => {
      const nowMs = host.nowMs();
      if (nowMs < nextMs) return undefined;
      nextMs = nowMs + everyMs;
      draw(nowPs, nowMs);
      return undefined;
    },
    end: () => {
      if (drawn > 0) host.err.write(`\r${' '.repeat(drawn)}\r`);
    },
  };
}

/** `cockpit  ━━━━━━━━╸      384 of 600 s  83x real time  2.6 s left` */
export function progressLine(style: Style, label: string, nowPs: number, horizonPs: number, elapsedMs: number): string {
  const share = horizonPs === 0 ? 1 : nowPs / horizonPs;
  const seconds = (ps: number): string => (ps / 1e12).toFixed(horizonPs < 20e12 ? 1 : 0);
  const speed = elapsedMs > 0 ? `  ${realTimeFactor(nowPs, elapsedMs)}` : '';
  const leftMs = share > 0 ? (elapsedMs * (1 - share)) / share : 0;
  const left = share > 0.02 ? `  ${(leftMs / 1000).toFixed(1)} s left` : '';
  return `${label}  ${padEnd(bar(share, barCells, style.glyphs), barCells)}  ${seconds(nowPs)} of ${seconds(horizonPs)} s${speed}${left}`;
}

/** `83x real time`: simulated over elapsed time, two or three digits. */
export function realTimeFactor(simulatedPs: number, elapsedMs: number): string {
  const factor = simulatedPs / 1e9 / Math.max(elapsedMs, 0.001);
  const digits = factor >= 10 ? String(Math.round(factor)) : factor.toPrecision(2);
  return `${digits}x real time`;
}
