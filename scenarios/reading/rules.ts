/**
 * What must hold between several values of an ECU file. Each rule looks only at what could be read: a value that is
 * missing because it was wrong is nobody's second problem. Places are those of the offending text.
 */

import type { KernelDefinition } from '../../models/guest/kernel.ts';
import { kernels } from '../../models/guest/kernels.ts';
import type { Execution } from '../ecu.ts';
import { requirementKindOf } from '../requirement-kinds.ts';
import type { FileEcu, FileStep, FileTask, FileVm } from '../shape.ts';
import { notAmong } from './findings.ts';
import { pcpusOf, placedPools, typeOfPcpus, vcpusOf } from './placement.ts';
import type { ReadEcu } from './reader.ts';
import type { Finding, Report } from './report.ts';
import { isMap, isScalar, type Node } from './tree.ts';

/** Reports everything that is wrong between the values of `read`. */
export function checkRules(read: ReadEcu, report: Report): void {
  new Rules(read, report).all();
}

class Rules {
  readonly #read: ReadEcu;
  readonly #ecu: FileEcu;
  readonly #report: Report;

  constructor(read: ReadEcu, report: Report) {
    this.#read = read;
    this.#ecu = read.ecu;
    this.#report = report;
  }

  all(): void {
    this.#run();
    this.#pools();
    const lines = new Map<number, string>();
    for (const [name, vm] of Object.entries(this.#ecu.vms ?? {})) {
      this.#vcpus(name, vm);
      this.#groups(name, vm);
      this.#resources(name, vm);
      this.#interrupts(name, vm, lines);
      for (const [task, value] of Object.entries(vm.tasks ?? {})) this.#task(name, vm, task, value);
      this.#activationCircle(name, vm);
    }
    for (const [name, chain] of Object.entries(this.#ecu.chains ?? {})) this.#chain(name, chain);
    this.#boot();
    for (const [id, requirement] of Object.entries(this.#ecu.requirements ?? {})) this.#requirement(id, requirement);
    this.#parents();
  }

  // ---- reporting ----

  /** Text under `key` of a value that was read from a map; the map itself without a key. */
  #node(value: object, key?: string, index?: number): Node | undefined {
    const map = this.#read.nodeOf(value);
    const node = key === undefined ? map : map?.entries.get(key)?.value;
    return index !== undefined && node?.kind === 'list' ? node.items[index] : node;
  }

  #add(node: Node | undefined, finding: Finding, path?: string): void {
    if (node !== undefined && !(isScalar(node) && node.broken))
      this.#report.add(node.place, path ?? node.place.home, finding);
  }

  #addAtKey(value: object, key: string, finding: Finding): void {
    const entry = this.#read.nodeOf(value)?.entries.get(key);
    if (entry !== undefined) this.#report.add(entry.keyPlace, entry.keyPlace.home, finding);
  }

  #written(value: object, key: string): boolean {
    return this.#read.nodeOf(value)?.entries.has(key) === true;
  }

  #text(value: object, key: string): string {
    const node = this.#node(value, key);
    return isScalar(node) ? node.text.replace(/\s*@\s*\S*$/, '') : key;
  }

  // ---- the machine ----

