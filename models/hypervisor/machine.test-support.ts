/**
 * A whole machine from a few words, for tests of its mechanisms: what stands in the words is all there is, all costs are 0
 * unless they are given, and what happens comes back as lines of text. Times are integer picoseconds.
 *
 * Priorities: larger is more urgent. Names in lines are `vm/task`, `vm/vcpu`, `pcpu0`, `hypervisor`, `schedule`.
 */
import { stream } from '../../engine/chance.ts';
import { Kernel } from '../../engine/kernel.ts';
import { Accelerator } from '../core/accelerator.ts';
import type { Contention } from '../core/contention.ts';
import { Pcpu } from '../core/pcpu.ts';
import { GuestLevel } from '../guest/guest-level.ts';
import { type GuestCosts, type KernelDefinition, noCosts } from '../guest/kernel.ts';
import { type Protocol, Resource } from '../guest/resource.ts';
import { type Step, Task, type Work } from '../guest/task.ts';
import { Vm } from '../guest/vm.ts';
import type { InterruptSource } from '../interrupt/interrupt-source.ts';
import { EpochLedger, type JobLedger } from '../ledger/ledger.ts';
import { causes, recordKinds } from '../records.ts';
import { policies } from '../scheduling/policies.ts';
import type { Level, Policy, PolicyDefinition, UnitSpec } from '../scheduling/policy.ts';
import type { Demand } from '../workload/execution.ts';
import { Source } from '../workload/source.ts';
import type { DispatchCosts } from './dispatcher.ts';
import { HypervisorLevel } from './hypervisor-level.ts';
import { Machine } from './machine.ts';
import { Pool } from './pool.ts';
import { Vcpu } from './vcpu.ts';

export interface StepWords {
  /** Work on every core type, or one amount per core type; `Infinity` is endless. */
  readonly runPs?: number | readonly number[];
  readonly sleepPs?: number;
  /** With `runPs`: the accelerator does it. */
  readonly accelerator?: string;
  readonly hold?: readonly string[];
}

export interface TaskWords extends StepWords {
  /** Release instants. */
  readonly at?: readonly number[];
  /** Instead of the one step that stands here. */
  readonly steps?: readonly StepWords[];
  readonly priority?: number;
  readonly preemptible?: boolean;
  readonly deadlinePs?: number;
  /** Its vCPUs by number; the first is where it is assigned; default [0]. */
  readonly on?: readonly number[];
  /** Released when a job of that task finishes. */
  readonly after?: string;
  /** One of the kernel's `taskPolicies`, and the reservation that some of them want. */
  readonly policy?: string;
  readonly budgetPs?: number;
  readonly periodPs?: number;
  /** Released again this long after each finish, first at 0. */
  readonly againPs?: number;
}

export interface InterruptWords {
  readonly at: readonly number[];
  readonly handlerPs: number;
  readonly direct?: boolean;
  readonly category?: 1 | 2;
  readonly vcpu?: number;
  readonly activates?: readonly string[];
}

export interface VcpuWords {
  readonly pcpus?: readonly number[];
  readonly priority?: number;
  readonly budgetPs?: number;
  readonly periodPs?: number;
}

export interface VmWords {
  /** A kernel of the shelf with its default parameters, instead of `costs`, `policy` and `urgencyByDeadline`. */
  readonly kernel?: KernelDefinition;
  readonly vcpus?: readonly VcpuWords[];
  readonly costs?: Partial<GuestCosts>;
  readonly policy?: string;
  readonly policyOptions?: Readonly<Record<string, unknown>>;
  readonly urgencyByDeadline?: boolean;
  readonly resources?: Readonly<Record<string, Protocol>>;
  readonly tasks?: Readonly<Record<string, TaskWords>>;
  readonly interrupts?: Readonly<Record<string, InterruptWords>>;
}

