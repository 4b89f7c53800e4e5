/** The x86 APIC with virtual registers and posted interrupts: a running vCPU takes them without an exit. */
import type { ControllerDefinition } from '../controller.ts';

export const apicPosted = {
  name: 'apic-posted',
  origin: 'Intel SDM volume 3C, posted-interrupt processing and virtual-interrupt delivery',
  summary: 'A running vCPU takes message-signalled interrupts and IPIs without an exit.',
  listRegisters: Number.POSITIVE_INFINITY,
  direct: true,
  endTraps: false,
  ipiTraps: false,
  priorities: 16,
} as const satisfies ControllerDefinition;
