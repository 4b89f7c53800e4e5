/**
 * Flash: NOR behind OSPI or QSPI, eMMC, UFS, SD. What differs between them is the rate, the fixed cost of a request and how
 * many requests it takes at once; all are parameters. Sequential reads are meant: random reads of small blocks are far slower
 * on eMMC and SD, and stand in `setup`.
 */
import { z } from 'zod';
import { count, rate, size, time } from '../../parameter.ts';
import type { MediumDefinition } from '../medium.ts';

const above0 = <T extends z.ZodType>(quantity: T): T =>
  quantity.refine((value) => typeof value !== 'number' || value > 0, { error: 'must be larger than 0' }) as T;

const parameters = z.strictObject({
  read: above0(rate()),
  /** As fast as reading where nothing is written. */
  write: above0(rate()).optional(),
  setup: time().optional(),
  queue_depth: count(1).optional(),
  size: size().optional(),
});

/** 64 KiB: what a host controller moves in one descriptor chain; assumed, it only decides how finely requests interleave. */
const sliceBytes = 64 * 1024;

export const flash = {
  name: 'flash',
  origin: 'TI Processor SDK 12.0 performance guides: UFS, eMMC, SD and OSPI NOR read rates',
  summary: 'Flash memory: a read rate, a write rate, a fixed cost per request, a queue depth.',
  parameters,
  storage: ({ read, write, setup, queue_depth }: z.output<typeof parameters>) => ({
    readBytesPerS: read,
    writeBytesPerS: write ?? read,
    setupPs: setup ?? 0,
    queueDepth: queue_depth ?? 1,
    sliceBytes,
  }),
} as const satisfies MediumDefinition;
