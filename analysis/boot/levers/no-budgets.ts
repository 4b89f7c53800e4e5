/**
 * No budget is enforced while the ECU boots: a guest has its cores as far as more urgent guests leave them. Budgets made for the
 * steady state hold a guest back while it boots.
 */
import type { EcuDescription } from '../../../scenarios/ecu.ts';
import type { LeverDefinition } from '../lever.ts';

export const noBudgets = {
  name: 'no-budgets',
  summary: 'budgets are not enforced while the ECU boots',
  onlyRemoves: false,
  overrides: (ecu: EcuDescription) =>
    ecu.hypervisor.enforceBudgets && ecu.vms.some(({ vcpus }) => vcpus.some(({ budgetPs }) => budgetPs !== null))
      ? ['hypervisor.enforce_budgets=false']
      : [],
} as const satisfies LeverDefinition;