export interface MachineWords {
  /** Core type of each core; default one core of type 0. */
  readonly cores?: readonly number[];
  readonly costs?: Partial<DispatchCosts>;
  readonly trapsIdle?: boolean;
  readonly policy?: string;
  readonly policyOptions?: Readonly<Record<string, unknown>>;
  readonly accelerators?: Readonly<Record<string, { readonly byPriority?: boolean; readonly callCostPs?: number }>>;
  readonly vms: Readonly<Record<string, VmWords>>;
  readonly createLedger?: () => JobLedger;
  readonly contention?: (machine: Machine) => Contention;
}

export interface Observed {
  readonly machine: Machine;
  /** Records of these kinds as `instant kind subject object`, with `=value` where it has one; charges are left out. */
  lines(...kinds: readonly (keyof typeof recordKinds)[]): string[];
  /** Response times of a task's finished jobs, in order. */
  responses(task: string): number[];
  /** Ledger rows of one finished job: `cause culprit` -> ps. */
  charges(task: string, job?: number): Record<string, number>;
}

const freeMechanisms: DispatchCosts = { trapPs: 0, worldSwitchPs: 0, injectionPs: 0, timerPs: 0, ipiPs: 0 };
const { charge: firstCharge } = recordKinds;
const nameOfKind = new Map<number, string>(Object.entries(recordKinds).map(([name, kind]) => [kind, name]));

/** Runs the machine up to and including `untilPs`. */
export function runMachine(words: MachineWords, untilPs: number): Observed {
  return new Rig(words).run(untilPs);
}

class Rig {
  readonly #words: MachineWords;
  readonly #kernel = new Kernel();
  readonly #names: string[] = [];
  readonly #records: number[][] = [];
  readonly #machine: Machine;
  readonly #tasks = new Map<string, Task>();
  readonly #accelerators = new Map<string, Accelerator>();
  readonly #coreTypes: number;

  constructor(words: MachineWords) {
    this.#words = words;
    const cores = words.cores ?? [0];
    this.#coreTypes = Math.max(...cores) + 1;
    this.#machine = new Machine({
      kernel: this.#kernel,
      sink: { record: (...record) => void this.#records.push(record) },
      costs: { ...freeMechanisms, ...words.costs },
      hypervisorId: this.#id('hypervisor'),
      scheduleId: this.#id('schedule'),
      trapsIdle: words.trapsIdle ?? true,
    });
    for (const [core, type] of cores.entries()) this.#machine.addPcpu(new Pcpu(core, this.#id(`pcpu${core}`), type));
    this.#machine.addPool(new Pool('default', this.#machine.pcpus, cores.length));
    for (const [name, { byPriority = false, callCostPs = 0 }] of Object.entries(words.accelerators ?? {})) {
      const accelerator = new Accelerator(this.#id(name), byPriority, callCostPs);
      this.#accelerators.set(name, accelerator);
      this.#machine.addAccelerator(accelerator);
    }
    const vms = Object.entries(words.vms);
    for (const [name, vm] of vms) this.#addVm(name, vm);
    this.#startPool();
    for (const [index, [name, vm]] of vms.entries()) this.#startGuest(name, vm, this.#machine.vms[index]!);
    this.#machine.contention = words.contention?.(this.#machine) ?? null;
    this.#machine.start();
  }

