/**
 * lmbench in a VM of KVM on the Arndale board: native figures plus what virtualization adds to each wake-up of another vCPU.
 * On one vCPU nothing is added. On two, a wake-up is an inter-processor interrupt to a vCPU that waits (WFI): IPI, an exit and
 * entry of the woken vCPU, acknowledgement and end. A context switch has one such wake-up, a round trip of a message two.
 */
import type { Prediction, PredictionSet } from './prediction.ts';

/** lmbench itself reports 1,398 MHz, although the board is specified at 1.7 GHz. */
const cyclesPerUs = 1398;
const wakeUs = (14_366 + 5_326 + 427) / cyclesPerUs;

const rows: readonly (readonly [what: string, wakes: number, native: number, inVm: number])[] = [
  ['2 vCPUs, context switch 2p/0K', 1, 5.98, 29.4],
  ['2 vCPUs, pipe', 2, 24.6, 73.6],
  ['2 vCPUs, AF_UNIX', 2, 18.3, 62.8],
  ['2 vCPUs, UDP', 2, 41.1, 92.2],
  ['2 vCPUs, TCP', 2, 51.9, 103],
  ['1 vCPU, context switch 2p/0K', 0, 2.4, 2.55],
  ['1 vCPU, pipe', 0, 11.9, 12.5],
  ['1 vCPU, AF_UNIX', 0, 12.7, 13.5],
  ['1 vCPU, UDP', 0, 25.5, 25.7],
  ['1 vCPU, TCP', 0, 39.2, 38.3],
  ['1 vCPU, fork', 0, 349, 363],
  ['1 vCPU, exec', 0, 887, 920],
];

export const kvmLmbench: PredictionSet = {
  name: 'kvm-lmbench',
  source: 'chazy/kvmperf, results/asplos-v3.10 (Arndale, Linux 3.10), raw results',
  inputs:
    'native rows of the same results; IPI 14,366, hypercall 5,326, EOI and ACK 427 cycles (Dall and Nieh, ASPLOS 2014, table 3, recalled)',
  excellent: 0.1,
  credible: 0.25,
  missing:
    'the path of the host scheduler from the IPI to the woken vCPU thread, of which no figure for this kernel was found: two-vCPU rows come out low',
  rows: rows.map(
    ([what, wakes, native, inVm]): Prediction => ({
      what,
      predicted: native + wakes * wakeUs,
      measured: inVm,
      unit: 'us',
    }),
  ),
};
