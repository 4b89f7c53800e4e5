/**
 * The shelves as plain data: what can stand after `use` in an ECU file, with parameters, units, defaults and sources.
 * This is how the command line and the playground speak of models without importing them. The shelf `requirements/`
 * belongs to analysis and the shelf `ecus/` to files; whoever lists those adds them.
 */
import { z } from 'zod';
import { kernels } from '../models/guest/kernels.ts';
import { profiles } from '../models/hypervisor/profiles.ts';
import { controllers } from '../models/interrupt/controllers.ts';
import { policies } from '../models/scheduling/policies.ts';
import type { PolicyDefinition } from '../models/scheduling/policy.ts';
import { commonParameters } from '../models/virtio/device.ts';
import { devices } from '../models/virtio/devices.ts';
import { activations } from '../models/workload/activations.ts';
import { demands } from '../models/workload/demands.ts';
import { executions } from '../models/workload/executions.ts';
import { type ListedParameter, parametersOf, sheetParameters } from './parameter-list.ts';
import { socs } from './socs.ts';
import { suites } from './suites.ts';

export interface ShelfMember {
  readonly name: string;
  readonly origin: string;
  readonly summary: string;
  readonly parameters: readonly ListedParameter[];
}

interface Named {
  readonly name: string;
  readonly origin: string;
  readonly summary: string;
}

function membersOf<D extends Named>(
  shelf: Readonly<Record<string, D>>,
  parameters: (member: D) => ListedParameter[],
): ShelfMember[] {
  return Object.entries(shelf)
    .map(([name, member]) => ({ name, origin: member.origin, summary: member.summary, parameters: parameters(member) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A policy's parameters, how it reads the neutral ones, and what a single unit may say. */
function policyParameters(policy: PolicyDefinition): ListedParameter[] {
  const own = parametersOf(policy.parameters, 'per_policy.');
  const ofUnit = parametersOf(policy.unitParameters, 'unit.per_policy.');
  const neutral = Object.entries(policy.reads).map(([name, note]) => ({
    name: `unit.${name}`,
    unit: neutralUnits[name] ?? 'number',
    default: null,
    required: false,
    note: note ?? '',
    grade: null,
  }));
  return [...own, ...neutral, ...ofUnit];
}

const neutralUnits: Readonly<Record<string, string>> = {
  budget: 'time',
  period: 'time',
  deadline: 'time',
  preemptible: 'true|false',
};

/** Members of every shelf that models and scenarios hold, sorted by name. Computed when asked. */
export const shelves: Readonly<Record<string, () => ShelfMember[]>> = {
  activations: () => membersOf(activations, ({ parameters }) => parametersOf(parameters)),
  controllers: () => membersOf<Named>(controllers, () => []),
  devices: () =>
    membersOf(devices, ({ parameters }) => [...parametersOf(parameters), ...parametersOf(z.object(commonParameters))]),
  demands: () => membersOf(demands, ({ parameters }) => parametersOf(parameters)),
  executions: () => membersOf(executions, ({ parameters }) => parametersOf(parameters)),
  kernels: () => membersOf(kernels, ({ parameters }) => parametersOf(parameters)),
  policies: () => membersOf<PolicyDefinition>(policies, policyParameters),
  profiles: () => membersOf(profiles, (profile) => sheetParameters(profile)),
  socs: () => membersOf(socs, (soc) => sheetParameters(soc)),
  suites: () => membersOf<Named>(suites, () => []),
};
