/** The shelf of guest kernels: one line per member of `kernels/`. */
import type { KernelDefinition } from './kernel.ts';
import { bare } from './kernels/bare.ts';
import { linux } from './kernels/linux.ts';
import { osek } from './kernels/osek.ts';

export const kernels = { bare, osek, linux } as const satisfies Record<string, KernelDefinition>;
export type KernelName = keyof typeof kernels;
