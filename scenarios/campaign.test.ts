/** The law of campaigns: one result, whatever executes them; and what happens when runs throw or the user stops. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Campaign,
  campaignOf,
  type Executor,
  idOf,
  inlineExecutor,
  outcomeOf,
  type RunOrder,
  runCampaign,
} from './campaign.ts';
import { load } from './load.ts';
import { run } from './run.ts';

const seed = 20260101;
const text = `bulkhead: 1
hypervisor: bao
vms:
  a: {vcpus: {main: {pcpus: [0]}}, tasks: {t: {period: 5 ms, execution: {use: uniform, min: 1 ms, max: 2 ms}}}}
`;

function loadText(main: string) {
  const loaded = load({ main: { path: 'x.yaml', text: main }, read: () => null });
  if (!loaded.ok) throw new Error(loaded.problems[0]!.message);
  return loaded.ecu;
}

function campaign(seeds: number): Campaign {
  const description = loadText(text);
  const ecu = { description, name: 'x.yaml', overrides: [] };
  return campaignOf(
    Array.from({ length: seeds }, (_, i) => ({ ecu, seed: i + 1, horizonPs: 20e9, keep: 'fingerprint' })),
  );
}

const work = ({ description, specification }: RunOrder): { fingerprint: string } => {
  if (specification.seed === 3) throw new Error('three is not simulated');
  const { seed: ofRun, horizonPs } = specification;
  return { fingerprint: run(description, { seed: ofRun, horizonPs }).fingerprint };
};

/** Holds up to `lanes` runs and lets go of them in an order that chance decides. */
class ShufflingExecutor implements Executor<{ fingerprint: string }> {
  readonly lanes: number;
  readonly #waiting: (() => void)[] = [];

  constructor(lanes: number) {
    this.lanes = lanes;
  }

  start(order: RunOrder, done: Parameters<Executor<{ fingerprint: string }>['start']>[1]): void {
    this.#waiting.push(() => done(structuredClone(outcomeOf(() => work(structuredClone(order))))));
    expect(this.#waiting.length).toBeLessThanOrEqual(this.lanes);
  }

  /** @returns false when nothing waits */
  finishOne(choice: number): boolean {
    const [one] = this.#waiting.splice(choice % Math.max(1, this.#waiting.length), 1);
    one?.();
    return one !== undefined;
  }
}

function inline(all: Campaign): string {
  let result = '';
  runCampaign(all, inlineExecutor(work), {
    onEnd: (ended) => {
      result = JSON.stringify(ended);
    },
  });
  return result;
}

describe('a campaign', () => {
  test('ends in the same bytes for any number of lanes and any order of ends', () => {
    const all = campaign(6);
    const expected = inline(all);
    expect(JSON.parse(expected).outcomes.map(({ kind }: { kind: string }) => kind)).toEqual([
      'done',
      'done',
      'failed',
      'done',
      'done',
      'done',
    ]);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.array(fc.nat({ max: 6 }), { minLength: 6, maxLength: 6 }),
        (lanes, choices) => {
          const executor = new ShufflingExecutor(lanes);
          let result = '';
          runCampaign(all, executor, {
            onEnd: (ended) => {
              result = JSON.stringify(ended);
            },
          });
          for (const choice of choices) executor.finishOne(choice);
          expect(result).toBe(expected);
        },
      ),
      { seed, numRuns: 40 },
    );
  });

  test('keeps what has ended when it is stopped, and drops what comes later', () => {
    const executor = new ShufflingExecutor(2);
    const seen: string[] = [];
    const running = runCampaign(campaign(5), executor, {
      onProgress: (ended, total) => seen.push(`${ended} of ${total}`),
      onEnd: ({ outcomes, isComplete }) => seen.push(`${isComplete} ${outcomes.map((one) => one?.kind ?? '-')}`),
    });
    executor.finishOne(1);
    running.stop();
    while (executor.finishOne(0));
    running.stop();
    expect(seen).toEqual(['1 of 5', 'false -,done,-,-,-']);
  });

  test('a run that throws is recorded and stops no other', () => {
    const { outcomes, isComplete } = JSON.parse(inline(campaign(4)));
    expect(isComplete).toBe(true);
    expect(outcomes[2]).toEqual({ kind: 'failed', message: 'three is not simulated' });
    expect(outcomes[3].kind).toBe('done');
  });

  test('of ten thousand runs that end at once does not overflow the stack', () => {
    const one = campaign(1);
    const runs = Array.from({ length: 10_000 }, () => one.runs[0]!);
    let isComplete = false;
    runCampaign(
      { ...one, runs },
      inlineExecutor(() => 0),
      {
        onEnd: (ended) => {
          isComplete = ended.isComplete;
        },
      },
    );
    expect(isComplete).toBe(true);
  });

  test('without runs ends at once', () => {
    expect(inline({ ecus: {}, runs: [] })).toBe('{"outcomes":[],"isComplete":true}');
  });
});

describe('ids', () => {
  test('say the content: equal wishes are one run, any change is another', () => {
    const { runs } = campaign(2);
    const content = runs[0]!;
    expect(content).toMatchObject({ seed: 1, horizonPs: 20e9, keep: 'fingerprint' });
    expect(runs[0]!.id).not.toBe(runs[1]!.id);
    expect(idOf({ keep: content.keep, horizonPs: content.horizonPs, seed: content.seed, ecu: content.ecu })).toBe(
      content.id,
    );
    const others = [{ seed: 9 }, { horizonPs: 21e9 }, { keep: 'facts' }, { ecu: '00' }].map((change) =>
      idOf({ ...content, ...change }),
    );
    expect(new Set([content.id, ...others]).size).toBe(5);
    const ecu = { description: loadText(text), name: 'x.yaml', overrides: [] };
    const wish = { ecu, seed: 1, horizonPs: 20e9, keep: 'fingerprint' };
    expect(campaignOf([wish, wish, { ...wish, seed: 2 }]).runs).toHaveLength(2);
  });
});
