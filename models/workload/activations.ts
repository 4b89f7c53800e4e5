/**
 * Registry of the shelf `activations/`: one typed line per way in which a task is asked to run.
 */
import type { ActivationDefinition } from './activation.ts';
import { after } from './activations/after.ts';
import { always } from './activations/always.ts';
import { angle } from './activations/angle.ts';
import { burst } from './activations/burst.ts';
import { device } from './activations/device.ts';
import { interrupt } from './activations/interrupt.ts';
import { once } from './activations/once.ts';
import { periodic } from './activations/periodic.ts';
import { sporadic } from './activations/sporadic.ts';

export const activations = {
  after,
  always,
  angle,
  burst,
  device,
  interrupt,
  once,
  periodic,
  sporadic,
} as const satisfies Record<string, ActivationDefinition>;
