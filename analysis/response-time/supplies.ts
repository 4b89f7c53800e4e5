/** The shelf of supplies: one line per family of policies. A policy that no line names has no known bound. */
import { deadlineServers } from './supplies/deadline-servers.ts';
import { fixedPriorities } from './supplies/fixed-priorities.ts';
import { ownProcessor } from './supplies/own-processor.ts';
import { partitionWindows } from './supplies/partition-windows.ts';
import { timeWindows } from './supplies/time-windows.ts';
import { turns } from './supplies/turns.ts';
import { notSupplied, type SupplyDefinition, type SupplyProblem, type SupplyResult } from './vcpu-supply.ts';

export const supplies = {
  'own-processor': ownProcessor,
  'fixed-priorities': fixedPriorities,
  'deadline-servers': deadlineServers,
  'time-windows': timeWindows,
  'partition-windows': partitionWindows,
  turns,
} as const satisfies Record<string, SupplyDefinition>;

const byPolicy = new Map<string, SupplyDefinition>(
  Object.values(supplies).flatMap((definition) => definition.policies.map((policy) => [policy as string, definition])),
);

export function policiesWithSupply(): string[] {
  return [...byPolicy.keys()].sort();
}

export function supplyOf(problem: SupplyProblem): SupplyResult {
  return byPolicy.get(problem.policy)?.bound(problem) ?? notSupplied(`no supply bound is known for ${problem.policy}`);
}
