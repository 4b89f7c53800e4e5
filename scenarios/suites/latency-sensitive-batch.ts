/**
 * Latency-sensitive work beside batch work: a control guest that must answer within a millisecond, an interactive guest,
 * and a batch guest with a vCPU on each of the two cores that never stops by itself. What a policy is asked: how soon
 * does it give way to the one that wakes up, and what does the batch work lose by it?
 *
 * All numbers are assumed; they are round numbers of the class of load.
 */
import type { SuiteDefinition } from '../suite.ts';

export const latencySensitiveBatch = {
  name: 'latency-sensitive-batch',
  summary: 'A control guest and an interactive one share two cores with batch work that never stops.',
  origin: 'round numbers of the class of load',
  text: `# Latency-sensitive guests beside batch work on two cores.
bulkhead: 1
name: latency-sensitive-batch
description: A control guest and an interactive one share two cores with batch work that never stops.
source: round
sources:
  round: {grade: assumed, text: Round numbers of the class of load}
run: {horizon: 2 s}
soc: {use: generic-4core, cores: {cpu: {count: 2}}}
hypervisor: {use: xen-arm, policy: credit2, creation_order: [control, interactive, batch]}
memory: {fidelity: none}
vms:
  control:
    asil: B
    vcpus: {main: {pcpus: [0], budget: 400 us, period: 1 ms, weight: 1024, priority: 30}}
    tasks:
      loop: {period: 1 ms, execution: {use: uniform, min: 60 us, max: 140 us}, priority: 20}
      event: {activation: {use: sporadic, gap: 3 ms, max_gap: 20 ms}, execution: {use: uniform, min: 30 us, max: 120 us}, priority: 30}
  interactive:
    kernel: linux
    vcpus: {main: {pcpus: [1], budget: 2500 us, period: 10 ms, weight: 512, priority: 20}}
    tasks:
      input: {activation: {use: sporadic, gap: 8 ms, max_gap: 60 ms}, execution: 200 us}
      show: {activation: {use: after, of: input}, execution: {use: weibull, min: 500 us, mean: 1500 us, max: 6 ms}}
  batch:
    kernel: linux
    vcpus:
      a: {pcpus: [0], budget: 3 ms, period: 10 ms, weight: 128, priority: 5}
      b: {pcpus: [1], budget: 3 ms, period: 10 ms, weight: 128, priority: 5}
    tasks:
      crunch: {count: 2, activation: always, execution: {use: uniform, min: 5 ms, max: 20 ms}}
chains:
  input_to_show: {path: [interactive/input, interactive/show]}
requirements:
  LAT-1: {use: response, of: control/loop, max: 1 ms, asil: B, source: round, text: The control loop ends within its period}
  LAT-2: {use: response, of: control/event, max: 1500 us, asil: B, source: round, text: An event is answered}
  LAT-3: {use: reaction, of: input_to_show, max: 30 ms, source: round, text: An input is shown}
  BATCH-1: {use: utilisation, of: batch, min: 25 %, source: round, text: Batch work goes on}
`,
} as const satisfies SuiteDefinition;
