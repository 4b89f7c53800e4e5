/** The shelf of guest kernels: one line per member of `kernels/`. */
import type { KernelDefinition } from './kernel.ts';
import { bare } from './kernels/bare.ts';
import { freertos } from './kernels/freertos.ts';
import { linux } from './kernels/linux.ts';
import { osek } from './kernels/osek.ts';
import { zephyr } from './kernels/zephyr.ts';

export const kernels = { bare, freertos, linux, osek, zephyr } as const satisfies Record<string, KernelDefinition>;
export type KernelName = keyof typeof kernels;
