/** Whom a wait for a vCPU is blamed on: by convention whoever stands in its way when the wait begins. */
import type { Vcpu } from '../hypervisor/vcpu.ts';

/** Who keeps a vCPU from working: the one on its core, itself when out of budget, its own current task, or nobody (-1). */
export function holderOf(vcpu: Vcpu): number {
  if (vcpu.pcpu !== null) return vcpu.current === null ? -1 : vcpu.current.id;
  if (vcpu.eligibility !== 'eligible') return vcpu.id;
  return vcpu.assigned.running?.id ?? -1;
}
