/** Failures on standard error, held by goldens: located problems with carets, and the internal error with its line. */
import { describe, expect, test } from 'vitest';
import { InternalError } from '../../../engine/check.ts';
import { type Problem, renderProblem } from '../../../scenarios/problem.ts';
import { BadInput } from '../command.ts';
import { formatBadInput, formatInternalError, RunFailure } from './failure-face.ts';
import { makeStyle } from './style.ts';

const plain = makeStyle({ columns: 80, pipe: false, ascii: false, colour: false });
const coloured = makeStyle({ columns: 80, pipe: false, ascii: false, colour: true });

const problems: Problem[] = [
  {
    file: 'cockpit.yaml',
    line: 62,
    column: 26,
    length: 1,
    message: '"period" needs a unit: 5 is a bare number',
    help: ['write for example "5 ms"; units: ps, ns, us, ms, s, min'],
  },
  {
    file: 'cockpit.yaml',
    line: 115,
    column: 35,
    length: 6,
    message: 'unknown VM or back-end place "drvier"',
    help: [],
    didYouMean: 'driver',
  },
];
const lines = [
  '      watchdog: {period: 5, execution: 30 us, priority: 30}',
  '      disk: {use: block, backend: drvier, medium: emmc}',
];
const error = new BadInput(
  problems.map((problem, index) => renderProblem(problem, lines[index] as string)).join('\n\n'),
  problems,
);

const order = { ecu: 'cockpit', seed: 7, horizonPs: 10e12, overrides: [], sha256: null, fingerprint: null };
const internal = new RunFailure(
  order,
  new InternalError(
    'charges of cluster/render job 41 sum to 6 112 040 000 ps,\n  but its response time is 6 112 041 000 ps',
  ),
);

describe('failures', () => {
  test.each([
    ['bad-input', formatBadInput(error, plain)],
    ['bad-input-colour', formatBadInput(error, coloured)],
    ['internal-error', formatInternalError(internal, [], plain, false)],
  ])('%s', async (name, text) => {
    await expect(text).toMatchFileSnapshot(`goldens/${name}.golden.txt`);
  });

  test('every problem is there, and the last line says that nothing was written', () => {
    const text = formatBadInput(error, plain);
    expect(text.match(/^cockpit\.yaml:\d+:\d+ error /gm)).toHaveLength(2);
    expect(text.trimEnd().split('\n').at(-1)).toBe('✕ 2 errors; nothing was run, nothing was written   exit 2');
  });
});
