/** The shelf of interconnect arbiters: one line per member. */
import type { ArbiterDefinition } from './arbiter.ts';
import { fcfs } from './arbiters/fcfs.ts';
import { priority } from './arbiters/priority.ts';
import { roundRobin } from './arbiters/round-robin.ts';

export const arbiters = {
  fcfs,
  priority,
  'round-robin': roundRobin,
} as const satisfies Record<string, ArbiterDefinition>;

export type ArbiterName = keyof typeof arbiters;
