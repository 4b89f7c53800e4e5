/** GICv3: system registers, up to sixteen list registers. */
import type { ControllerDefinition } from '../controller.ts';

export const gicv3 = {
  name: 'gicv3',
  origin: 'Arm GIC architecture specification, versions 3 and 4 (IHI 0069), ICH_VTR_EL2.ListRegs: at most 16',
  summary: 'Up to sixteen list registers; an interrupt is injected by the hypervisor, its end does not trap.',
  listRegisters: 16,
  direct: false,
  endTraps: false,
  ipiTraps: true,
  priorities: 32,
} as const satisfies ControllerDefinition;
