/**
 * What must hold between several values of an ECU file, room by room.
 */
import { BootRules } from './boot-rules.ts';
import { ChainRules } from './chain-rules.ts';
import { DemandRules } from './demand-rules.ts';
import { DeviceRules } from './device-rules.ts';
import { Judge } from './judge.ts';
import { MachineRules } from './machine-rules.ts';
import { MemoryRules } from './memory-rules.ts';
import type { ReadEcu } from './reader.ts';
import type { Report } from './report.ts';
import { TaskRules } from './task-rules.ts';

/** Reports everything that is wrong between the values of `read`. */
export function checkRules(read: ReadEcu, report: Report): void {
  const judge = new Judge(read, report);
  const machine = new MachineRules(judge);
  const tasks = new TaskRules(judge);
  const devices = new DeviceRules(judge);
  machine.run();
  const memory = new MemoryRules(judge);
  memory.caches();
  memory.regulators();
  machine.pools();
  const lines = new Map<number, string>();
  for (const [name, vm] of Object.entries(read.ecu.vms ?? {})) {
    machine.vcpus(name, vm);
    machine.groups(name, vm);
    machine.resources(name, vm);
    machine.interrupts(name, vm, lines);
    devices.devices(name, vm, lines);
    for (const [task, value] of Object.entries(vm.tasks ?? {})) tasks.task(name, vm, task, value);
    tasks.activationCircle(name, vm);
  }
  const chains = new ChainRules(judge);
  for (const [name, chain] of Object.entries(read.ecu.chains ?? {})) chains.chain(name, chain);
  new BootRules(judge).run();
  const demands = new DemandRules(judge);
  for (const [id, requirement] of Object.entries(read.ecu.requirements ?? {})) demands.requirement(id, requirement);
  demands.parents();
}
