/**
 * Times as a person writes them outside an ECU file, on a command line or in a form: the same words and the same problems
 * as inside one (`10s`, `1.5 ms`). The result is in integer picoseconds.
 */
import { parseQuantity, type QuantityProblem } from '../models/parameter.ts';

export function parseDuration(text: string): number | QuantityProblem {
  return parseQuantity('time', text);
}
