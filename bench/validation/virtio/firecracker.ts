/**
 * Firecracker on Neoverse N1 (m6g.metal): exits and interrupts from the micro-benchmarks of the same core (Ampere Altra), and
 * one cost of the host's I/O path, fitted to 4 KiB random reads of one vCPU (not scored).
 */
import type { PredictionSet } from './prediction.ts';

const userExitUs = 1.683;
const lpiUs = 2.179;
const ipiUs = 1.926;
const requestUs = (kibPerS: number) => (4 / kibPerS) * 1e6;
const oneVcpu = 537_983;
/** What is left of a read on one vCPU: the host's system call, its page cache, the copy. */
export const hostUs = requestUs(oneVcpu) - userExitUs - lpiUs;

export const firecracker: PredictionSet = {
  name: 'firecracker',
  source: 'firecracker-microvm/firecracker, CI baselines of August 2023 (host 6.1, guest 5.10), m6g.metal',
  inputs:
    'user-space MMIO exit 1,683 ns, LPI 2,179 ns, IPI 1,926 ns (kvm-unit-tests, Ampere Altra, October 2024); host I/O cost from one vCPU, sync engine',
  excellent: 0.1,
  credible: 0.25,
  missing:
    'the network stacks of host and guest (ping crosses both twice); batching: two vCPUs do more than twice the work of one',
  rows: [
    {
      what: '4 KiB random reads, 2 vCPUs, sync',
      predicted: (2 * 4e6) / (userExitUs + lpiUs + hostUs),
      measured: 1_318_924,
      unit: 'KiB/s',
    },
    {
      what: 'ping, host to guest and back',
      predicted: ipiUs + hostUs + lpiUs + userExitUs + hostUs + ipiUs,
      measured: 32,
      unit: 'us',
    },
  ],
};
