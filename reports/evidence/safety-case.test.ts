/** The argument satisfies every check of gsn2x, whatever the verdicts are; each check can fail; YAML and XMI parse. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ffiFacts } from './ffi-facts.test-support.ts';
import { gsnChecks } from './gsn-checks.ts';
import { gsnYaml } from './gsn-yaml.ts';
import { sacmXmi } from './sacm-xmi.ts';
import { type CaseNode, safetyCase } from './safety-case.ts';

const verdicts = [
  'not_refuted',
  'refuted',
  'vacuous',
  'masked',
  'invalid_control',
  'not_applicable',
  'not_executed',
  'bounded',
] as const;

function caseOf(all: readonly (typeof verdicts)[number][], modelErrorPs: number | null): readonly CaseNode[] {
  const shared = [{ element: 'pCPU 0', users: ['a', 'b'] }];
  return safetyCase({
    facts: ffiFacts(all),
    digests: {},
    item: 'sample',
    shared,
    assumedShare: '1 of 2',
    modelErrorPs,
  });
}

describe.each(Object.entries(gsnChecks))('%s', (_, check) => {
  test('nothing breaks it', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...verdicts), { maxLength: 6 }), fc.option(fc.nat(1e9)), (all, error) => {
        expect(check(caseOf(all, error))).toEqual([]);
      }),
      { seed: 3, numRuns: 60 },
    );
  });
});

const broken: Readonly<Record<keyof typeof gsnChecks, (nodes: readonly CaseNode[]) => readonly CaseNode[]>> = {
  V01: (nodes) => change(nodes, 'G_tool', { kind: 'strategy' }),
  V02: (nodes) => change(nodes, 'G_target', { undeveloped: false }),
  V03: (nodes) => change(nodes, 'G_tool', { undeveloped: true }),
  V04: (nodes) => change(nodes, 'G0', { supportedBy: ['C1'] }),
  V05: (nodes) => change(nodes, 'G_tool', { supportedBy: ['Sn_dossier', 'Sn_dossier'] }),
  V06: (nodes) => change(nodes, 'S2', { supportedBy: ['S2'] }),
  V10: (nodes) => change(nodes, 'G_tool', { defeated: true }),
  V12: (nodes) => change(nodes, 'G_tool', { challenges: 'G0' }),
  C01: () => [],
  C02: (nodes) => [...nodes, { ...nodes[0]!, id: 'S9', kind: 'strategy', supportedBy: [], inContextOf: [] }],
  C03: (nodes) => change(nodes, 'G_tool', { supportedBy: ['Sn_nothing'] }),
  C04: (nodes) => change(nodes, 'G_tool', { supportedBy: ['G0'] }),
  C07: (nodes) => [...nodes, nodes[0]!],
  C08: (nodes) =>
    nodes
      .filter(({ id }) => id !== 'G0')
      .concat(nodes.filter(({ id }) => id === 'G0').map((node) => ({ ...node, challenges: 'G0' }))),
};

function change(nodes: readonly CaseNode[], id: string, to: Partial<CaseNode>): readonly CaseNode[] {
  return nodes.map((node) => (node.id === id ? { ...node, ...to } : node));
}

test.each(Object.entries(broken))('%s sees what breaks it', (name, breaks) => {
  expect(gsnChecks[name]!(breaks(caseOf(['not_refuted'], null)))).not.toEqual([]);
});

test('a refuted claim is a defeated goal with its counter-evidence, and defeats the root', () => {
  const nodes = caseOf(['refuted', 'not_refuted'], null);
  const of = (id: string) => nodes.find((node) => node.id === id)!;
  expect(of('G_C-0').defeated).toBe(true);
  expect(of('CG_C-0').challenges).toBe('G_C-0');
  expect(of('G0').defeated).toBe(true);
  expect(of('G_C-1').defeated).toBe(false);
});

test('a margin below the error of the model defeats the model', () => {
  expect(caseOf(['not_refuted'], 2000).find(({ id }) => id === 'G_model')!.defeated).toBe(true);
  expect(caseOf(['not_refuted'], 500).find(({ id }) => id === 'G_model')!.defeated).toBe(false);
});

test('the YAML says what the argument says', () => {
  const nodes = caseOf(['refuted', 'not_refuted', 'vacuous'], null);
  const read = parse(gsnYaml(nodes, 'sample')) as Record<string, { text: string; supportedBy?: string[] }>;
  expect(Object.keys(read).length).toBe(nodes.length + 1);
  for (const { id, text, supportedBy } of nodes) {
    expect(read[id]!.text).toBe(text);
    expect(read[id]!.supportedBy ?? []).toEqual(supportedBy);
  }
});

test('the XMI has an element for each node, and every reference exists', () => {
  const nodes = caseOf(['refuted', 'not_refuted'], null);
  const xmi = sacmXmi(nodes, 'a <sample> & more');
  const ids = new Set([...xmi.matchAll(/xmi:id="([^"]+)"/g)].map(([, id]) => id));
  for (const { id } of nodes) expect(ids.has(id)).toBe(true);
  for (const [, list] of xmi.matchAll(/(?:source|target|reasoning)="([^"]+)"/g))
    for (const id of list!.split(' ')) expect(ids.has(id)).toBe(true);
  expect((xmi.match(/<argumentationElement/g) ?? []).length).toBe(
    (xmi.match(/<\/argumentationElement>/g) ?? []).length + (xmi.match(/<argumentationElement[^>]*\/>/g) ?? []).length,
  );
});
