/**
 * The section "how fast does it boot": milestones against their limits, and the chart of stages. It comes from a simulation of
 * its own, from power-on; critical paths, levers and faults stand in the report of `bulkhead boot`.
 */
import { bootSheet } from '../boot/boot-sheets.ts';
import type { SheetDefinition } from '../sheet.ts';

export const boot = {
  id: 'boot',
  question: 'How fast does it boot?',
  madeBy: 'bulkhead boot',
  write: ({ facts, colours }) => {
    if (!facts.boot) return null;
    const sheet = bootSheet(facts.boot, colours);
    const apart = 'Simulated apart, from power-on; everything else in this report begins when all guests are up.';
    return { ...sheet, lead: `${sheet.lead} ${apart} Critical paths and what would help: bulkhead boot.` };
  },
} as const satisfies SheetDefinition;
