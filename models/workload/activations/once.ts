/**
 * One single release, at the instant `at`: initialisation, a one-shot load, the first event of a chain under study.
 */
import { z } from 'zod';
import { time } from '../../parameter.ts';
import type { ActivationDefinition } from '../activation.ts';

const parameters = z.strictObject({ at: time().default(0).describe('instant of the release') });
type Parameters = z.output<typeof parameters>;

export const once = {
  name: 'once',
  origin: 'OSEK alarm with cycle 0',
  summary: 'One single release at `at`.',
  parameters,
  nominalPeriodPs: () => null,
  create: ({ at }: Parameters) => ({
    kind: 'arrivals',
    arrivals: { at: (index: number) => (index === 0 ? at : null) },
  }),
} as const satisfies ActivationDefinition;
