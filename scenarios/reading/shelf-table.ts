/**
 * What `use` can say at each place of the file: the members of a shelf, the keys that all of them take, and how a short form
 * is written out.
 */
import type { z } from 'zod';
import { injections } from '../../models/fault/injections.ts';
import { kernels } from '../../models/guest/kernels.ts';
import { profiles } from '../../models/hypervisor/profiles.ts';
import { regulators } from '../../models/memory/regulators.ts';
import { policies } from '../../models/scheduling/policies.ts';
import { activations } from '../../models/workload/activations.ts';
import { demands } from '../../models/workload/demands.ts';
import { executions } from '../../models/workload/executions.ts';
import * as later from '../later-members.ts';
import { requirementKinds } from '../requirement-kinds.ts';
import { socs } from '../socs.ts';
import { perPolicy, type RefKind, type ShelfName } from '../words.ts';

interface Member {
  readonly parameters?: z.ZodObject;
}

export interface Shelf {
  /** Word for one member in messages: `requirement "reaction"`. */
  readonly noun: string;
  readonly members: Readonly<Record<string, Member>>;
  /** Keys that all members take. */
  readonly common: Readonly<Record<string, z.ZodType>>;
  /** A bare quantity is short for this member and key. */
  readonly quantity?: { readonly use: string; readonly key: string };
  /** Parameters that name another thing: member, key, what it names. */
  readonly refs?: Readonly<Record<string, Readonly<Record<string, RefKind>>>>;
}

export const shelfTable: Readonly<Record<ShelfName, Shelf>> = {
  socs: { noun: 'SoC', members: asMembers(socs), common: {} },
  profiles: { noun: 'hypervisor', members: asMembers(profiles), common: {} },
  kernels: { noun: 'kernel', members: kernels, common: { per_policy: perPolicy('level') } },
  activations: {
    noun: 'activation',
    members: activations,
    common: {},
    refs: { after: { of: 'task' }, interrupt: { of: 'interrupt' }, device: { of: 'device' } },
  },
  executions: { noun: 'execution', members: executions, common: {}, quantity: { use: 'fixed', key: 'time' } },
  demands: { noun: 'memory demand', members: demands, common: {} },
  regulators: { noun: 'regulator', members: regulators, common: {} },
  media: { noun: 'medium', members: later.media, common: {} },
  devices: { noun: 'device', members: later.devices, common: later.deviceShape },
  protections: { noun: 'protection', members: later.protections, common: {} },
  requirements: { noun: 'requirement', members: requirementKinds, common: {} },
  claims: { noun: 'claim', members: later.claims, common: later.claimShape },
  faults: { noun: 'fault', members: injections, common: later.faultShape },
};

/** Sheets carry values, not parameters: their keys are those of the shape. */
function asMembers(sheets: Readonly<Record<string, unknown>>): Readonly<Record<string, Member>> {
  return Object.fromEntries(Object.keys(sheets).map((name) => [name, {}]));
}

export function memberOf(shelf: Shelf, use: string): Member | undefined {
  return Object.hasOwn(shelf.members, use) ? shelf.members[use] : undefined;
}

/** Names of the policies that work at a level. */
export function policyNames(level: 'hypervisor' | 'guest' | 'any'): string[] {
  return Object.values(policies)
    .filter((policy) => level === 'any' || (policy.levels as readonly string[]).includes(level))
    .map(({ name }): string => name)
    .sort();
}

export function policyOf(name: string): (typeof policies)[keyof typeof policies] | undefined {
  return Object.hasOwn(policies, name) ? policies[name as keyof typeof policies] : undefined;
}

export function policyParameters(name: string, of: 'level' | 'unit'): z.ZodObject | undefined {
  const policy = policyOf(name);
  return of === 'level' ? policy?.parameters : policy?.unitParameters;
}
