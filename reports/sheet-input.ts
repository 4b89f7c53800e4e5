/** From facts to what sheets are written from: who has which colour, and which requirement comes first. */
import type { RunFacts } from '../analysis/fact.ts';
import { orderRequirements } from './order.ts';
import { assignColours } from './palette.ts';
import type { SheetInput } from './sheet.ts';

export function sheetInput(facts: RunFacts): SheetInput {
  return {
    facts,
    colours: assignColours(facts.vms),
    requirements: orderRequirements(facts.requirements),
  };
}
