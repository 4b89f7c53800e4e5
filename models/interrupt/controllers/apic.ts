/** The x86 APIC without virtualization of its registers: the end of every interrupt and every IPI is an exit. */
import type { ControllerDefinition } from '../controller.ts';

export const apic = {
  name: 'apic',
  origin:
    'Intel SDM volume 3C, APIC virtualization absent; Dall et al., ISCA 2016: 1,556 cycles per completion on KVM x86 (recalled)',
  summary: 'Injection, end of interrupt and IPIs are exits.',
  listRegisters: Number.POSITIVE_INFINITY,
  direct: false,
  endTraps: true,
  ipiTraps: true,
  priorities: 16,
} as const satisfies ControllerDefinition;
