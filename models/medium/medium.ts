/**
 * The medium socket: what stands behind a device or a boot stage. A storage medium says how long requests take (`storage.ts`
 * moves them); a medium of another kind (a bus, a display) has no `storage`.
 */
import type { z } from 'zod';
import type { StorageTiming } from './storage.ts';

export interface MediumDefinition {
  readonly name: string;
  readonly origin: string;
  readonly summary: string;
  /** Keys as in files (snake case), quantities in code units after parsing. */
  readonly parameters: z.ZodObject;
  /** For media that are read and written in blocks. */
  readonly storage?: (parameters: never) => StorageTiming;
}
