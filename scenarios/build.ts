/**
 * From a description to connected models: the only place that constructs. Entity ids, unit numbers and ranks follow from
 * kinds and names alone (and `creation_order` where it is given), so neither key order nor another VM's presence moves them
 * within their kind.
 */
import { type Stream, stream } from '../engine/chance.ts';
import { check } from '../engine/check.ts';
import type { Kernel } from '../engine/kernel.ts';
import type { RecordSink } from '../engine/trace/record-sink.ts';
import type { Boot } from '../models/boot/boot.ts';
import type { StageFault } from '../models/boot/stage.ts';
import { Accelerator } from '../models/core/accelerator.ts';
import { Pcpu } from '../models/core/pcpu.ts';
import type { FaultPlane } from '../models/fault/fault-plane.ts';
import { SlowClock } from '../models/fault/slow-clock.ts';
import { GuestLevel } from '../models/guest/guest-level.ts';
import type { KernelDefinition } from '../models/guest/kernel.ts';
import { kernels } from '../models/guest/kernels.ts';
import { Resource } from '../models/guest/resource.ts';
import { type Step, Task } from '../models/guest/task.ts';
import { Vm } from '../models/guest/vm.ts';
import { Machine } from '../models/hypervisor/machine.ts';
import { Vcpu } from '../models/hypervisor/vcpu.ts';
import type { InterruptSource } from '../models/interrupt/interrupt-source.ts';
import { ThrottledArrivals } from '../models/interrupt/throttle.ts';
import { causeIndex, type JobLedger } from '../models/ledger/ledger.ts';
import { type Entities, recordKinds } from '../models/records.ts';
import type { UnitGroup, UnitSpec } from '../models/scheduling/policy.ts';
import type { ActivationDefinition, Arrivals, Trigger } from '../models/workload/activation.ts';
import { activations } from '../models/workload/activations.ts';
import { Source } from '../models/workload/source.ts';
import { isBackEndTask, withBackEnds } from './back-end-tasks.ts';
import { isBootTask, lazyWorkPs } from './boot-tasks.ts';
import { buildBoot } from './build-boot.ts';
import { controllerOf, DeviceWiring } from './build-devices.ts';
import { faultParts, type Mechanisms } from './build-faults.ts';
import { buildContention } from './build-memory.ts';
import { addPools, poolOf, processorsOf, startPools } from './build-pools.ts';
import { handlerWork, stepsOf } from './build-steps.ts';
import type * as described from './ecu.ts';
import { EntityTable } from './entity-table.ts';

export interface BuildOptions {
  readonly seed: number;
  readonly kernel: Kernel;
  readonly sink: RecordSink | null;
  /** One ledger per vCPU, or null: no ledger. */
  readonly createLedger: (() => JobLedger) | null;
  /** Injected faults of this run; null or absent: none. */
  readonly faults?: FaultPlane | null;
  readonly mechanisms?: Mechanisms;
  /** VMs that are configured and idle: nothing ever releases their tasks or raises their interrupts. */
  readonly idleVms?: readonly string[];
  /** From power-on: guests start when their stages have ended; null or absent: all guests run from 0 s. */
  readonly boot?: { readonly faults: Readonly<Record<string, StageFault>> } | null;
}

export interface BuiltEcu {
  readonly machine: Machine;
  readonly entities: Entities;
  readonly boot: Boot | null;
  /** To be called at the end of a run: what devices counted becomes records. */
  readonly recordCounts: () => void;
}

type Named<Definition> = Readonly<Record<string, Definition>>;

export function build(ecu: described.EcuDescription, options: BuildOptions): BuiltEcu {
  return new Builder(withBackEnds(ecu), options).build();
}

class Builder {
  readonly #ecu: described.EcuDescription;
  readonly #options: BuildOptions;
  readonly #table: EntityTable;
  readonly #machine: Machine;
  readonly #accelerators = new Map<string, Accelerator>();
  readonly #tasks = new Map<string, Task>();
  readonly #interrupts = new Map<string, InterruptSource>();
  readonly #devices: DeviceWiring;
  /** Release clocks that a fault may disturb; empty without faults. */
  readonly #clocks = new Map<string, SlowClock>();
  /** VMs in the order in which the hypervisor creates them. */
  readonly #vmsInOrder: readonly described.Vm[];