  #id(name: string): number {
    return this.#names.push(name) - 1;
  }

  #addVm(name: string, words: VmWords): void {
    const pool = this.#machine.pools[0]!;
    const { kernel } = words;
    const parameters = kernel?.parameters.parse({}) as never;
    const costs = kernel === undefined ? { ...noCosts, ...words.costs } : kernel.costs(parameters);
    const byDeadline = kernel?.urgencyByDeadline(parameters) ?? words.urgencyByDeadline ?? false;
    const vm = new Vm(this.#id(name), this.#id(`${name} kernel`), costs, byDeadline);
    this.#machine.vms.push(vm);
    for (const { pcpus = [0] } of words.vcpus ?? [{}]) {
      const home = pool.pcpus[pcpus[0]!]!;
      const { length } = vm.vcpus;
      const ledger = (this.#words.createLedger ?? (() => new EpochLedger()))();
      const { vcpus } = this.#machine;
      const id = this.#id(`${name}/v${length}`);
      const vcpu = new Vcpu(vcpus.length, id, vm, length, pool, pool.vcpus.length, home, ledger);
      home.assigned.push(vcpu);
      this.#machine.addVcpu(vcpu);
      vm.vcpus.push(vcpu);
      pool.vcpus.push(vcpu);
    }
    const resources = new Map(
      Object.entries(words.resources ?? {}).map(([lock, protocol]) => [lock, new Resource(this.#id(lock), protocol)]),
    );
    for (const [unit, [task, one]] of Object.entries(words.tasks ?? {}).entries())
      this.#addTask(vm, name, task, unit, one, resources);
  }

  #addTask(
    vm: Vm,
    vmName: string,
    name: string,
    unit: number,
    words: TaskWords,
    resources: ReadonlyMap<string, Resource>,
  ): void {
    const fullName = `${vmName}/${name}`;
    const task = new Task({
      id: this.#id(fullName),
      vm,
      unit,
      priority: words.priority ?? 0,
      preemptible: words.preemptible ?? true,
      deadlinePs: words.deadlinePs ?? Number.POSITIVE_INFINITY,
      chance: stream(1, fullName),
      steps: (words.steps ?? [words]).map((step) => this.#step(step, resources)),
      assigned: vm.vcpus[words.on?.[0] ?? 0]!,
    });
    for (const step of task.steps) for (const held of step.holds) held.ceiling = Math.max(held.ceiling, task.priority);
    vm.tasks.push(task);
    this.#tasks.set(fullName, task);
    this.#machine.addTask(task);
  }

  #step(words: StepWords, resources: ReadonlyMap<string, Resource>): Step {
    const holds = (words.hold ?? []).map((name) => resources.get(name)!);
    if (words.sleepPs !== undefined) return { kind: 'sleep', holds, sleepPs: words.sleepPs };
    const runPs = words.runPs ?? Number.POSITIVE_INFINITY;
    const work = Array.from({ length: this.#coreTypes }, (_, type) =>
      workOf(typeof runPs === 'number' ? runPs : runPs[type]!),
    );
    if (words.accelerator === undefined) return { kind: 'run', holds, work, firstPurpose: 0 };
    const accelerator = this.#accelerators.get(words.accelerator)!;
    return { kind: 'accelerate', holds, accelerator, work: work[0]!, firstPurpose: 0 };
  }

  #startPool(): void {
    const pool = this.#machine.pools[0]!;
    const definition = definitionOf(this.#words.policy ?? 'fixed-priority');
    const units = Object.entries(this.#words.vms).flatMap(([name, { vcpus = [{}] }], group) =>
      vcpus.map(
        ({ pcpus = [0], priority = 0, budgetPs = null, periodPs = null }, number): UnitSpec => ({
          ...{ name: `${name}/v${number}`, group, groupName: name, budgetPs, periodPs, weight: 256, priority },
          ...{ processors: pcpus, preemptible: true, options: definition.unitParameters.parse({}) },
        }),
      ),
    );
    const level = new HypervisorLevel({
      pool,
      units,
      chance: stream(1, 'pool'),
      enforceBudgets: true,
      dispatcher: this.#machine.dispatcher,
      armTimer: (timer, atPs) => this.#machine.armPoolTimer(pool, timer, atPs),
    });
    pool.attach(policyOf(definition, level, this.#words.policyOptions));
    for (const { unit } of pool.vcpus) pool.policy.admit(unit, 0);
  }

  #startGuest(name: string, words: VmWords, vm: Vm): void {
    const tasks = Object.entries(words.tasks ?? {});
    const definition = definitionOf(words.policy ?? 'fixed-priority');
    const level = new GuestLevel({
      vm,
      units: tasks.map(([task, { priority = 0, preemptible = true, on = [0], budgetPs = null, periodPs = null }]) => ({
        ...{ name: `${name}/${task}`, group: 0, groupName: '', budgetPs, periodPs, weight: 1024 },
        ...{ priority, processors: on, preemptible, options: definition.unitParameters.parse({}) },
      })),
      processorCount: vm.vcpus.length,
      chance: stream(1, `kernel:${name}`),
      guest: this.#machine.guest,
      armTimer: (timer, atPs) => this.#machine.armGuestTimer(vm, timer, atPs),
    });
    const { kernel } = words;
    const classes = tasks.map(([task, { policy = null }]) => ({ name: task, policy, perPolicy: {} }));
    vm.attach(
      kernel === undefined
        ? policyOf(definition, level, words.policyOptions)
        : kernel.create(level, classes, kernel.parameters.parse({}) as never),
    );
    for (const { unit } of vm.tasks) vm.policy.admit(unit, 0);
    tasks.forEach(([, { at, after, againPs }], index) => {
      const task = vm.tasks[index]!;
      if (at !== undefined) this.#machine.addRelease(task, sourceOf(at));
      if (after !== undefined) this.#tasks.get(after)!.successors.push(task);
      if (againPs === undefined) return;
      task.againPausePs = againPs;
      this.#kernel.arm(task.slot, 0);
    });
    for (const [line, one] of Object.entries(words.interrupts ?? {})) this.#addInterrupt(name, line, one, vm);
  }

  #addInterrupt(vmName: string, name: string, words: InterruptWords, vm: Vm): void {
    const interrupt: InterruptSource = {
      id: this.#id(`${vmName}/${name}`),
      source: sourceOf(words.at),
      vcpu: vm.vcpus[words.vcpu ?? 0]!,
      direct: words.direct ?? false,
      category: words.category ?? 2,
      handler: Array.from({ length: this.#coreTypes }, () => workOf(words.handlerPs)),
      chance: stream(1, name),
      tasks: (words.activates ?? []).map((task) => this.#tasks.get(`${vmName}/${task}`)!),
      count: 0,
    };
    this.#machine.addInterrupt(interrupt);
  }

  run(untilPs: number): Observed {
    this.#kernel.run(untilPs);
    this.#machine.settleAll();
    const records = this.#records;
    const name = (id: number) => this.#names[id]!;
    const jobsOf = (task: string, kind: number) =>
      records.filter(([one, , subject]) => one === kind && name(subject!) === task);
    return {
      machine: this.#machine,
      lines: (...kinds) =>
        records.flatMap(([kind, atPs, subject, item, object, value]) => {
          const called = nameOfKind.get(kind!);
          if (called === undefined || called === 'charge' || !kinds.includes(called as keyof typeof recordKinds))
            return [];
          const of = called === 'overhead' ? ` ${causes[item!]}` : '';
          return `${atPs} ${called}${of} ${name(subject!)}${object === -1 ? '' : ` ${name(object!)}`}${value === 0 ? '' : `=${value}`}`;
        }),
      responses: (task) => jobsOf(task, recordKinds.finish).map(([, , , , , value]) => value!),
      charges: (task, job = 0) =>
        Object.fromEntries(
          causes.flatMap((cause, index) =>
            jobsOf(task, firstCharge + index)
              .filter(([, , , item]) => item === job)
              .map(([, , , , culprit, ps]) => [`${cause} ${name(culprit!)}`, ps!]),
          ),
        ),
    };
  }
}

function workOf(ps: number): Work {
  const demand: Demand = { minPs: ps, meanPs: ps, maxPs: ps, quantilePs: () => ps };
  return { demands: ps === Number.POSITIVE_INFINITY ? [] : [demand], sheetHz: 1, actualHz: 1 };
}

function sourceOf(instants: readonly number[]): Source {
  return new Source({ at: (index) => instants[index] ?? null });
}

function definitionOf(name: string): PolicyDefinition {
  return (policies as Readonly<Record<string, PolicyDefinition>>)[name]!;
}

function policyOf(definition: PolicyDefinition, level: Level, options: Readonly<Record<string, unknown>> = {}): Policy {
  return definition.create(level, definition.parameters.parse(options) as never);
}
