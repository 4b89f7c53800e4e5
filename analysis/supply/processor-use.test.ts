import { describe, expect, test } from 'vitest';
import { indexRun } from '../run-index.ts';
import { syntheticEcu, syntheticTask, syntheticVm } from '../synthetic-ecu.ts';
import { SyntheticRecording } from '../synthetic-recording.ts';
import { ProcessorUse, type VcpuState } from './processor-use.ts';

/** Plays a recording of VMs `a` and `b`, both on pCPU 0, up to 100 ps. */
function play(write: (recording: SyntheticRecording) => void) {
  const vms = [syntheticVm('a', 0, [syntheticTask('t', 10)]), syntheticVm('b', 0, [syntheticTask('t', 10)])];
  const recording = new SyntheticRecording();
  for (const vm of ['a', 'b']) recording.entity('vcpu', `${vm}/main`);
  recording.entity('pcpu', 'pcpu0');
  write(recording);
  const { entities, trace } = recording.recording(100);
  const spent: [number, number, number][] = [];
  const told: [number, VcpuState, number][] = [];
  const use = new ProcessorUse(
    indexRun(syntheticEcu(vms, {}, 1), entities),
    100,
    { spent: (_pcpu, vcpu, _cause, startPs, endPs) => spent.push([vcpu, startPs, endPs]) },
    { changed: (vcpu, state, atPs) => told.push([vcpu, state, atPs]) },
  );
  trace.forEach(use);
  use.end();
  return { use, spent, told, vcpu: (place: number) => use.vcpus[place]!.totalsPs, pcpu: use.pcpus[0]! };
}

describe('processor use', () => {
  test('a vCPU that never wakes is blocked, and its pCPU idle', () => {
    const { vcpu, pcpu, told } = play(() => {});
    expect(vcpu(0).blocked).toBe(100);
    expect([pcpu.busyPs, pcpu.overheadPs]).toEqual([0, 0]);
    expect(told).toEqual([]);
  });

  test('overhead is paid first, whoever holds the pCPU, and by the cause that came first', () => {
    const { vcpu, pcpu, spent } = play((recording) => {
      const hypervisor = recording.entity('hypervisor', 'hypervisor');
      recording.wake('a/main', 10).on('a/main', 'pcpu0', 10);
      recording.overhead('pcpu0', 10, 'world-switch', hypervisor, 5);
      recording.overhead('pcpu0', 12, 'interrupt', hypervisor, 4);
      recording.dispatch('a/t', 0, 19, 'a/main').undispatch('a/t', 0, 30, 'a/main', 2);
      recording.block('a/main', 30).off('a/main', 'pcpu0', 30, 1);
    });
    expect(spent).toEqual([
      [-1, 10, 12],
      [-1, 12, 15],
      [-1, 15, 19],
      [0, 19, 30],
    ]);
    expect([pcpu.busyPs, pcpu.overheadPs, pcpu.worldSwitches]).toEqual([11, 9, 1]);
    expect(vcpu(0)).toEqual({ run: 11, rest: 9, ready: 0, blocked: 80, depleted: 0, 'window-closed': 0 });
  });

  test('a guest that rests on its pCPU leaves it idle; its own debts and tasks do not', () => {
    const { vcpu, pcpu, told } = play((recording) => {
      const source = recording.entity('interrupt', 'a/timer');
      recording.wake('a/main', 0).on('a/main', 'pcpu0', 0);
      recording.write(15, 20, recording.entity('vcpu', 'a/main'), 2, source, 5);
      recording.dispatch('a/t', 0, 25, 'a/main').undispatch('a/t', 0, 40, 'a/main', 2);
    });
    expect(told).toEqual([
      [0, 'rest', 0],
      [0, 'run', 20],
      [0, 'rest', 40],
    ]);
    expect([vcpu(0).run, vcpu(0).rest]).toEqual([20, 80]);
    expect([pcpu.busyPs, pcpu.perVmPs]).toEqual([20, [20, 0]]);
  });

  test('off the pCPU: ready, depleted, window closed, blocked, and switches between two vCPUs', () => {
    const { vcpu, pcpu, told, use } = play((recording) => {
      recording.wake('a/main', 0).wake('b/main', 0).on('a/main', 'pcpu0', 0).dispatch('a/t', 0, 0, 'a/main');
      recording.off('a/main', 'pcpu0', 20, 2).eligible('a/main', 20, 1);
      recording.on('b/main', 'pcpu0', 20).dispatch('b/t', 0, 20, 'b/main');
      recording.eligible('a/main', 50, 0);
      recording.off('b/main', 'pcpu0', 60, 0).on('a/main', 'pcpu0', 60).eligible('b/main', 60, 3);
      recording.undispatch('a/t', 0, 70, 'a/main', 2).block('a/main', 70).off('a/main', 'pcpu0', 70, 1);
    });
    expect(vcpu(0)).toEqual({ run: 30, rest: 0, ready: 10, blocked: 30, depleted: 30, 'window-closed': 0 });
    expect(vcpu(1)).toEqual({ run: 40, rest: 0, ready: 20, blocked: 0, depleted: 0, 'window-closed': 40 });
    expect(told.filter(([place]) => place === 0).map(([, state, atPs]) => [state, atPs])).toEqual([
      ['run', 0],
      ['depleted', 20],
      ['ready', 50],
      ['run', 60],
      ['blocked', 70],
    ]);
    expect([pcpu.perVmPs, pcpu.worldSwitches]).toEqual([[30, 40], 3]);
    expect([use.vcpus[0]!.switches, use.vcpus[1]!.switches]).toEqual([2, 1]);
  });

  test('off and on again in one instant is not told', () => {
    const { told, pcpu, use } = play((recording) => {
      recording.wake('a/main', 0).on('a/main', 'pcpu0', 0).dispatch('a/t', 0, 0, 'a/main');
      recording
        .off('a/main', 'pcpu0', 40, 2)
        .eligible('a/main', 40, 1)
        .eligible('a/main', 40, 0)
        .on('a/main', 'pcpu0', 40);
    });
    expect(told).toEqual([[0, 'run', 0]]);
    expect([use.vcpus[0]!.switches, pcpu.worldSwitches]).toEqual([2, 1]);
  });
});
