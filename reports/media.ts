/** The media of a run report: one line each. */
import { csv } from './media/csv.ts';
import { html } from './media/html.ts';
import { json } from './media/json.ts';
import { svg } from './media/svg.ts';
import type { MediumDefinition } from './medium.ts';

export const media = { html, svg, csv, json } as const satisfies Record<string, MediumDefinition>;

export type Format = keyof typeof media;
