/** GICv2 with virtualization extensions: four list registers on the Cortex-A class parts that we model. */
import type { ControllerDefinition } from '../controller.ts';

export const gicv2 = {
  name: 'gicv2',
  origin:
    'Arm GIC architecture specification, version 2 (IHI 0048B), chapter 5; 4 list registers: Cortex-A15, A53 (GIC-400)',
  summary: 'Four list registers; an interrupt is injected by the hypervisor, its end does not trap.',
  listRegisters: 4,
  direct: false,
  endTraps: false,
  ipiTraps: true,
  priorities: 32,
} as const satisfies ControllerDefinition;
