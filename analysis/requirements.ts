/** The shelf of requirement kinds: one line per kind. */
import type { RequirementDefinition } from './requirement.ts';
import { boot } from './requirements/boot.ts';
import { bootOverhead } from './requirements/boot-overhead.ts';
import { dataAge } from './requirements/data-age.ts';
import { deadline } from './requirements/deadline.ts';
import { reaction } from './requirements/reaction.ts';
import { response } from './requirements/response.ts';
import { utilisation } from './requirements/utilisation.ts';

export const requirements = {
  boot,
  'boot-overhead': bootOverhead,
  'data-age': dataAge,
  deadline,
  reaction,
  response,
  utilisation,
} as const satisfies Record<string, RequirementDefinition>;

/** The kind's definition; undefined for a kind that no floor judges yet. */
export function requirementKind(use: string): RequirementDefinition | undefined {
  return (requirements as Readonly<Record<string, RequirementDefinition>>)[use];
}
