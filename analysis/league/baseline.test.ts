/** Which policy the others are measured by when nobody said. */
import { expect, test } from 'vitest';
import { usualBaseline } from './baseline.ts';
import type { PolicyRuns } from './policy-summary.ts';

/** A run in which R-1 was judged (or starved), BOOT-1 never is, and a second task may have starved. */
function policy(name: string, judged: readonly boolean[], others = 1, refused: string | null = null): PolicyRuns {
  const runs = judged.map((isJudged, place) => {
    const count = isJudged ? 4 : 0;
    const requirement = { id: 'R-1', use: 'response', subject: 'a/t', verdict: isJudged ? 'met' : 'not_judged' };
    const boot = { id: 'BOOT-1', use: 'boot', subject: 'first_can', verdict: 'not_judged' };
    const metrics = [
      { name: 'task:a/t', count },
      { name: 'task:a/u', count: others },
      { name: 'requirement:BOOT-1', count: 0 },
    ];
    return { seed: place + 1, replay: '', run: { requirements: [requirement, boot], metrics } };
  });
  return { policy: name, sha256: name, refused, runs: refused === null ? runs : [] } as unknown as PolicyRuns;
}

test('is the policy of the file when it is compared, whatever it starves', () => {
  expect(usualBaseline([policy('a', [true]), policy('own', [false])], 'own')).toBe('own');
});

test('else the first under which everything that anybody judged was judged on all seeds', () => {
  const starved = policy('null', [false, false]);
  const once = policy('once', [true, false]);
  expect(usualBaseline([starved, once, policy('b', [true, true]), policy('c', [true, true])], 'own')).toBe('b');
  expect(usualBaseline([starved, once], 'own')).toBe('null');
});

test('of those the first under which the most tasks finish anything', () => {
  expect(usualBaseline([policy('thin', [true], 0), policy('whole', [true])], 'own')).toBe('whole');
});

test('never a refused one, nor one with a failed run', () => {
  const broken = policy('broken', [true]);
  const failed = { ...broken, runs: [...broken.runs, { seed: 2, replay: '', failure: 'it broke' }] };
  expect(usualBaseline([policy('shut', [], 1, 'no core'), failed, policy('b', [true, true])], 'shut')).toBe('b');
});

test('a late answer that never came is a violation without a value, and no ground to measure by', () => {
  const late = policy('late', [true]);
  const [run] = late.runs as unknown as { run: { metrics: { count: number }[] } }[];
  run!.run.metrics[0]!.count = 0;
  expect(usualBaseline([late, policy('b', [true])], 'own')).toBe('b');
});
