/** The shelf of interrupt controllers: one line per member. */
import type { ControllerDefinition } from './controller.ts';
import { apic } from './controllers/apic.ts';
import { apicPosted } from './controllers/apic-posted.ts';
import { gicv2 } from './controllers/gicv2.ts';
import { gicv3 } from './controllers/gicv3.ts';
import { gicv4 } from './controllers/gicv4.ts';

export const controllers = {
  apic,
  'apic-posted': apicPosted,
  gicv2,
  gicv3,
  gicv4,
} as const satisfies Record<string, ControllerDefinition>;
export type ControllerName = keyof typeof controllers;
