/**
 * Registry of the shelf `executions/`: one typed line per distribution of execution times.
 */
import type { ExecutionDefinition } from './execution.ts';
import { fixed } from './executions/fixed.ts';
import { histogram } from './executions/histogram.ts';
import { triangular } from './executions/triangular.ts';
import { uniform } from './executions/uniform.ts';
import { weibull } from './executions/weibull.ts';

export const executions = {
  fixed,
  histogram,
  triangular,
  uniform,
  weibull,
} as const satisfies Record<string, ExecutionDefinition>;
