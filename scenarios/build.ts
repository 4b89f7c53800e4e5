/**
 * From a description to connected models: the only place that constructs. Entity ids, unit numbers and ranks follow from
 * kinds and names alone (and `creation_order` where it is given), so neither key order nor another VM's presence moves them
 * within their kind.
 */
import { type Stream, stream } from '../engine/chance.ts';
import { check } from '../engine/check.ts';
import type { Kernel } from '../engine/kernel.ts';
import type { RecordSink } from '../engine/trace/record-sink.ts';
import { Accelerator } from '../models/core/accelerator.ts';
import { Pcpu } from '../models/core/pcpu.ts';
import { GuestLevel } from '../models/guest/guest-level.ts';
import type { KernelDefinition } from '../models/guest/kernel.ts';
import { kernels } from '../models/guest/kernels.ts';
import { Resource } from '../models/guest/resource.ts';
import { type Step as ModelStep, Task, type Work } from '../models/guest/task.ts';
import { Vm } from '../models/guest/vm.ts';
import { HypervisorLevel } from '../models/hypervisor/hypervisor-level.ts';
import { Machine } from '../models/hypervisor/machine.ts';
import { Pool } from '../models/hypervisor/pool.ts';
import { Vcpu } from '../models/hypervisor/vcpu.ts';
import type { InterruptSource } from '../models/interrupt/interrupt-source.ts';
import type { JobLedger } from '../models/ledger/ledger.ts';
import type { Entities } from '../models/records.ts';
import { policies } from '../models/scheduling/policies.ts';
import type { PolicyDefinition, UnitSpec } from '../models/scheduling/policy.ts';
import type { ActivationDefinition, Trigger } from '../models/workload/activation.ts';
import { activations } from '../models/workload/activations.ts';
import type { Demand, ExecutionDefinition } from '../models/workload/execution.ts';
import { executions } from '../models/workload/executions.ts';
import { Source } from '../models/workload/source.ts';
import { buildContention } from './build-memory.ts';
import type * as described from './ecu.ts';
import { EntityTable } from './entity-table.ts';

export interface BuildOptions {
  readonly seed: number;
  readonly kernel: Kernel;
  readonly sink: RecordSink | null;
  /** One ledger per vCPU, or null: no ledger. */
  readonly createLedger: (() => JobLedger) | null;
}

export interface BuiltEcu {
  readonly machine: Machine;
  readonly entities: Entities;
}

type Named<Definition> = Readonly<Record<string, Definition>>;

export function build(ecu: described.EcuDescription, options: BuildOptions): BuiltEcu {
  return new Builder(ecu, options).build();
}

