/** Progress is one line on a terminal's standard error, after a second, gone at the end; elsewhere there is none. */
import { describe, expect, test } from 'vitest';
import { testHost } from '../host.test-support.ts';
import { progressLine, realTimeFactor, startProgress } from './progress.ts';
import { makeStyle } from './style.ts';

const style = makeStyle({ columns: 80, pipe: false, ascii: false, colour: false });

describe('progress', () => {
  test('says how far, how fast and how long', () => {
    expect(progressLine(style, 'cockpit', 384e12, 600e12, 4600)).toBe(
      'cockpit  ━━━━━━━━━━━━━         384 of 600 s  83x real time  2.6 s left',
    );
  });

  test('waits a second, then draws, then cleans up', () => {
    const host = testHost({ terminal: true });
    const progress = startProgress(host, style, 'x', 10e12);
    for (let call = 1; call <= 15; call++) progress.at(call * 0.1e12);
    expect(host.said.err).toBe('');
    for (let call = 16; call <= 40; call++) progress.at(call * 0.1e12);
    expect(host.said.err).toMatch(/^\rx {2}━/);
    progress.end();
    expect(host.said.err).toMatch(/\r +\r$/);
    expect(host.said.out).toBe('');
  });

  test('says nothing in a pipe', () => {
    const host = testHost();
    const progress = startProgress(host, style, 'x', 10e12);
    for (let call = 1; call <= 100; call++) progress.at(call * 0.1e12);
    progress.end();
    expect(host.said).toEqual({ out: '', err: '' });
  });

  test('a factor has two or three digits', () => {
    expect([realTimeFactor(10e12, 120), realTimeFactor(1e12, 900), realTimeFactor(1e12, 4000)]).toEqual([
      '83x real time',
      '1.1x real time',
      '0.25x real time',
    ]);
  });
});
