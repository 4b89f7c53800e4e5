/**
 * The two fidelities against each other in whole runs of ECU files: on a chip of the shelf with its own cache and DRAM, the
 * response of one short task beside others that are always at work, over the execution that it was given.
 */
import { loadText, worstResponses } from '../small-ecu.ts';

interface Pair {
  readonly name: string;
  readonly soc: string;
  /** Memory demand of the victim, then of those beside it, each in a VM on a core of its own; as in an ECU file. */
  readonly demands: readonly string[];
}

const pairs: readonly Pair[] = [
  {
    name: 'zcu104: random 768 KiB beside two streams',
    soc: 'zcu104',
    demands: ['use: random, size: 768 KiB', 'use: stream, size: 8 MiB, writes: 50 %', 'use: stream, size: 8 MiB'],
  },
  {
    name: 'zcu104: random 512 KiB beside a slow stream',
    soc: 'zcu104',
    demands: ['use: random, size: 512 KiB', 'use: stream, size: 8 MiB, traffic: 400 MB/s'],
  },
  {
    name: 'zcu104: chase 4 MiB beside two streams',
    soc: 'zcu104',
    demands: [
      'use: chase, size: 4 MiB',
      'use: stream, size: 8 MiB, writes: 0 %',
      'use: stream, size: 8 MiB, writes: 0 %',
    ],
  },
  {
    name: 'am62p: stream 4 MiB beside random 16 MiB',
    soc: 'am62p',
    demands: ['use: stream, size: 4 MiB', 'use: random, size: 16 MiB'],
  },
];

const executionMs = 1;
const horizonPs = 40e9;

function slowDown({ soc, demands }: Pair, fidelity: 'access' | 'rate'): number {
  const vms = demands.map((demand, i) => {
    const task = i === 0 ? 'victim' : `other${i}`;
    const times = i === 0 ? `period: 50 ms, execution: ${executionMs} ms` : 'period: 1 s, execution: 900 ms';
    return `  vm${i}: {vcpus: {main: {pcpus: [${i}]}}, tasks: {${task}: {${times}, memory: {${demand}}}}}`;
  });
  const text = ['bulkhead: 1', `soc: ${soc}`, 'hypervisor: bao', `memory: {fidelity: ${fidelity}}`, 'vms:', ...vms];
  const responsePs = worstResponses(loadText(text.join('\n')), horizonPs).get('victim');
  if (responsePs === undefined) throw new Error(`${fidelity}: the victim did not end`);
  return responsePs / (executionMs * 1e9);
}

/** Slow-downs with either fidelity: 1.5 is half as long again. */
export function ecuFilePairs(): { readonly name: string; readonly access: number; readonly rate: number }[] {
  return pairs.map((pair) => ({
    name: pair.name,
    access: slowDown(pair, 'access'),
    rate: slowDown(pair, 'rate'),
  }));
}
