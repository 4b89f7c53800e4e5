/** A run or a comparison made again: what `bulkhead replay` holds against what was recorded. */
import type { Format } from '../media.ts';

export interface Again {
  /** Name of the ECU, and its digest. */
  readonly ecu: { readonly name: string; readonly sha256: string };
  /** `seed 1`, `20 seeds` */
  readonly seeds: string;
  readonly fingerprint: string;
  /** `bulkhead replay "..."`, as it would be written now. */
  readonly line: string;
  /** The artefacts of these media, as they would be written now. */
  artefacts(formats: readonly Format[]): Promise<readonly { readonly name: string; readonly text: string }[]>;
}