  #run(): void {
    const run = this.#ecu.run;
    if (run?.horizon === undefined || run.warm_up === undefined || run.warm_up < run.horizon) return;
    const message = `warm-up ${this.#text(run, 'warm_up')} leaves nothing of the horizon`;
    this.#add(this.#node(run, this.#written(run, 'warm_up') ? 'warm_up' : 'horizon'), {
      message,
      help: ['it must be shorter than "horizon"'],
    });
  }

  #pools(): void {
    const owner = new Map<number, string>();
    for (const [name, pool] of Object.entries(this.#ecu.hypervisor?.pools ?? {})) {
      if (name === 'default') {
        this.#add(this.#node(pool), {
          message: 'the pool "default" is made of all cores that no other pool takes',
          help: ['give this pool another name'],
        });
      }
      const list = this.#node(pool, 'pcpus');
      (pool.pcpus ?? []).forEach((written, index) => {
        for (const number of this.#read.names.of('pcpu', null).get(`${written}`) ?? []) {
          const other = owner.get(Number(number));
          owner.set(Number(number), name);
          if (other === undefined) continue;
          const message =
            other === name
              ? `pCPU ${number} stands twice in pool "${name}"`
              : `pCPU ${number} of pool "${name}" already belongs to pool "${other}"`;
          this.#add(list?.kind === 'list' ? list.items[index] : list, { message, help: ['a pCPU has one pool'] });
        }
      });
      if (pool.pcpus?.length === 0) this.#add(list, { message: `pool "${name}" has no pCPU` });
    }
  }

  #vcpus(vmName: string, vm: FileVm): void {
    const pool = placedPools(this.#ecu, this.#read.names).find(({ name }) => name === (vm.pool ?? 'default'));
    if (Object.keys(vm.vcpus ?? { main: {} }).length === 0)
      this.#add(this.#node(vm, 'vcpus') ?? this.#node(vm), { message: `VM "${bare(vmName)}" has no vCPU` });
    for (const [name, vcpu] of Object.entries(vm.vcpus ?? {})) {
      const full = `"${bare(vmName)}/${bare(name)}"`;
      this.#supply(vcpu, 'budget', `vCPU ${full}`);
      const list = this.#node(vcpu, 'pcpus');
      if (vcpu.pcpus?.length === 0 && list?.kind === 'list' && list.items.length === 0)
        this.#add(list, { message: `vCPU ${full} may run on no pCPU`, help: ['leave "pcpus" out for all of them'] });
      if (pool === undefined) continue;
      (vcpu.pcpus ?? []).forEach((written, index) => {
        const outside = (this.#read.names.of('pcpu', null).get(`${written}`) ?? []).filter(
          (number) => !pool.pcpus.includes(Number(number)),
        );
        if (outside.length === 0) return;
        const message = `pCPU ${outside.join(', ')} is not in pool "${pool.name}" of VM "${bare(vmName)}"`;
        this.#add(list?.kind === 'list' ? list.items[index] : list, {
          message,
          help: [`the pool has: ${pool.pcpus.join(', ')}`],
        });
      });
      if (
        vcpu.pcpus === undefined &&
        pool.pcpus.length === 0 &&
        this.#read.names.coreTypes().some(({ count }) => count > 0)
      ) {
        this.#add(this.#node(vm, 'pool') ?? this.#node(vm), {
          message: `VM "${bare(vmName)}" runs in pool "${pool.name}", which has no pCPU`,
        });
      }
    }
  }

  /** A budget (or quota) needs a period that holds it. */
  #supply(value: { readonly [key: string]: unknown }, key: 'budget' | 'quota', owner: string): void {
    const amount = value[key];
    const { period } = value;
    if (typeof amount !== 'number') return;
    if (period === undefined && !this.#written(value, 'period')) {
      this.#add(this.#node(value, key), {
        message: `${key} of ${owner} has no period`,
        help: [`write "period" beside "${key}"`],
      });
    } else if (typeof period === 'number' && amount > period) {
      const message = `${key} ${this.#text(value, key)} of ${owner} is larger than its period ${this.#text(value, 'period')}`;
      this.#add(this.#node(value, key), { message, help: [`a ${key} is at most one period`] });
    }
  }

  #groups(vmName: string, vm: FileVm): void {
    const parentOf = new Map<string, string>();
    for (const [name, group] of Object.entries(vm.groups ?? {})) {
      this.#supply(group, 'quota', `group "${bare(vmName)}/${bare(name)}"`);
      if (group.parent !== undefined) parentOf.set(name, group.parent);
    }
    this.#circles(
      'groups contain each other',
      parentOf,
      (name) => this.#node(vm.groups[name]!, 'parent'),
      'a group cannot contain itself',
    );
  }

  #resources(vmName: string, vm: FileVm): void {
    const kernel = kernelOf(vm);
    for (const [name, resource] of Object.entries(vm.resources ?? {})) {
      const { protocol } = resource;
      if (
        kernel === undefined ||
        protocol === undefined ||
        !this.#written(resource, 'protocol') ||
        kernel.protocols.includes(protocol)
      )
        continue;
      this.#add(this.#node(resource, 'protocol'), {
        message: `resource "${bare(vmName)}/${bare(name)}" cannot have protocol "${protocol}" under kernel "${kernel.name}"`,
        help: [`allowed: ${kernel.protocols.join(', ')}`],
      });
    }
  }

  #interrupts(vmName: string, vm: FileVm, owners: Map<number, string>): void {
    for (const [name, source] of Object.entries(vm.interrupts ?? {})) {
      const full = `${vmName}/${name}`;
      if (source.arrival !== undefined && ['after', 'interrupt', 'device', 'always'].includes(source.arrival.use)) {
        this.#add(this.#node(source, 'arrival'), {
          message: `arrival of interrupt "${bare(vmName)}/${bare(name)}" cannot be "${source.arrival.use}"`,
          help: ['an interrupt arrives by itself: periodic, sporadic, burst, angle, once'],
        });
      }
      const on = Object.keys(vm.vcpus ?? {});
      if (source.handler !== undefined)
        this.#coverage(
          source.handler,
          this.#node(source, 'handler'),
          `handler of interrupt "${bare(vmName)}/${bare(name)}"`,
          vmName,
          vm,
          source.vcpu === undefined ? on : [source.vcpu],
        );
      if (source.line === undefined) continue;
      const owner = owners.get(source.line);
      if (owner === undefined) owners.set(source.line, full);
      else
        this.#add(this.#node(source, 'line'), {
          message: `interrupt line ${source.line} of "${full}" already belongs to "${owner}"`,
          help: ['a line has one owner'],
        });
    }
  }

  // ---- tasks ----

  #task(vmName: string, vm: FileVm, name: string, task: FileTask): void {
    const full = `task "${bare(vmName)}/${bare(name)}"`;
    const has = (key: string) => this.#written(task, key);
    if (has('period') && has('activation')) {
      this.#addAtKey(task, 'activation', {
        message: `${full} has both "period" and "activation"`,
        help: ['keep one: "period" is periodic, "activation" is anything else'],
      });
    }
    for (const key of ['offset', 'jitter']) {
      if (has(key) && !has('period'))
        this.#addAtKey(task, key, {
          message: `${full} has "${key}" but no "period"`,
          help: ['only periodic tasks have it; sporadic ones have a "gap"'],
        });
    }
    if (has('execution') && has('steps')) {
      this.#addAtKey(task, 'steps', {
        message: `${full} has both "execution" and "steps"`,
        help: ['keep one: "execution" is a single step that runs'],
      });
    }
    if (this.#read.nodeOf(task)?.hasStrangers !== true) this.#needs(full, task);
    if (task.on?.length === 0)
      this.#add(this.#node(task, 'on'), {
        message: `${full} may run on no vCPU`,
        help: ['leave "on" out for all of them'],
      });
    this.#taskPolicy(full, vm, task);
    const on = vcpusOf(task.on, vm, vmName, this.#read.names);
    if (task.execution !== undefined)
      this.#coverage(task.execution, this.#node(task, 'execution'), full, vmName, vm, on);
    const names = new Set<string>();
    for (const step of task.steps ?? []) this.#step(full, step, names, vmName, vm, on);
    if (task.steps?.length === 0) this.#add(this.#node(task, 'steps'), { message: `${full} has no step` });
    else if (task.steps?.every((step) => ['run', 'request', 'sleep'].every((key) => !this.#written(step, key)))) {
      this.#add(this.#node(task, 'steps'), {
        message: `the steps of ${full} do nothing`,
        help: ['a step runs, requests, or sleeps'],
      });
    }
  }

  #needs(full: string, task: FileTask): void {
    const has = (key: string) => this.#written(task, key);
    const entry = this.#read.nodeOf(task);
    if (!has('period') && !has('activation')) {
      this.#add(entry, {
        message: `${full} has neither "period" nor "activation"`,
        help: ['write for example "period: 10 ms"'],
      });
    } else if (
      !has('execution') &&
      !has('steps') &&
      (has('period') || (task.activation !== undefined && task.activation.use !== 'always'))
    ) {
      this.#add(entry, {
        message: `${full} has neither "execution" nor "steps"`,
        help: ['write for example "execution: 2 ms"; only "activation: always" may run for ever'],
      });
    }
  }

  #taskPolicy(full: string, vm: FileVm, task: FileTask): void {
    const kernel = kernelOf(vm);
    if (kernel === undefined || task.policy === undefined || kernel.taskPolicies.includes(task.policy)) return;
    const finding: Finding =
      kernel.taskPolicies.length === 0
        ? {
            message: `${full} cannot choose a policy: kernel "${kernel.name}" has only one`,
            help: ['leave "policy" out'],
          }
        : notAmong('policy', task.policy, kernel.taskPolicies);
    this.#add(this.#node(task, 'policy'), finding);
  }

  #step(full: string, step: FileStep, names: Set<string>, vmName: string, vm: FileVm, on: readonly string[]): void {
    const has = (key: string) => this.#written(step, key);
    const does = ['run', 'request', 'sleep'].filter(has);
    if (does.length > 1)
      this.#addAtKey(step, does[1]!, {
        message: `a step of ${full} has both "${does[0]}" and "${does[1]}"`,
        help: ['make two steps'],
      });
    if (has('accelerator') && !has('run'))
      this.#addAtKey(step, 'accelerator', {
        message: `a step of ${full} has "accelerator" but no "run"`,
        help: ['"run" is what the accelerator executes'],
      });
    if (has('size') && !has('request'))
      this.#addAtKey(step, 'size', { message: `a step of ${full} has "size" but no "request"` });
    if (has('request') && !has('size'))
      this.#addAtKey(step, 'request', {
        message: `a request of ${full} has no "size"`,
        help: ['write for example "size: 64 KiB"'],
      });
    if (step.name !== undefined) {
      if (names.has(step.name))
        this.#add(this.#node(step, 'name'), { message: `the step "${step.name}" stands twice in ${full}` });
      if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(step.name))
        this.#add(this.#node(step, 'name'), {
          message: `"${step.name}" is not a name`,
          help: ['a name is a letter, then letters, digits, "_" or "-"'],
        });
      names.add(step.name);
    }
    if (step.run === undefined) return;
    const node = this.#node(step, 'run');
    if (!has('accelerator')) this.#coverage(step.run, node, full, vmName, vm, on);
    else if (
      step.accelerator !== undefined &&
      step.run.default === null &&
      step.run.perCore[step.accelerator] === undefined
    ) {
      this.#add(node, {
        message: `a step of ${full} has no execution time for accelerator "${step.accelerator}"`,
        help: [timesOf(step.run)],
      });
    }
  }

  /** Every core type that the work may run on has an execution time. */
  #coverage(
    execution: Execution,
    node: Node | undefined,
    owner: string,
    vmName: string,
    vm: FileVm,
    on: readonly string[],
  ): void {
    if (execution.default !== null) return;
    const types = typeOfPcpus(this.#read.names);
    const pool = placedPools(this.#ecu, this.#read.names).find(({ name }) => name === (vm.pool ?? 'default'));
    const meanings = this.#read.names.of('vcpu', vmName);
    const pcpus = on
      .flatMap((name) => meanings.get(name) ?? [])
      .flatMap((name) => pcpusOf(vm.vcpus?.[name], pool, this.#read.names));
    const missing = [...new Set(pcpus.map((pcpu) => types[pcpu]!))].filter(
      (type) => execution.perCore[type] === undefined,
    );
    if (
      missing.length === 0 ||
      (isMap(node) && [...node.entries.values()].some(({ value }) => this.#report.has(value.place)))
    )
      return;
    this.#add(node, {
      message: `${owner} may run on core type "${missing[0]}", for which it has no execution time`,
      help: [timesOf(execution)],
    });
  }

  #activationCircle(vmName: string, vm: FileVm): void {
    const before = new Map<string, string>();
    for (const [name, { activation }] of Object.entries(vm.tasks ?? {})) {
      if (activation?.use !== 'after' || typeof activation.of !== 'string') continue;
      const [first] = this.#read.names.of('task', vmName).get(activation.of) ?? [];
      if (first !== undefined) before.set(name, first);
    }
    const at = (name: string) => {
      const { activation } = vm.tasks[name]!;
      return activation === undefined ? undefined : (this.#node(activation, 'of') ?? this.#node(activation));
    };
    this.#circles('tasks wait for each other', before, at, 'one of them must be activated by something else');
  }

  /** Circles of a graph with one successor for each node. */
  #circles(
    message: string,
    next: ReadonlyMap<string, string>,
    at: (name: string) => Node | undefined,
    help: string,
  ): void {
    const done = new Set<string>();
    for (const start of next.keys()) {
      const path: string[] = [];
      let name: string | undefined = start;
      while (name !== undefined && !done.has(name) && !path.includes(name)) {
        path.push(name);
        name = next.get(name);
      }
      if (name !== undefined && path.includes(name)) {
        const circle = [...path.slice(path.indexOf(name)), name];
        this.#add(at(circle.at(-2)!), { message: `${message}: ${circle.join(' <- ')}`, help: [help] });
      }
      for (const one of path) done.add(one);
    }
  }

  // ---- chains, boot, requirements ----

  #chain(name: string, chain: FileEcu['chains'][string]): void {
    const list = this.#node(chain, 'path');
    if (chain.path === undefined || list?.kind !== 'list' || chain.path.length !== list.items.length) return;
    const isTask = (one: string) => this.#read.names.of('any-task', null).has(one);
    if (chain.path.filter(isTask).length < 2) {
      this.#add(list, {
        message: `chain "${bare(name)}" joins no two tasks`,
        help: ['write for example [vm/first, vm/second]'],
      });
      return;
    }
    chain.path.forEach((one, index) => {
      const node = list.items[index];
      if (!isTask(one)) this.#namedHop(chain.path, index, node, name);
      else if (index > 0 && isTask(chain.path[index - 1]!)) this.#hop(chain.path[index - 1]!, one, node);
    });
  }

  #namedHop(path: readonly string[], index: number, node: Node | undefined, name: string): void {
    const from = this.#taskOf(path[index - 1]);
    const to = this.#taskOf(path[index + 1]);
    const channel = path[index]!;
    if (from === undefined || to === undefined) {
      this.#add(node, { message: `channel "${channel}" in chain "${bare(name)}" must stand between two tasks` });
    } else if (!joins(from, to, this.#read).includes(channel)) {
      this.#add(node, {
        message: `channel "${channel}" does not join "${path[index - 1]}" to "${path[index + 1]}"`,
        help: ['the first must write it and the second must read it'],
      });
    }
  }

  #hop(fromName: string, toName: string, node: Node | undefined): void {
    const from = this.#taskOf(fromName);
    const to = this.#taskOf(toName);
    if (from === undefined || to === undefined) return;
    const channels = joins(from, to, this.#read);
    if (channels.length < 2 || follows(fromName, toName, to)) return;
    this.#add(node, {
      message: `several channels join "${fromName}" to "${toName}": ${channels.join(', ')}`,
      help: [`name one between them: [${fromName}, ${channels[0]}, ${toName}]`],
    });
  }

  #taskOf(full: string | undefined): FileTask | undefined {
    const [vm, task] = (full ?? '').split('/') as [string, string];
    const meanings = this.#read.names.of('any-task', null).get(`${vm}/${task}`)?.[0]?.split('/');
    return meanings === undefined ? undefined : this.#ecu.vms?.[meanings[0]!]?.tasks?.[meanings[1]!];
  }

  #boot(): void {
    const stages = this.#ecu.boot?.stages ?? {};
    const done = new Set<string>();
    const visit = (name: string, path: readonly string[]): void => {
      const stage = stages[name];
      if (stage === undefined || done.has(name)) return;
      for (const before of stage.after ?? []) {
        for (const one of this.#read.names.of('stage', null).get(before) ?? []) {
          const here = [...path, name];
          if (!here.includes(one)) visit(one, here);
          else {
            const circle = [...here.slice(here.indexOf(one)), one];
            this.#add(this.#node(stage, 'after'), {
              message: `boot stages wait for each other: ${circle.join(' <- ')}`,
              help: ['a stage cannot start before itself'],
            });
          }
        }
      }
      done.add(name);
    };
    for (const name of Object.keys(stages)) visit(name, []);
  }

  #requirement(id: string, requirement: FileEcu['requirements'][string]): void {
    const kind = requirementKindOf(requirement.use);
    if (kind === undefined) return;
    const has = (key: string) => this.#written(requirement, key);
    if (has('max') && has('min'))
      this.#addAtKey(requirement, 'min', {
        message: `requirement "${bare(id)}" has both "max" and "min"`,
        help: ['make two requirements'],
      });
    if (this.#read.nodeOf(requirement)?.hasStrangers === true) return;
    if (!kind.limitAtSubject && requirement.max === undefined && !has('max') && !has('min')) {
      this.#add(this.#node(requirement), {
        message: `requirement "${bare(id)}" has no limit`,
        help: ['write "max" or "min"'],
      });
    }
    if (!kind.limitAtSubject || has('max') || has('min') || typeof requirement.of !== 'string') return;
    for (const subject of this.#read.names.of('any-task', null).get(requirement.of) ?? []) {
      const [vm, name] = subject.split('/') as [string, string];
      const task = this.#ecu.vms[vm]?.tasks?.[name];
      if (
        task === undefined ||
        ['period', 'deadline'].some((key) => this.#written(task, key)) ||
        nominallyPeriodic(task)
      )
        continue;
      this.#add(this.#node(requirement, 'of'), {
        message: `task "${subject}" has no deadline`,
        help: [`write "deadline" at the task, or "max" here`],
      });
      return;
    }
  }

  #parents(): void {
    const requirements = this.#ecu.requirements ?? {};
    const parentOf = new Map(
      Object.entries(requirements).flatMap(([id, { parent }]) =>
        typeof parent === 'string' ? [[id, parent] as const] : [],
      ),
    );
    this.#circles(
      "requirements are each other's parents",
      parentOf,
      (id) => this.#node(requirements[id]!, 'parent'),
      'a requirement cannot be its own parent',
    );
  }
}

