/**
 * Registry of the shelf `socs/`: one typed line per chip, `'generic-4core': generic4core,`.
 */
import type { SocSheet } from './soc.ts';

export const socs = {} as const satisfies Record<string, SocSheet>;
