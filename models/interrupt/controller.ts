/**
 * The socket of the shelf `controllers/`: how a physical interrupt becomes a virtual one. A controller says how many virtual
 * interrupts fit beside a running vCPU, what reaches it without the hypervisor, and what traps.
 *
 * | controller  | list registers | directly to a running vCPU            | end of interrupt | inter-processor interrupt |
 * |-------------|----------------|---------------------------------------|------------------|---------------------------|
 * | gicv2       | 4              | nothing                               | no trap          | trap                      |
 * | gicv3       | 16             | nothing                               | no trap          | trap                      |
 * | gicv4       | 16             | message-signalled (LPI), from 4.1 SGI | no trap          | no trap                   |
 * | apic        | no limit       | nothing                               | trap             | trap                      |
 * | apic-posted | no limit       | message-signalled, IPIs               | no trap          | no trap                   |
 */
export interface ControllerDefinition {
  readonly name: string;
  readonly origin: string;
  readonly summary: string;
  /** Virtual interrupts that stand ready beside a running vCPU; more need a maintenance interrupt. */
  readonly listRegisters: number;
  /** A message-signalled interrupt reaches a running vCPU without the hypervisor. */
  readonly direct: boolean;
  readonly endTraps: boolean;
  readonly ipiTraps: boolean;
  /** Levels of priority; a smaller number is more urgent. */
  readonly priorities: number;
}