function bare(name: string): string {
  return name.replace(/\.\d+$/, '');
}

function timesOf(execution: Execution): string {
  const has = Object.keys(execution.perCore);
  return has.length === 0 ? 'it has none' : `it has: ${has.join(', ')}`;
}

export function kernelOf(vm: FileVm): KernelDefinition | undefined {
  const use = vm.kernel?.use;
  return use !== undefined && Object.hasOwn(kernels, use) ? kernels[use as keyof typeof kernels] : undefined;
}

/** Channels that `from` writes and `to` reads, each copy of a counted one by itself. */
export function joins(from: FileTask, to: FileTask, { names }: Pick<ReadEcu, 'names'>): string[] {
  const channels = names.of('channel', null);
  const expand = (list: readonly string[] | undefined) => (list ?? []).flatMap((name) => channels.get(name) ?? []);
  const read = new Set(expand(to.reads));
  return [...new Set(expand(from.writes))].filter((name) => read.has(name));
}

/** True when `to` is activated by `from`. */
export function follows(fromName: string, toName: string, to: FileTask): boolean {
  const { activation } = to;
  const [vm, task] = fromName.split('/');
  return activation?.use === 'after' && activation.of === task && vm === toName.split('/')[0];
}

function nominallyPeriodic({ activation }: FileTask): boolean {
  return activation?.use === 'periodic';
}
