/**
 * The checks of gsn2x that an argument must pass, each as a list of what breaks it. Written from its documentation (`doc/src/`),
 * not from its code: V are about one element, C about the whole.
 */
import type { CaseNode, NodeKind } from './safety-case.ts';

const prefixes: Readonly<Record<NodeKind, string>> = {
  goal: 'G',
  strategy: 'S',
  solution: 'Sn',
  context: 'C',
  assumption: 'A',
  'counter-goal': 'CG',
  'counter-solution': 'CSn',
};
const supportable: readonly NodeKind[] = ['goal', 'strategy', 'counter-goal'];
const supporting: readonly NodeKind[] = ['goal', 'strategy', 'solution', 'counter-goal', 'counter-solution'];
const contextual: readonly NodeKind[] = ['context', 'assumption'];

export type GsnCheck = (nodes: readonly CaseNode[]) => readonly string[];

const failing = (nodes: readonly CaseNode[], breaks: (node: CaseNode) => boolean) =>
  nodes.filter(breaks).map(({ id }) => id);
const kindsOf = (nodes: readonly CaseNode[]) => new Map(nodes.map(({ id, kind }) => [id, kind]));
const reached = (nodes: readonly CaseNode[]): ReadonlySet<string> => {
  const by = new Map(nodes.map((node) => [node.id, node]));
  const seen = new Set<string>();
  const visit = (id: string): void => {
    if (seen.has(id)) return;
    seen.add(id);
    const node = by.get(id);
    for (const next of [...(node?.supportedBy ?? []), ...(node?.inContextOf ?? [])]) visit(next);
    for (const { id: other, challenges } of nodes) if (challenges === id) visit(other);
  };
  for (const root of roots(nodes)) visit(root.id);
  return seen;
};
const roots = (nodes: readonly CaseNode[]): readonly CaseNode[] => {
  const targets = new Set(nodes.flatMap(({ supportedBy, inContextOf }) => [...supportedBy, ...inContextOf]));
  return nodes.filter(({ id, challenges }) => !targets.has(id) && challenges === null);
};

export const gsnChecks: Readonly<Record<string, GsnCheck>> = {
  /** Every id begins with the prefix of its kind. */
  V01: (nodes) => failing(nodes, ({ id, kind }) => longestPrefix(id) !== prefixes[kind]),
  /** A goal or strategy is supported or undeveloped. */
  V02: (nodes) =>
    failing(
      nodes,
      ({ kind, supportedBy, undeveloped }) => supportable.includes(kind) && supportedBy.length === 0 && !undeveloped,
    ),
  /** It is not both. */
  V03: (nodes) => failing(nodes, ({ supportedBy, undeveloped }) => supportedBy.length > 0 && undeveloped),
  V04: (nodes) => {
    const kinds = kindsOf(nodes);
    return failing(
      nodes,
      ({ kind, supportedBy, inContextOf }) =>
        ((supportedBy.length > 0 || inContextOf.length > 0) && !supportable.includes(kind)) ||
        supportedBy.some((id) => !supporting.includes(kinds.get(id)!)) ||
        inContextOf.some((id) => !contextual.includes(kinds.get(id)!)),
    );
  },
  V05: (nodes) =>
    failing(
      nodes,
      ({ supportedBy, inContextOf }) =>
        new Set(supportedBy).size < supportedBy.length || new Set(inContextOf).size < inContextOf.length,
    ),
  V06: (nodes) =>
    failing(
      nodes,
      ({ id, supportedBy, inContextOf, challenges }) =>
        supportedBy.includes(id) || inContextOf.includes(id) || challenges === id,
    ),
  /** Only counter elements challenge. */
  V12: (nodes) => failing(nodes, ({ kind, challenges }) => challenges !== null && !kind.startsWith('counter')),
  /** What is defeated has a challenger, itself or below it. */
  V10: (nodes) => failing(nodes, (node) => node.defeated && !challenged(nodes, node.id)),
  C01: (nodes) => (roots(nodes).length === 0 ? ['no root'] : []),
  C02: (nodes) =>
    roots(nodes)
      .filter(({ kind }) => kind !== 'goal')
      .map(({ id }) => id),
  C03: (nodes) => {
    const known = new Set(nodes.map(({ id }) => id));
    return failing(nodes, ({ supportedBy, inContextOf, challenges }) =>
      [...supportedBy, ...inContextOf, ...(challenges === null ? [] : [challenges])].some((id) => !known.has(id)),
    );
  },
  C04: (nodes) => failing(nodes, ({ id }) => cycles(nodes, id)),
  C07: (nodes) => nodes.map(({ id }) => id).filter((id, place, all) => all.indexOf(id) !== place),
  C08: (nodes) => {
    const seen = reached(nodes);
    return failing(nodes, ({ id }) => !seen.has(id));
  },
};

function longestPrefix(id: string): string {
  return ['CSn', 'CG', 'Sn', 'G', 'S', 'C', 'A'].find((prefix) => id.startsWith(prefix)) ?? '';
}

function challenged(nodes: readonly CaseNode[], id: string): boolean {
  return nodes.some(({ challenges }) => challenges === id);
}

function cycles(nodes: readonly CaseNode[], start: string): boolean {
  const by = new Map(nodes.map((node) => [node.id, node]));
  const open = [...(by.get(start)?.supportedBy ?? [])];
  const seen = new Set<string>();
  while (open.length > 0) {
    const id = open.pop()!;
    if (id === start) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(by.get(id)?.supportedBy ?? []));
  }
  return false;
}
