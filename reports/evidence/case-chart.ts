/** The argument as a drawing: an outline from the root, one row per element, the mark of its kind, and what speaks against it. */
import { type Chart, fitted, line, rect, text } from '../chart/canvas.ts';
import type { CaseNode } from './safety-case.ts';

const rowPx = 26;
const indentPx = 26;
const widthPx = 960;
const boxPx = 20;

interface Row {
  readonly node: CaseNode;
  readonly depth: number;
}

export function caseChart(nodes: readonly CaseNode[]): Chart {
  const rows = rowsOf(nodes);
  const defeated = nodes.filter((node) => node.defeated).map(({ id }) => id);
  return {
    id: 'safety-case',
    title: 'The argument for freedom from interference',
    description: `${nodes.length} elements; ${defeated.length === 0 ? 'no goal is defeated' : `defeated: ${defeated.join(', ')}`}; undeveloped: ${nodes
      .filter(({ undeveloped }) => undeveloped)
      .map(({ id }) => id)
      .join(', ')}.`,
    widthPx,
    heightPx: rows.length * rowPx + 10,
    wide: true,
    draw: (canvas) => {
      rows.forEach(({ node, depth }, row) => {
        const x = depth * indentPx;
        const y = row * rowPx + 4;
        if (depth > 0) line(canvas, x - indentPx / 2, y + boxPx / 2, x - 2, y + boxPx / 2, 'grid');
        rect(canvas, x, y, 34, boxPx, node.defeated ? 'wall' : 'tint k0');
        text(canvas, x + 17, y + 14, marks[node.kind], 'tx', 'middle');
        const words = `${node.id}: ${node.text}${node.undeveloped ? ' (undeveloped)' : ''}${node.defeated ? ' (defeated)' : ''}`;
        text(canvas, x + 42, y + 14, fitted(words, widthPx - x - 46, 11), node.defeated ? 'ts redt' : 'ts');
      });
    },
  };
}

const marks: Readonly<Record<CaseNode['kind'], string>> = {
  goal: 'G',
  strategy: 'S',
  solution: 'Sn',
  context: 'C',
  assumption: 'A',
  'counter-goal': 'CG',
  'counter-solution': 'CSn',
};

function rowsOf(nodes: readonly CaseNode[]): Row[] {
  const by = new Map(nodes.map((node) => [node.id, node]));
  const rows: Row[] = [];
  const seen = new Set<string>();
  const visit = (id: string, depth: number): void => {
    const node = by.get(id);
    if (node === undefined || seen.has(id)) return;
    seen.add(id);
    rows.push({ node, depth });
    for (const next of [...node.inContextOf, ...node.supportedBy]) visit(next, depth + 1);
    for (const other of nodes) if (other.challenges === id) visit(other.id, depth + 1);
  };
  visit('G0', 0);
  return rows;
}
