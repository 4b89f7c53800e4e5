/**
 * A guest full of locks: two vCPUs of one guest, on two cores, take the same spin lock every few hundred microseconds,
 * and each core is shared with a guest that computes. When the hypervisor takes the core from the vCPU that holds the
 * lock, the other one spins for as long as that lasts: the lock-holder pre-emption problem (Uhlig, LeVasseur, Skoglund
 * and Dannowski, VM 2004). What a policy is asked: how long are its gaps, and do the two vCPUs run together?
 *
 * All numbers are assumed; they are round numbers of the class of load.
 */
import type { SuiteDefinition } from '../suite.ts';

export const lockHeavyGuest = {
  name: 'lock-heavy-guest',
  summary: 'Two vCPUs of a guest share a spin lock; on both cores another guest computes.',
  origin: 'the problem: Uhlig et al., VM 2004; the numbers: round ones of the class of load',
  text: `# A guest full of spin locks on two cores that are shared with another guest.
bulkhead: 1
name: lock-heavy-guest
description: Two vCPUs of a guest share a spin lock; on both cores another guest computes.
source: round
sources:
  round: {grade: assumed, text: Round numbers of the class of load}
run: {horizon: 2 s}
soc: {use: generic-4core, cores: {cpu: {count: 2}}}
hypervisor: {use: xen-arm, policy: credit2, creation_order: [locks, compute]}
memory: {fidelity: none}
vms:
  locks:
    asil: A
    kernel: linux
    vcpus:
      a: {pcpus: [0], budget: 2500 us, period: 5 ms, weight: 512, priority: 20}
      b: {pcpus: [1], budget: 2500 us, period: 5 ms, weight: 512, priority: 20}
    resources: {table: {protocol: spin}}
    tasks:
      worker:
        on: [a]
        period: 2 ms
        policy: fifo
        priority: 40
        steps:
          - {name: think, run: {use: uniform, min: 200 us, max: 400 us}}
          - {name: change, run: {use: uniform, min: 50 us, max: 150 us}, hold: [table]}
          - {name: reply, run: 50 us}
      other: {like: worker, on: [b], period: 2300 us}
      lookup:
        count: 2
        activation: {use: sporadic, gap: 3 ms, max_gap: 9 ms}
        policy: fifo
        priority: 30
        steps:
          - {name: read, run: {use: uniform, min: 20 us, max: 60 us}, hold: [table]}
  compute:
    kernel: linux
    vcpus:
      a: {pcpus: [0], budget: 2 ms, period: 5 ms, weight: 256, priority: 5}
      b: {pcpus: [1], budget: 2 ms, period: 5 ms, weight: 256, priority: 5}
    tasks:
      crunch: {count: 2, activation: always, execution: {use: uniform, min: 2 ms, max: 8 ms}}
requirements:
  LOCK-1: {use: response, of: locks/worker, max: 4 ms, asil: A, source: round, text: The worker ends within two periods}
  LOCK-2: {use: response, of: locks/other, statistic: p99, max: 2 ms, asil: A, source: round, text: The other worker too}
  CPU-1: {use: utilisation, of: compute, min: 25 %, source: round, text: Computing goes on}
`,
} as const satisfies SuiteDefinition;
