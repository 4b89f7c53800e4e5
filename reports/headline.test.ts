import { describe, expect, test } from 'vitest';
import { headlineOf } from './headline.ts';
import { orderRequirements } from './order.ts';
import { sampleFacts } from './sample-facts.test-data.ts';
import { states } from './sample-states.test-data.ts';
import { sheetInput } from './sheet-input.ts';

const said = (state: string) => {
  const { lead, rest, lines, verdict } = headlineOf(sheetInput(states[state]!()));
  return { head: lead + rest, verdict, lines: lines.map(({ id, text }) => `${id}: ${text}`) };
};

describe('the first five seconds', () => {
  test('some violated: how many, which, one cause each', () => {
    expect(said('some violated')).toEqual({
      head: '2 of 10 requirements are violated',
      verdict: 'violated',
      lines: [
        'CLU-1: 2 of 600 jobs of cluster/render are late, the worst by 160 µs: it waited 1.96 ms for budget (cluster/main) and waited 490 µs longer than the median job for its back-end (gpu).',
        'IVI-1: 9 of 98 reactions of touch_to_sound are over 100 ms, the worst takes 160 ms. What costs most: infotainment/hmi was pre-empted (infotainment/index.1).',
      ],
    });
  });

  test('all violated: three lines by ASIL, then size, and a count', () => {
    const { head, lines } = said('all violated');
    expect(head).toBe('All 10 requirements are violated');
    expect(lines.map((line) => line.split(':')[0])).toEqual(['GW-2', 'GW-1', 'CLU-4', 'and 7 more']);
  });

  test('all met: the thinnest margin', () => {
    expect(said('all met')).toMatchObject({
      head: 'All 10 requirements are met',
      verdict: 'met',
      lines: ['IVI-2: 6.9 % left, the thinnest margin: No frame is dropped.'],
    });
  });

  test('missed deadlines that no violated requirement tells stand beside the verdict', () => {
    const facts = states['all met']!();
    const [first, second, ...rest] = facts.tasks;
    const tasks = [
      { ...first!, missed: 3 },
      { ...second!, missed: 26 },
      ...rest.map((task) => ({ ...task, missed: 0 })),
    ];
    const { lead, rest: said } = headlineOf(sheetInput({ ...facts, tasks }));
    expect(lead + said).toBe(
      `All 10 requirements are met; 29 deadlines missed in ${second!.vm}/${second!.task} and 1 more task`,
    );
  });

  test('no requirement: how to add one', () => {
    const { head, verdict, lines } = said('no requirement');
    expect([head, verdict]).toEqual(['Nothing is judged', 'none']);
    expect(lines[0]).toContain(
      'requirements: {R-1: {use: response, of: cluster/brightness, max: 5 ms}} in cockpit.yaml',
    );
  });

  test('no finished job is not judged, never met', () => {
    const { head, verdict, lines } = said('no finished job');
    expect([head, verdict]).toEqual(['No requirement could be judged', 'none']);
    expect(lines[0]).toMatch(/not judged: 0 of \d+ finished/);
    expect(lines).toHaveLength(3);
  });

  test('met beside not judged is said apart', () => {
    expect(said('one requirement not judged')).toMatchObject({
      head: '9 of 10 requirements are met, one not judged',
      verdict: 'met',
    });
  });
});

test('requirements: violated by ASIL, then size; the thinnest margin; not judged last', () => {
  const facts = states['one requirement not judged']!();
  const mixed = [
    ...facts.requirements.filter(({ id }) => !['CLU-1', 'IVI-1'].includes(id)),
    ...sampleFacts().requirements.filter(({ id }) => ['CLU-1', 'IVI-1'].includes(id)),
  ];
  expect(orderRequirements(mixed).map(({ id }) => id)).toEqual([
    'CLU-1',
    'IVI-1',
    'IVI-2',
    'CLU-3',
    'CLU-2',
    'CAM-1',
    'CLU-4',
    'GW-2',
    'GW-1',
    'TEL-1',
  ]);
  expect(orderRequirements([...mixed].reverse())).toEqual(orderRequirements(mixed));
});