class Builder {
  readonly #ecu: described.EcuDescription;
  readonly #options: BuildOptions;
  readonly #table: EntityTable;
  readonly #machine: Machine;
  readonly #accelerators = new Map<string, Accelerator>();
  readonly #tasks = new Map<string, Task>();
  readonly #interrupts = new Map<string, InterruptSource>();
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
  }

  build(): BuiltEcu {
    this.#addCores();
    this.#addAccelerators();
    this.#addPools();
    for (const vm of this.#vmsInOrder) this.#addVm(vm);
    this.#startPools();
    for (const vm of this.#vmsInOrder) this.#startGuest(vm);
    this.#machine.contention = buildContention(
      this.#ecu,
      this.#machine,
      (name) => this.#tasks.get(name)!,
      () => this.#options.kernel.nowPs,
    );
    this.#machine.start();
    return { machine: this.#machine, entities: this.#table.entities };
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

  // ---- the hypervisor's schedulers ----

  #addPools(): void {
    const { pcpus } = this.#machine;
    for (const { name, pcpus: numbers } of this.#ecu.hypervisor.pools) {
      this.#machine.addPool(
        new Pool(
          name,
          numbers.map((number) => pcpus[number]!),
          pcpus.length,
        ),
      );
    }
  }

  #poolOf(vm: described.Vm): Pool {
    const pool = this.#machine.pools.find(({ name }) => name === vm.pool);
    check(pool !== undefined, `VM ${vm.name} belongs to no pool`);
    return pool;
  }

  #startPools(): void {
    this.#ecu.hypervisor.pools.forEach((described, index) => {
      const pool = this.#machine.pools[index]!;
      if (pool.vcpus.length === 0) return;
      const definition: PolicyDefinition = (policies as Named<PolicyDefinition>)[described.policy]!;
      const level = new HypervisorLevel({
        pool,
        units: this.#vcpuUnits(pool, described.policy, definition),
        chance: this.#stream(`pool:${pool.name}`),
        enforceBudgets: this.#ecu.hypervisor.enforceBudgets,
        dispatcher: this.#machine.dispatcher,
        armTimer: (timer, atPs) => this.#machine.armPoolTimer(pool, timer, atPs),
      });
      pool.policy = definition.create(
        level,
        definition.parameters.parse(described.perPolicy[described.policy] ?? {}) as never,
      );
      for (const vcpu of pool.vcpus) pool.policy.admit(vcpu.unit, 0);
    });
  }

  #vcpuUnits(pool: Pool, policy: string, definition: PolicyDefinition): UnitSpec[] {
    const units: UnitSpec[] = [];
    let group = 0;
    for (const vm of this.#vmsInOrder) {
      if (vm.pool !== pool.name) continue;
      for (const vcpu of vm.vcpus) {
        units.push({
          name: `${vm.name}/${vcpu.name}`,
          group,
          groupName: vm.name,
          budgetPs: vcpu.budgetPs,
          periodPs: vcpu.periodPs,
          weight: vcpu.weight,
          priority: vcpu.priority,
          processors: processorsOf(vcpu, pool),
          preemptible: true,
          options: definition.unitParameters.parse(vcpu.perPolicy[policy] ?? {}),
        });
      }
      group += 1;
    }
    return units;
  }

  // ---- the guests ----

  #addVm(vm: described.Vm): void {
    const machine = this.#machine;
    const pool = this.#poolOf(vm);
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
      const steps = this.#steps(described, resources);
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

  #steps(task: described.Task, resources: ReadonlyMap<string, Resource>): ModelStep[] {
    const steps: ModelStep[] = [];
    let purpose = 0;
    for (const step of task.steps) {
      const holds = [...step.hold].sort().map((name) => resources.get(name)!);
      if (step.sleepPs !== null) steps.push({ kind: 'sleep', holds, sleepPs: step.sleepPs });
      if (step.run === null) continue;
      if (step.accelerator !== null) {
        const accelerator = this.#accelerators.get(step.accelerator)!;
        steps.push({
          kind: 'accelerate',
          holds,
          accelerator,
          work: this.#acceleratorWork(step.run, step.accelerator),
          firstPurpose: purpose,
        });
      } else addRun(steps, holds, this.#coreWork(step.run), purpose);
      purpose += 1;
    }
    if (steps.length === 0)
      steps.push({ kind: 'run', holds: [], work: this.#ecu.soc.cores.map(() => endlessOr(task)), firstPurpose: 0 });
    return steps;
  }

  /** Work by core type; a type without a demand of its own takes the default. */
  #coreWork(execution: described.Execution): Work[] {
    return this.#ecu.soc.cores.map(({ name, sheetClockHz, clockHz }) => {
      const choice = execution.perCore[name] ?? execution.default;
      return { demands: choice === null ? [] : [createDemand(choice)], sheetHz: sheetClockHz, actualHz: clockHz };
    });
  }

  #acceleratorWork(execution: described.Execution, name: string): Work {
    const { sheetClockHz, clockHz } = this.#ecu.soc.accelerators.find((accelerator) => accelerator.name === name)!;
    return {
      demands: [createDemand((execution.perCore[name] ?? execution.default)!)],
      sheetHz: sheetClockHz,
      actualHz: clockHz,
    };
  }

  #addInterrupts(vm: described.Vm, model: Vm): void {
    for (const described of vm.interrupts) {
      const name = `${vm.name}/${described.name}`;
      const { arrival } = described;
      const trigger = arrival === null ? null : this.#trigger(arrival, `interrupt:${name}:arrival`);
      if (trigger !== null) check(trigger.kind === 'arrivals', `interrupt ${name} has no arrivals of its own`);
      const interrupt: InterruptSource = {
        id: this.#table.id('interrupt', name),
        source: new Source(trigger?.arrivals ?? { at: () => null }),
        vcpu: model.vcpus[vm.vcpus.findIndex((vcpu) => vcpu.name === described.vcpu)]!,
        direct: described.deliver === 'direct',
        category: described.category,
        handler: this.#coreWork(described.handler),
        chance: this.#stream(`interrupt:${name}`),
        tasks: [],
        count: 0,
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
      model.policy = kernel.create(level, vm.tasks, vm.kernel as never);
      for (const task of model.tasks) model.policy.admit(task.unit, 0);
    }
    for (const task of vm.tasks) this.#activate(vm, task);
    for (const { name } of vm.interrupts) this.#machine.addInterrupt(this.#interrupts.get(`${vm.name}/${name}`)!);
  }

  #taskUnit(vm: described.Vm, task: described.Task): UnitSpec {
    const group = vm.groups.findIndex(({ name }) => name === task.group);
    return {
      name: `${vm.name}/${task.name}`,
      group: group + 1,
      groupName: task.group ?? '',
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

  #activate(vm: described.Vm, described: described.Task): void {
    const name = `${vm.name}/${described.name}`;
    const task = this.#tasks.get(name)!;
    const trigger = this.#trigger(described.activation, `task:${name}:activation`);
    if (trigger.kind === 'arrivals') this.#machine.addRelease(task, new Source(trigger.arrivals));
    else if (trigger.kind === 'after') this.#tasks.get(fullName(vm, trigger.of))!.successors.push(task);
    else if (trigger.kind === 'interrupt') this.#interrupts.get(fullName(vm, trigger.of))!.tasks.push(task);
    else if (trigger.kind === 'again') {
      task.againPausePs = trigger.pausePs;
      this.#options.kernel.arm(task.slot, trigger.firstPs);
    }
  }

  #trigger(choice: described.Choice, label: string): Trigger {
    const definition = (activations as Named<ActivationDefinition>)[choice.use]!;
    return definition.create(choice as never, this.#stream(label));
  }
}

