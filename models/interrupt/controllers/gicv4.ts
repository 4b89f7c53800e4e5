/** GICv4: message-signalled interrupts (LPIs), from 4.1 also SGIs, reach a running vCPU without the hypervisor. */
import type { ControllerDefinition } from '../controller.ts';

export const gicv4 = {
  name: 'gicv4',
  origin: 'Arm GIC architecture specification, versions 3 and 4 (IHI 0069), chapter on direct injection',
  summary: 'Message-signalled interrupts go to a running vCPU directly; a doorbell wakes one that does not run.',
  listRegisters: 16,
  direct: true,
  endTraps: false,
  ipiTraps: false,
  priorities: 32,
} as const satisfies ControllerDefinition;