  constructor(ecu: described.EcuDescription, options: BuildOptions) {
    this.#ecu = ecu;
    this.#options = options;
    this.#table = new EntityTable(ecu);
    const { creationOrder, costs, wfi } = ecu.hypervisor;
    const rankOf = (vm: described.Vm) => {
      const rank = creationOrder.indexOf(vm.name);
      return rank === -1 ? creationOrder.length : rank;
    };
    this.#vmsInOrder = [...ecu.vms].sort(
      (left, right) => rankOf(left) - rankOf(right) || ecu.vms.indexOf(left) - ecu.vms.indexOf(right),
    );
    this.#machine = new Machine({
      kernel: options.kernel,
      sink: options.sink,
      costs,
      hypervisorId: this.#table.id('hypervisor', 'hypervisor'),
      scheduleId: this.#table.id('schedule', 'schedule'),
      trapsIdle: wfi === 'trap',
    });
    this.#devices = new DeviceWiring({
      ecu,
      machine: this.#machine,
      kernel: options.kernel,
      sink: options.sink,
      table: this.#table,
      stream: (label) => this.#stream(label),
      ...(options.boot ? { onCarried: this.#carried.bind(this) } : {}),
    });
  }

  build(): BuiltEcu {
    this.#addCores();
    this.#addAccelerators();
    addPools(this.#machine, this.#ecu.hypervisor.pools);
    for (const vm of this.#vmsInOrder) this.#addVm(vm);
    this.#devices.connect(
      (name) => this.#machine.vms[this.#vmsInOrder.findIndex((vm) => vm.name === name)]!,
      (name) => this.#tasks.get(name)!,
    );
    startPools(this.#machine, this.#ecu.hypervisor, this.#vmsInOrder, (label) => this.#stream(label));
    for (const vm of this.#vmsInOrder) this.#startGuest(vm);
    this.#machine.contention = buildContention(
      this.#ecu,
      this.#machine,
      (name) => this.#tasks.get(name)!,
      () => this.#options.kernel.nowPs,
    );
    const { faults, mechanisms } = this.#options;
    if (faults) {
      const parts = {
        ecu: this.#ecu,
        machine: this.#machine,
        table: this.#table,
        tasks: this.#tasks,
        interrupts: this.#interrupts,
        accelerators: this.#accelerators,
        clocks: this.#clocks,
        mechanisms: mechanisms ?? {},
        stream: (label: string) => this.#stream(label),
      };
      faults.attach(faultParts(parts), this.#options.sink);
    }
    const boot = this.#boot();
    boot?.start();
    this.#machine.start();
    this.#devices.startMedia();
    return {
      machine: this.#machine,
      entities: this.#table.entities,
      boot,
      recordCounts: () => this.#devices.recordCounts(),
    };
  }

  #carried(medium: number, requester: number, fromPs: number, toPs: number): void {
    const { sink, kernel } = this.#options;
    sink?.record(recordKinds.carried, kernel.nowPs, medium, -1, requester, toPs - fromPs);
  }

  #boot(): Boot | null {
    const { boot, sink } = this.#options;
    if (!boot) return null;
    return buildBoot({
      ecu: this.#ecu,
      machine: this.#machine,
      table: this.#table,
      tasks: this.#tasks,
      sink,
      storage: (medium) => this.#devices.storage(medium)!,
      faults: boot.faults,
      start: (vm) => this.#startLate(this.#ecu.vms.find(({ name }) => name === vm)!),
      stream: (label) => this.#stream(label),
    });
  }

  /** The guest came up within a run: its clocks count from now, interrupts of the outside go on as they are. */
  #startLate(vm: described.Vm): void {
    if (this.#options.idleVms?.includes(vm.name)) return;
    const { nowPs } = this.#options.kernel;
    const tasks = vm.tasks.filter(({ name }) => !isBootTask(name) && !isBackEndTask(name));
    const lazyPs = this.#ecu.boot!.stages.reduce((ps, stage) => ps + (stage.vm === vm.name ? lazyWorkPs(stage) : 0), 0);
    tasks.forEach((task, index) => {
      // The image is checked as it is first read: each task reads its part of it in its first job.
      const sharePs = Math.floor((lazyPs * (index + 1)) / tasks.length) - Math.floor((lazyPs * index) / tasks.length);
      const model = this.#tasks.get(`${vm.name}/${task.name}`)!;
      if (sharePs > 0) model.refill.push(sharePs, causeIndex.backend, model.vm.kernelId);
    });
    this.#devices.start(vm.name);
    for (const task of tasks) this.#activate(vm, task, nowPs);
    for (const { name } of vm.interrupts) this.#machine.startInterrupt(this.#interrupts.get(`${vm.name}/${name}`)!);
  }

  #stream(label: string): Stream {
    return stream(this.#options.seed, label);
  }

  // ---- the chip ----

  #addCores(): void {
    let number = 0;
    this.#ecu.soc.cores.forEach((type, typeIndex) => {
      for (let core = 0; core < type.count; core += 1) {
        this.#machine.addPcpu(new Pcpu(number, this.#table.id('pcpu', `pcpu${number}`), typeIndex));
        number += 1;
      }
    });
  }

  #addAccelerators(): void {
    for (const { name, policy, callCostPs } of this.#ecu.soc.accelerators) {
      const accelerator = new Accelerator(this.#table.id('accelerator', name), policy === 'priority', callCostPs);
      this.#accelerators.set(name, accelerator);
      this.#machine.addAccelerator(accelerator);
    }
  }

  // ---- the guests ----

  #addVm(vm: described.Vm): void {
    const machine = this.#machine;
    const pool = poolOf(machine, vm);
    const kernel = kernelOf(vm);
    const model = new Vm(
      this.#table.id('vm', vm.name),
      this.#table.id('kernel', vm.name),
      kernel.costs(vm.kernel as never),
      kernel.urgencyByDeadline(vm.kernel as never),
    );
    machine.vms.push(model);
    for (const described of vm.vcpus) {
      const home = pool.pcpus[processorsOf(described, pool)[0]!]!;
      const vcpu = new Vcpu(
        machine.vcpus.length,
        this.#table.id('vcpu', `${vm.name}/${described.name}`),
        model,
        model.vcpus.length,
        pool,
        pool.vcpus.length,
        home,
        this.#options.createLedger?.() ?? null,
      );
      home.assigned.push(vcpu);
      machine.addVcpu(vcpu);
      model.vcpus.push(vcpu);
      pool.vcpus.push(vcpu);
    }
    this.#addTasks(vm, model);
    this.#addInterrupts(vm, model);
  }

  #addTasks(vm: described.Vm, model: Vm): void {
    const resources = new Map(
      vm.resources.map(({ name, protocol }) => [
        name,
        new Resource(this.#table.id('resource', `${vm.name}/${name}`), protocol),
      ]),
    );
    vm.tasks.forEach((described, unit) => {
      const name = `${vm.name}/${described.name}`;
      const steps: Step[] = isBackEndTask(described.name)
        ? [{ kind: 'device', holds: [], port: this.#devices.workerPort(name) }]
        : stepsOf(described, {
            soc: this.#ecu.soc,
            accelerators: this.#accelerators,
            resources,
            requestPort: (device, sizeBytes) => {
              const full = fullName(vm, device);
              return this.#devices.has(full) ? this.#devices.requestPort(full, sizeBytes) : null;
            },
          });
      const task = new Task({
        id: this.#table.id('task', name),
        vm: model,
        unit,
        priority: described.priority,
        preemptible: described.preemptible,
        deadlinePs: described.deadlinePs ?? Number.POSITIVE_INFINITY,
        chance: this.#stream(`task:${name}`),
        steps,
        assigned: model.vcpus[vm.vcpus.findIndex((vcpu) => vcpu.name === described.on[0])]!,
      });
      for (const step of steps) for (const held of step.holds) held.ceiling = Math.max(held.ceiling, task.priority);
      model.tasks.push(task);
      this.#tasks.set(name, task);
      this.#machine.addTask(task);
    });
  }

  #addInterrupts(vm: described.Vm, model: Vm): void {
    for (const described of vm.interrupts) {
      const name = `${vm.name}/${described.name}`;
      const { arrival } = described;
      const trigger = arrival === null ? null : this.#trigger(arrival, `interrupt:${name}:arrival`);
      if (trigger !== null) check(trigger.kind === 'arrivals', `interrupt ${name} has no arrivals of its own`);
      const interrupt: InterruptSource = {
        id: this.#table.id('interrupt', name),
        source: new Source(throttled(trigger?.arrivals ?? { at: () => null }, described.throttle)),
        vcpu: model.vcpus[vm.vcpus.findIndex((vcpu) => vcpu.name === described.vcpu)]!,
        direct: described.deliver === 'direct',
        category: described.category,
        handler: handlerWork(this.#ecu.soc, described),
        chance: this.#stream(`interrupt:${name}`),
        tasks: [],
        count: 0,
        endPs: controllerOf(this.#ecu)?.endTraps === true ? this.#ecu.hypervisor.costs.trapPs : 0,
      };
      this.#interrupts.set(name, interrupt);
    }
  }

  #startGuest(vm: described.Vm): void {
    const model = this.#machine.vms[this.#vmsInOrder.indexOf(vm)]!;
    if (vm.tasks.length > 0) {
      const kernel = kernelOf(vm);
      const level = new GuestLevel({
        vm: model,
        units: vm.tasks.map((task) => this.#taskUnit(vm, task)),
        processorCount: vm.vcpus.length,
        chance: this.#stream(`kernel:${vm.name}`),
        guest: this.#machine.guest,
        armTimer: (timer, atPs) => this.#machine.armGuestTimer(model, timer, atPs),
      });
      model.attach(kernel.create(level, vm.tasks, vm.kernel as never));
      for (const task of model.tasks) model.policy.admit(task.unit, 0);
    }
    if (this.#options.boot || this.#options.idleVms?.includes(vm.name)) return;
    this.#devices.start(vm.name);
    for (const task of vm.tasks) if (!isBackEndTask(task.name)) this.#activate(vm, task);
    for (const { name } of vm.interrupts) this.#machine.addInterrupt(this.#interrupts.get(`${vm.name}/${name}`)!);
  }

  #taskUnit(vm: described.Vm, task: described.Task): UnitSpec {
    const group = vm.groups.findIndex(({ name }) => name === task.group);
    return {
      name: `${vm.name}/${task.name}`,
      group: group + 1,
      groupName: task.group ?? '',
      groups: groupsOf(vm, task.group),
      budgetPs: task.budgetPs,
      periodPs: (activations as Named<ActivationDefinition>)[task.activation.use]!.nominalPeriodPs(
        task.activation as never,
      ),
      weight: 1024,
      priority: task.priority,
      processors: task.on
        .map((name) => vm.vcpus.findIndex((vcpu) => vcpu.name === name))
        .sort((left, right) => left - right),
      preemptible: task.preemptible,
      options: {},
    };
  }

  /** @param latePs instant at which its guest came up */
  #activate(vm: described.Vm, described: described.Task, latePs: number | null = null): void {
    const name = `${vm.name}/${described.name}`;
    const task = this.#tasks.get(name)!;
    const trigger = this.#trigger(described.activation, `task:${name}:activation`);
    if (trigger.kind === 'arrivals') {
      const source = new Source(later(this.#arrivals(name, trigger.arrivals), latePs));
      if (latePs === null) this.#machine.addRelease(task, source);
      else this.#machine.startRelease(task, source);
    } else if (trigger.kind === 'after') this.#tasks.get(fullName(vm, trigger.of))!.successors.push(task);
    else if (trigger.kind === 'interrupt') this.#interrupts.get(fullName(vm, trigger.of))!.tasks.push(task);
    else if (trigger.kind === 'device') this.#devices.activate(fullName(vm, trigger.of), task);
    else if (trigger.kind === 'again') {
      task.againPausePs = trigger.pausePs;
      if (latePs !== null && trigger.firstPs === 0) this.#machine.guest.release(task, task.id, 'timer');
      else this.#options.kernel.arm(task.slot, (latePs ?? 0) + trigger.firstPs);
    }
  }

  #arrivals(task: string, arrivals: Arrivals): Arrivals {
    if (!this.#options.faults) return arrivals;
    const clock = new SlowClock(arrivals);
    this.#clocks.set(task, clock);
    return clock;
  }

  #trigger(choice: described.Choice, label: string): Trigger {
    const definition = (activations as Named<ActivationDefinition>)[choice.use]!;
    return definition.create(choice as never, this.#stream(label));
  }
}

/** Groups that contain a task, outermost first. Weights of groups have 256 in the middle, those of tasks 1024. */
function groupsOf({ groups }: Pick<described.Vm, 'groups'>, name: string | null): UnitGroup[] {
  const group = groups.find((one) => one.name === name);
  if (group === undefined) return [];
  const { weight, quotaPs, periodPs } = group;
  return [...groupsOf({ groups }, group.parent), { name: group.name, weight: weight * 4, quotaPs, periodPs }];
}

function throttled(arrivals: Arrivals, throttle: described.InterruptSource['throttle']): Arrivals {
  return throttle === undefined ? arrivals : new ThrottledArrivals(arrivals, throttle.most, throttle.perPs);
}

function kernelOf(vm: described.Vm): KernelDefinition {
  return (kernels as Named<KernelDefinition>)[vm.kernel.use]!;
}

function fullName(vm: described.Vm, name: string): string {
  return name.includes('/') ? name : `${vm.name}/${name}`;
}

/** The same arrivals, counted from `fromPs` on. */
function later(arrivals: Arrivals, fromPs: number | null): Arrivals {
  if (fromPs === null || fromPs === 0) return arrivals;
  return {
    at: (index) => {
      const atPs = arrivals.at(index);
      return atPs === null ? null : atPs + fromPs;
    },
  };
}
