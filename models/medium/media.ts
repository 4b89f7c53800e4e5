/** The shelf of media: one line per medium. */

import { flash } from './media/flash.ts';
import type { MediumDefinition } from './medium.ts';

export const media = { flash } as const satisfies Record<string, MediumDefinition>;

/** How a chosen medium (`use` and its parameters) moves blocks; null when it is no storage. */
export function storageTimingOf(choice: { readonly use: string }) {
  const definition: MediumDefinition | undefined = Object.hasOwn(media, choice.use)
    ? media[choice.use as keyof typeof media]
    : undefined;
  return definition?.storage?.(choice as never) ?? null;
}
