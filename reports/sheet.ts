/**
 * The socket of the shelf `sheets/`: a sheet is one section of a report. It turns facts into a finding (its title),
 * sentences from templates, data tables and charts; media decide how these look. A sheet computes nothing but sums and
 * orders of what analysis found, and draws nothing itself.
 */
import type { RunFacts } from '../analysis/fact.ts';
import type { Chart } from './chart/canvas.ts';
import type { Colours } from './palette.ts';

export type Verdict = 'met' | 'violated' | 'not_judged';

/** One cell of a table for people. */
export type Cell =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly second?: string;
      readonly strong?: boolean;
      readonly muted?: boolean;
      readonly code?: boolean;
    }
  | {
      readonly kind: 'number';
      readonly value: string;
      readonly unit?: string;
      readonly sign?: string;
      readonly strong?: boolean;
      readonly bad?: boolean;
    }
  | { readonly kind: 'name'; readonly slot: string; readonly name: string }
  | { readonly kind: 'mark'; readonly verdict: Verdict }
  | { readonly kind: 'chart'; readonly chart: Chart };

export interface Column {
  readonly head: string;
  readonly align?: 'end';
  /** Cells are bars on a common ruler with a wall at this x; the head names its ends. */
  readonly wallPx?: number;
  readonly widthPx?: number;
  /** Left out on a phone. */
  readonly minor?: boolean;
}

export interface Row {
  readonly cells: readonly Cell[];
  /** Anchor of the row, for links. */
  readonly id?: string;
  readonly vm?: string;
  readonly bad?: boolean;
}

export interface Table {
  readonly kind: 'table';
  readonly caption: string;
  /** `verdicts` stacks on a phone; `plain` scrolls. */
  readonly look: 'verdicts' | 'strips' | 'plain';
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Rows behind a fold, and what the fold says. */
  readonly folded?: { readonly summary: string; readonly rows: readonly Row[] };
}

export type Block =
  | Table
  | { readonly kind: 'chart'; readonly chart: Chart }
  | { readonly kind: 'heading'; readonly text: string; readonly lead?: string }
  | { readonly kind: 'note'; readonly strong: string; readonly text: string }
  | { readonly kind: 'key'; readonly items: readonly string[] }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  /** Side by side where there is room. */
  | { readonly kind: 'columns'; readonly columns: readonly (readonly Block[])[] }
  /** Small charts in a grid. */
  | { readonly kind: 'grid'; readonly charts: readonly Chart[] };

/** What a sheet says about one run. */
export interface Sheet {
  /** Another question than the definition's, when this run raises another. */
  readonly question?: string;
  /** The finding, without a full stop. */
  readonly title: string;
  /** What the drawing shows and how to read it. */
  readonly lead: string;
  readonly blocks: readonly Block[];
  /** Drawings that stand in the page as a table, and become `.svg` files only. */
  readonly pictures?: readonly Chart[];
}

/** What every sheet is written from. */
export interface SheetInput {
  readonly facts: RunFacts;
  readonly colours: Colours;
  /** Requirements in the order of the report: violated first (by ASIL, then size), then the thinnest margin. */
  readonly requirements: RunFacts['requirements'];
}

/** Where the row of a requirement is found in the page; apart from the ids of sections. */
export function requirementAnchor(id: string): string {
  return `requirement-${id}`;
}

/** One member of the shelf. */
export interface SheetDefinition {
  readonly id: string;
  /** The question that the section answers. */
  readonly question: string;
  /** Null when the run holds no data for it; then the page names the section and this command at its end. */
  readonly write: (input: SheetInput) => Sheet | null;
  readonly madeBy: string;
}

/** Every chart of a sheet that stands alone, in reading order. */
export function chartsOf(blocks: readonly Block[]): Chart[] {
  return blocks.flatMap((block) => {
    if (block.kind === 'chart') return [block.chart];
    if (block.kind === 'grid') return block.charts;
    if (block.kind === 'columns') return block.columns.flatMap(chartsOf);
    return [];
  });
}
