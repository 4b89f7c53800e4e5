/**
 * The entity table of an ECU: who records can speak of. Ids are dense, in the order of kinds below, then of names.
 */
import { check } from '../engine/check.ts';
import type { Entity, EntityKind } from '../models/records.ts';
import { hostPlaces, servedByTasks, withoutBackEnds } from './back-end-tasks.ts';
import { enginesOf } from './boot-tasks.ts';
import type { EcuDescription } from './ecu.ts';

export class EntityTable {
  readonly entities: Entity[] = [];
  readonly #ids = new Map<string, number>();

  constructor(described: EcuDescription) {
    // Whoever serves devices comes last, so that a description has the same ids with and without them.
    const ecu = withoutBackEnds(described);
    this.#add('hypervisor', 'hypervisor', -1);
    this.#add('schedule', 'schedule', -1);
    for (const vm of ecu.vms) this.#add('vm', vm.name, this.entities.length);
    let number = 0;
    for (const { count } of ecu.soc.cores)
      for (let core = 0; core < count; core += 1) this.#add('pcpu', `pcpu${number++}`, -1);
    this.#addOfEach(ecu, 'vcpu', (vm) => vm.vcpus);
    for (const vm of ecu.vms) this.#add('kernel', vm.name, this.id('vm', vm.name));
    this.#addOfEach(ecu, 'task', (vm) => vm.tasks);
    this.#addOfEach(ecu, 'resource', (vm) => vm.resources);
    this.#addOfEach(ecu, 'interrupt', (vm) => vm.interrupts);
    for (const { name } of ecu.soc.accelerators) this.#add('accelerator', name, -1);
    this.#addOfEach(ecu, 'device', (vm) => vm.devices);
    for (const { name } of ecu.media) this.#add('medium', name, -1);
    for (const { name, vm } of ecu.boot?.stages ?? [])
      this.#add('stage', name, vm === undefined ? -1 : this.id('vm', vm));
    for (const name of enginesOf(ecu.boot)) this.#add('engine', name, -1);
    this.#addBackEnds(described);
  }

  #addBackEnds(ecu: EcuDescription): void {
    const served = servedByTasks(ecu);
    for (const place of hostPlaces.filter((name) => served.some(({ vm }) => vm === name))) {
      this.#add('vm', place, this.entities.length);
      this.#add('kernel', place, this.id('vm', place));
    }
    for (const { vm, task } of served) {
      if (hostPlaces.includes(vm)) this.#add('vcpu', `${vm}/${task}`, this.id('vm', vm));
      this.#add('task', `${vm}/${task}`, this.id('vm', vm));
    }
  }

  id(kind: EntityKind, name: string): number {
    const id = this.#ids.get(`${kind} ${name}`);
    check(id !== undefined, `there is no ${kind} "${name}"`);
    return id;
  }

  #addOfEach(
    ecu: EcuDescription,
    kind: EntityKind,
    members: (vm: EcuDescription['vms'][number]) => readonly { name: string }[],
  ): void {
    for (const vm of ecu.vms)
      for (const { name } of members(vm)) this.#add(kind, `${vm.name}/${name}`, this.id('vm', vm.name));
  }

  #add(kind: EntityKind, name: string, vm: number): void {
    const id = this.entities.length;
    this.entities.push({ id, kind, name, vm });
    this.#ids.set(`${kind} ${name}`, id);
  }
}
