/** One published figure beside what our models predict for it from other published figures, and how far they are apart. */
export interface Prediction {
  readonly what: string;
  readonly predicted: number;
  readonly measured: number;
  readonly unit: string;
}

export interface PredictionSet {
  readonly name: string;
  /** Where the measured figures stand. */
  readonly source: string;
  /** What went in, in words: nothing that is predicted. */
  readonly inputs: string;
  /** Largest |error| of a row that the issue of the models asks for, and what a referee would still accept. */
  readonly excellent: number;
  readonly credible: number;
  /** What the model does not have, where that shows. */
  readonly missing: string | null;
  readonly rows: readonly Prediction[];
}

export function errorOf({ predicted, measured }: Prediction): number {
  return predicted / measured - 1;
}

export function meanAbsoluteError(rows: readonly Prediction[]): number {
  return rows.reduce((sum, row) => sum + Math.abs(errorOf(row)), 0) / rows.length;
}

export function printSet(set: PredictionSet): string[] {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const worst = Math.max(...set.rows.map((row) => Math.abs(errorOf(row))));
  const grade = worst <= set.excellent ? 'excellent' : worst <= set.credible ? 'credible' : 'misses';
  return [
    '',
    `${set.name}: ${grade} (mean |error| ${percent(meanAbsoluteError(set.rows))}, worst ${percent(worst)}; excellent ${percent(set.excellent)}, credible ${percent(set.credible)})`,
    `  source: ${set.source}`,
    `  inputs: ${set.inputs}`,
    ...(set.missing === null ? [] : [`  missing: ${set.missing}`]),
    `  ${'what'.padEnd(44)}${'measured'.padStart(12)}${'ours'.padStart(12)}${'error'.padStart(10)}  unit`,
    ...set.rows.map(
      (row) =>
        `  ${row.what.padEnd(44)}${row.measured.toFixed(2).padStart(12)}${row.predicted.toFixed(2).padStart(12)}${percent(errorOf(row)).padStart(10)}  ${row.unit}`,
    ),
  ];
}
