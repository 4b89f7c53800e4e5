/** Cells and columns as the sections of a comparison use them. */
import type { Cell, Column } from '../sheet.ts';

export function textCell(content: string, more: Partial<Extract<Cell, { kind: 'text' }>> = {}): Cell {
  return { kind: 'text', text: content, ...more };
}

export function numberCell(value: string, bad = false): Cell {
  return { kind: 'number', value, bad };
}

/** A column whose cells end at its right. */
export function numberColumn(head: string): Column {
  return { head, align: 'end' };
}
