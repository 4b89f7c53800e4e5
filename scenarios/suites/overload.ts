/**
 * Overload: three guests on one core ask together for about one and a half times of it; the budgets that they reserved
 * still fit. What a policy is asked: who is held to his share, and is the critical guest safe from the two that ask for
 * more than they said? In the middle of the run nothing changes: the overload lasts.
 *
 * All numbers are assumed: 30 % asked and reserved, 60 % asked of 40 % reserved, and everything that is left.
 */
import type { SuiteDefinition } from '../suite.ts';

export const overload = {
  name: 'overload',
  summary: 'Three guests ask for one and a half cores and have one; only the critical one keeps to what it reserved.',
  origin: 'round numbers of the class of load',
  text: `# Lasting overload of one core.
bulkhead: 1
name: overload
description: Three guests ask for one and a half cores and have one; only the critical one keeps to what it reserved.
source: round
sources:
  round: {grade: assumed, text: Round numbers of the class of load}
run: {horizon: 2 s}
soc: {use: generic-4core, cores: {cpu: {count: 1}}}
hypervisor: {use: xen-arm, policy: credit2, creation_order: [critical, greedy, endless]}
memory: {fidelity: none}
vms:
  critical:
    asil: C
    vcpus: {main: {budget: 4 ms, period: 10 ms, weight: 512, priority: 20}}
    tasks:
      fast: {period: 10 ms, deadline: 10 ms, execution: {use: uniform, min: 1 ms, max: 2 ms}, priority: 20}
      slow: {period: 40 ms, deadline: 40 ms, execution: {use: uniform, min: 3 ms, max: 5 ms}, priority: 10}
  greedy:
    vcpus: {main: {budget: 3500 us, period: 10 ms, weight: 512, priority: 20}}
    tasks:
      work: {period: 20 ms, execution: {use: uniform, min: 8 ms, max: 16 ms}}
  endless:
    kernel: linux
    vcpus: {main: {budget: 1500 us, period: 10 ms, weight: 256, priority: 10}}
    tasks:
      crunch: {activation: always, execution: {use: uniform, min: 5 ms, max: 20 ms}}
requirements:
  OVER-1: {use: deadline, of: critical/fast, asil: C, source: round, text: The fast task is in time}
  OVER-2: {use: deadline, of: critical/slow, asil: C, source: round, text: The slow task is in time}
  OVER-3: {use: utilisation, of: greedy, min: 30 %, source: round, text: The greedy guest gets what it reserved}
  OVER-4: {use: utilisation, of: endless, min: 10 %, source: round, text: The endless guest does not starve}
`,
} as const satisfies SuiteDefinition;
