/**
 * Key order never means anything (names decide): every ECU of the shelf, with the keys of all its maps shuffled, is the same
 * description and has the same fingerprint; so has it with the VMs written last to first.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMap, type Pair, parseDocument, visit } from 'yaml';
import { generator } from '../engine/chance.ts';
import { ms } from './ecu.test-support.ts';
import { shelfNames, shelfText } from './ecus/shelf.test-support.ts';
import { load } from './load.ts';
import { run } from './run.ts';

/** The same file with the pairs of every map in another order. */
function reordered(text: string, order: (pairs: Pair[]) => Pair[]): string {
  const document = parseDocument(text);
  visit(document, {
    Map(_key, map) {
      map.items = order(map.items);
    },
  });
  return String(document);
}

function shuffler(seed: number): (pairs: Pair[]) => Pair[] {
  const chance = generator(seed, 'key order');
  return (pairs) =>
    pairs
      .map((pair) => ({ pair, place: chance.next() }))
      .sort((left, right) => left.place - right.place)
      .map(({ pair }) => pair);
}

function meaningOf(name: string, change: (text: string) => string): { digest: string; fingerprint: string } {
  const read = (file: string) => change(shelfText(file));
  const loaded = load({ main: { path: `${name}.yaml`, text: read(`${name}.yaml`) }, read });
  if (!loaded.ok) throw new Error(loaded.problems.map(({ line, message }) => `${line}: ${message}`).join('\n'));
  const { fingerprint } = run(loaded.ecu, { seed: 1, horizonPs: 100 * ms, ledger: false, keep: () => false });
  return { digest: loaded.ecu.sha256, fingerprint };
}

describe.each(shelfNames)('%s', (name) => {
  const written = meaningOf(name, (text) => text);

  it('means the same with its keys in any order', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        expect(meaningOf(name, (text) => reordered(text, shuffler(seed)))).toEqual(written);
      }),
      { seed: 20260101, numRuns: 2 },
    );
  });

  it('means the same backwards', () => {
    expect(meaningOf(name, (text) => reordered(text, (pairs) => [...pairs].reverse()))).toEqual(written);
  });
});

it('the shuffle does change the order of keys', () => {
  const text = shelfText('cockpit.yaml');
  const keys = (one: string) => {
    const { contents } = parseDocument(one);
    return isMap(contents) ? contents.items.map(({ key }) => String(key)) : [];
  };
  const shuffled = keys(reordered(text, shuffler(1)));
  expect(shuffled).not.toEqual(keys(text));
  expect([...shuffled].sort()).toEqual([...keys(text)].sort());
});
