/** Where the time of a core goes: the rungs in their order and the table of causes, by hand. */
import { describe, expect, it } from 'vitest';
import { type MachineWords, runMachine } from '../hypervisor/machine.test-support.ts';
import type { Machine } from '../hypervisor/machine.ts';
import { causeIndex } from '../ledger/ledger.ts';
import { rateDenominator } from './progress.ts';

/** A model of contention that slows core 0 by these losses while `victim` runs beside nothing in particular. */
const losing =
  (losses: readonly (readonly [culprit: number, perDenominator: number])[]) =>
  (machine: Machine): { update(): void } => ({
    update() {
      const pcpu = machine.pcpus[0]!;
      if (pcpu.lossCount === losses.length) return;
      machine.ladder.settle(pcpu);
      pcpu.lossCount = losses.length;
      losses.forEach(([culprit, loss], index) => {
        pcpu.lossCause[index] = causeIndex['contention-dram'];
        pcpu.lossCulprit[index] = culprit;
        pcpu.lossPerDenominator[index] = loss;
        pcpu.rate -= loss;
      });
    },
  });

describe('the rungs', () => {
  it('follow each other: debts of the core, debts of the vCPU, refill, progress', () => {
    const words: MachineWords = {
      costs: { worldSwitchPs: 1000, injectionPs: 200 },
      vms: { a: { costs: { interruptPs: 30, switchPs: 10 }, tasks: { t: { at: [0], runPs: 500 } } } },
      contention: (machine) => ({
        update() {
          const task = machine.vms[0]!.tasks[0]!;
          if (task.runningOn !== null && task.refill.empty && task.job!.executedPs === 0)
            task.refill.push(77, causeIndex['cache-refill'], 0);
        },
      }),
    };
    const { lines, charges, responses } = runMachine(words, 5000);
    expect(responses('a/t')).toEqual([200 + 1000 + 30 + 10 + 77 + 500]);
    expect(lines('start')).toEqual(['1230 start a/t a/v0']);
    expect(charges('a/t')).toEqual({
      'interrupt a': 230,
      'world-switch a/v0': 1000,
      'guest-switch a/t': 10,
      'cache-refill hypervisor': 77,
      'own-execution a/t': 500,
    });
  });

  it('are left for a debt of the core at any time, and taken up where they were left', () => {
    const { responses, charges } = runMachine(
      {
        costs: { injectionPs: 7 },
        vms: {
          a: {
            tasks: { t: { at: [0], runPs: 500 } },
            interrupts: { irq: { at: [100, 200, 250], handlerPs: 60 } },
          },
        },
      },
      5000,
    );
    expect(responses('a/t')).toEqual([7 + 500 + 3 * 67]);
    expect(charges('a/t')).toEqual({ 'interrupt a': 7, 'interrupt a/irq': 3 * 67, 'own-execution a/t': 500 });
  });
});

describe('the table of causes', () => {
  const two = (tasks: NonNullable<MachineWords['vms'][string]['tasks']>): MachineWords => ({
    vms: {
      a: { vcpus: [{ priority: 1 }], tasks },
      b: { vcpus: [{ priority: 2 }], tasks: { hog: { at: [100], runPs: 1000 } } },
    },
  });

  it('row 8: a vCPU that does not run is charged to the one that does, whatever that does', () => {
    const { charges } = runMachine(two({ t: { at: [0], runPs: 300 } }), 5000);
    expect(charges('a/t')).toEqual({ 'vcpu-preemption b/v0': 1000, 'own-execution a/t': 300 });
  });

  it('looks through the tasks of one vCPU, not through the pre-emption of the vCPU', () => {
    const { charges } = runMachine(two({ t: { at: [0], runPs: 300, priority: 1 }, low: { at: [0], runPs: 50 } }), 5000);
    expect(charges('a/low')).toEqual({
      'vcpu-preemption b/v0': 1000,
      'preemption a/t': 300,
      'own-execution a/low': 50,
    });
  });

  it('row 7: outside its window a job waits for the schedule', () => {
    const { charges, responses } = runMachine(
      {
        policy: 'arinc653',
        policyOptions: {
          windows: [
            { of: 'a/v0', length: '1 ns' },
            { of: 'idle', length: '3 ns' },
          ],
        },
        vms: { a: { tasks: { t: { at: [500], runPs: 1200 } } } },
      },
      50_000,
    );
    expect(responses('a/t')).toEqual([500 + 3000 + 700]);
    expect(charges('a/t')).toEqual({ 'window-closed schedule': 3000, 'own-execution a/t': 1200 });
  });

  it('row 12: losses are cut at prefix sums, in their order, and all charges make up the elapsed time', () => {
    // A rate of 1/2: a quarter lost to entity 0, a quarter to entity 1.
    const quarter = rateDenominator / 4;
    const { charges, responses } = runMachine(
      {
        vms: { a: { tasks: { t: { at: [0], runPs: 1001 } } } },
        contention: losing([
          [0, quarter],
          [1, quarter],
        ]),
      },
      5000,
    );
    expect(responses('a/t')).toEqual([2002]);
    expect(charges('a/t')).toEqual({
      // floor(2002 x 3/4) - 1001, and the rest.
      'contention-dram hypervisor': 500,
      'contention-dram schedule': 501,
      'own-execution a/t': 1001,
    });
  });

  it('rows 12 and 13: who waits behind a slowed task inherits the contention', () => {
    const { charges } = runMachine(
      {
        vms: { a: { tasks: { t: { at: [0], runPs: 500, priority: 1 }, low: { at: [0], runPs: 100 } } } },
        contention: losing([[0, rateDenominator / 2]]),
      },
      5000,
    );
    expect(charges('a/low')).toEqual({
      'contention-dram hypervisor': 600,
      'preemption a/t': 500,
      'own-execution a/low': 100,
    });
  });
});
