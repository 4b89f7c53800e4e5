import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { periodic } from '../event-model/event-model.ts';
import { bounds } from './bounds.ts';
import type { BoundResult } from './term.ts';

interface Drawn {
  readonly period: number;
  readonly cost: number;
  readonly jitter: number;
}

/** How each member bounds the same drawn tasks; `from` bends what its problem is made of. */
const members: Readonly<Record<keyof typeof bounds, (tasks: readonly Drawn[]) => ReadonlyMap<string, BoundResult>>> = {
  'can-bus': (tasks) =>
    bounds['can-bus'].analyse({
      bit: 1,
      messages: tasks.map((one, id) => ({
        name: `t${id}`,
        id,
        sizeBytes: one.cost % 9,
        model: periodic({ period: one.period * 20, jitter: one.jitter }),
      })),
    }),
  edf: (tasks) =>
    bounds.edf.analyse({ tasks: tasks.map((one, index) => ({ ...modelled(one, index), deadline: one.period })) }),
  'fixed-priority': (tasks) =>
    bounds['fixed-priority'].analyse({
      tasks: tasks.map((one, index) => ({ ...modelled(one, index), priority: -index })),
    }),
  'global-fixed-priority': (tasks) =>
    bounds['global-fixed-priority'].analyse({
      processors: 2,
      tasks: tasks.map((one, index) => ({
        name: `t${index}`,
        cost: one.cost,
        period: one.period,
        deadline: one.period,
        priority: -index,
      })),
    }),
  offsets: (tasks) =>
    bounds.offsets.analyse({
      transactions: tasks.map((one, index) => ({
        period: one.period,
        steps: [{ name: `t${index}`, cost: one.cost, offset: 0, jitter: one.jitter, priority: -index }],
      })),
    }),
  'round-robin': (tasks) =>
    bounds['round-robin'].analyse({ tasks: tasks.map((one, index) => ({ ...modelled(one, index), slice: 7 })) }),
  servers: (tasks) =>
    bounds.servers.analyse({
      servers: [
        {
          name: 's',
          kind: 'deferrable',
          capacity: 30,
          period: 100,
          priority: 1,
          tasks: tasks.map((one, index) => ({
            ...modelled({ ...one, period: one.period * 4 }, index),
            priority: -index,
          })),
        },
      ],
      tasks: [],
    }),
  tdma: (tasks) =>
    bounds.tdma.analyse({
      frame: 100,
      partitions: [
        {
          name: 'p',
          windows: [
            [10, 40],
            [60, 20],
          ],
          tasks: tasks.map((one, index) => ({
            ...modelled({ ...one, period: one.period * 2 }, index),
            priority: -index,
          })),
        },
      ],
    }),
  'work-conserving': (tasks) => bounds['work-conserving'].analyse({ tasks: tasks.map(modelled) }),
};

const modelled = ({ period, cost, jitter }: Drawn, index: number) => ({
  name: `t${index}`,
  cost,
  model: periodic({ period, jitter }),
});

const drawn = fc.array(
  fc.record({
    period: fc.constantFrom(100, 150, 200, 300, 450, 700),
    cost: fc.integer({ min: 1, max: 45 }),
    jitter: fc.constantFrom(0, 0, 30, 130),
  }),
  { minLength: 1, maxLength: 5 },
);
const settings = { seed: 20261125, numRuns: 150 };

describe.each(Object.entries(members))('%s', (name, analyse) => {
  const definition = bounds[name as keyof typeof bounds];

  it('says where it comes from and what it assumes', () => {
    expect(definition.name).toBe(name);
    expect(definition.origin.length).toBeGreaterThan(10);
    expect(definition.summary).toMatch(/\.$/);
    expect(definition.assumes.length).toBeGreaterThan(0);
  });

  it('has terms that add up, and never less than the own execution', () => {
    let bounded = 0;
    fc.assert(
      fc.property(drawn, (tasks) => {
        for (const [task, result] of analyse(tasks)) {
          if (result.response === null) continue;
          bounded += 1;
          expect(
            result.terms.reduce((sum, { amount }) => sum + amount, 0),
            task,
          ).toBe(result.response);
          const own = result.terms.find(({ kind }) => kind === 'own-execution')!;
          expect(result.response).toBeGreaterThanOrEqual(own.amount);
          expect(result.criticalInstant).not.toBe('');
        }
      }),
      settings,
    );
    expect(bounded).toBeGreaterThan(100);
  });

  it('grows with execution and with jitter', () => {
    fc.assert(
      fc.property(drawn, fc.nat(4), fc.integer({ min: 1, max: 20 }), fc.boolean(), (tasks, which, by, jitter) => {
        const place = which % tasks.length;
        // A longer CAN frame: one more byte.
        const more = name === 'can-bus' && !jitter ? (tasks[place]!.cost % 9 < 8 ? 1 : 0) : by;
        const grown = tasks.map((one, index) =>
          index !== place ? one : jitter ? { ...one, jitter: one.jitter + more } : { ...one, cost: one.cost + more },
        );
        const after = analyse(grown);
        for (const [task, { response }] of analyse(tasks)) {
          const later = after.get(task)!.response;
          // Growing may end in no bound; it never makes one smaller.
          if (response !== null && later !== null && !(jitter && task === `t${place}` && name !== 'can-bus'))
            expect(later, task).toBeGreaterThanOrEqual(response);
          if (response === null) expect(later, task).toBe(null);
        }
      }),
      settings,
    );
  });
});

describe('fixed-priority', () => {
  it('scales with all times', () => {
    fc.assert(
      fc.property(drawn, fc.integer({ min: 2, max: 50 }), (tasks, scale) => {
        const scaled = tasks.map(({ period, cost, jitter }) => ({
          period: period * scale,
          cost: cost * scale,
          jitter: jitter * scale,
        }));
        const before = [...members['fixed-priority'](tasks).values()].map(({ response }) => response);
        expect([...members['fixed-priority'](scaled).values()].map(({ response }) => response)).toEqual(
          before.map((ps) => (ps === null ? null : ps * scale)),
        );
      }),
      settings,
    );
  });

  it('deferred pre-emption lies between: the last region helps its task and may block others', () => {
    const of = (lastRegion: number) =>
      bounds['fixed-priority'].analyse({
        tasks: [
          { name: 'hi', cost: 2, model: periodic({ period: 10 }), priority: 2 },
          { name: 'lo', cost: 12, model: periodic({ period: 40 }), priority: 1, lastRegion },
        ],
      });
    expect([0, 3, 12].map((region) => [of(region).get('hi')!.response, of(region).get('lo')!.response])).toEqual([
      [2, 16],
      [5, 16],
      [14, 14],
    ]);
  });
});

describe('offsets', () => {
  it('is never worse than everything together, and better when steps are apart', () => {
    const of = (offset: number) =>
      bounds.offsets.analyse({
        transactions: [
          {
            period: 100,
            steps: [
              { name: 'a', cost: 20, offset: 0, priority: 2 },
              { name: 'b', cost: 20, offset, priority: 1 },
            ],
          },
        ],
      });
    expect(of(0).get('b')!.response).toBe(40);
    expect(of(30).get('b')!.response).toBe(20);
    expect(of(10).get('b')!.response).toBe(30);
  });
});