function kernelOf(vm: described.Vm): KernelDefinition {
  return (kernels as Named<KernelDefinition>)[vm.kernel.use]!;
}

function processorsOf(vcpu: described.Vcpu, pool: Pool): number[] {
  const processors = vcpu.pcpus.map((number) => pool.processorOf[number]!).filter((processor) => processor !== -1);
  check(processors.length > 0, `vCPU ${vcpu.name} may run on no core of pool ${pool.name}`);
  return processors.sort((left, right) => left - right);
}

function createDemand(choice: described.Choice): Demand {
  return (executions as Named<ExecutionDefinition>)[choice.use]!.create(choice as never);
}

function fullName(vm: described.Vm, name: string): string {
  return name.includes('/') ? name : `${vm.name}/${name}`;
}

/** Two runs in a row without locks are one: nothing can be seen between them. Their parts are still drawn one by one. */
function addRun(steps: ModelStep[], holds: readonly Resource[], work: readonly Work[], purpose: number): void {
  const last = steps.at(-1);
  const fuses =
    last?.kind === 'run' &&
    last.holds.length === 0 &&
    holds.length === 0 &&
    last.firstPurpose + last.work[0]!.demands.length === purpose;
  if (!fuses) {
    steps.push({ kind: 'run', holds, work, firstPurpose: purpose });
    return;
  }
  steps[steps.length - 1] = {
    ...last,
    work: last.work.map((part, type) => ({ ...part, demands: [...part.demands, ...work[type]!.demands] })),
  };
}

/** A task without a step: an endless loop, if it starts by itself; else (its steps come with a later floor) next to nothing. */
function endlessOr(task: described.Task): Work {
  const nothing: Demand = { minPs: 1, meanPs: 1, maxPs: 1, quantilePs: () => 1 };
  return { demands: task.activation.use === 'always' ? [] : [nothing], sheetHz: 1, actualHz: 1 };
}
