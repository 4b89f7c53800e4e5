/**
 * Bursts of input and output: a network guest whose packets come in trains, a storage guest that sleeps between short
 * completions, and a computing guest on the same core. What a policy is asked: does a guest that often sleeps get the
 * core soon after it wakes (boost, credit kept while asleep), and does it stay within its share while a train comes?
 *
 * All numbers are assumed; trains of 24 packets every 40 ms are round numbers of the class of load.
 */
import type { SuiteDefinition } from '../suite.ts';

export const burstyIo = {
  name: 'bursty-io',
  summary: 'Trains of packets and short completions of storage beside a guest that computes, on one core.',
  origin: 'round numbers of the class of load',
  text: `# Bursts of input and output beside computing, on one core.
bulkhead: 1
name: bursty-io
description: Trains of packets and short completions of storage beside a guest that computes, on one core.
source: round
sources:
  round: {grade: assumed, text: Round numbers of the class of load}
run: {horizon: 2 s}
soc: {use: generic-4core, cores: {cpu: {count: 1}}}
hypervisor: {use: xen-arm, policy: credit2, creation_order: [network, storage, compute]}
memory: {fidelity: none}
vms:
  network:
    asil: A
    kernel: linux
    vcpus: {main: {budget: 2 ms, period: 5 ms, weight: 512, priority: 20}}
    interrupts:
      packet: {line: 70, arrival: {use: burst, size: 24, gap: 150 us, period: 40 ms}, handler: 4 us}
    tasks:
      receive: {activation: {use: interrupt, of: packet}, execution: {use: uniform, min: 30 us, max: 90 us}, policy: fifo, priority: 40}
      forward: {activation: {use: after, of: receive}, execution: 20 us, policy: fifo, priority: 30}
  storage:
    kernel: linux
    vcpus: {main: {budget: 1 ms, period: 5 ms, weight: 512, priority: 15}}
    tasks:
      completion: {activation: {use: sporadic, gap: 700 us, max_gap: 6 ms}, execution: {use: uniform, min: 40 us, max: 200 us}, policy: fifo, priority: 40}
      flush: {period: 100 ms, execution: 2 ms}
  compute:
    kernel: linux
    vcpus: {main: {budget: 1500 us, period: 5 ms, weight: 256, priority: 5}}
    tasks:
      crunch: {activation: always, execution: {use: uniform, min: 2 ms, max: 8 ms}}
chains:
  packet_through: {path: [network/receive, network/forward]}
requirements:
  NET-1: {use: reaction, of: packet_through, max: 5 ms, asil: A, source: round, text: A packet is through}
  IO-1: {use: response, of: storage/completion, statistic: p99, max: 4 ms, source: round, text: A completion is taken}
  CPU-1: {use: utilisation, of: compute, min: 25 %, source: round, text: Computing goes on}
`,
} as const satisfies SuiteDefinition;
