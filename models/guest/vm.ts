/**
 * A virtual machine: its vCPUs, its tasks and the scheduler of its guest kernel. State only.
 */
import type { Vcpu } from '../hypervisor/vcpu.ts';
import type { Policy } from '../scheduling/policy.ts';
import type { GuestCosts } from './kernel.ts';
import type { Task } from './task.ts';

export class Vm {
  /** Entity id. */
  readonly id: number;
  /** Entity id of its kernel. */
  readonly kernelId: number;
  readonly costs: GuestCosts;
  readonly vcpus: Vcpu[] = [];
  readonly tasks: Task[] = [];
  /** See `attach`. */
  policy!: Policy;
  keepsAccounts = true;
  /** The machine's number of each timer of the guest's policy, -1 before its first use. */
  readonly timers: number[] = [];
  /** Timers of the guest's policy that rang and wait for an available processor. */
  readonly rungTimers: number[] = [];
  /** Instant at which all its cores were settled last. */
  settledAtPs = -1;
  /** Compares deadlines instead of priorities to say which ready job is more urgent. */
  readonly urgencyByDeadline: boolean;

  constructor(id: number, kernelId: number, costs: GuestCosts, urgencyByDeadline: boolean) {
    this.id = id;
    this.kernelId = kernelId;
    this.costs = costs;
    this.urgencyByDeadline = urgencyByDeadline;
  }

  /** Once the level exists. */
  attach(policy: Policy): void {
    this.policy = policy;
    this.keepsAccounts = policy.keepsAccounts !== false;
  }
}
