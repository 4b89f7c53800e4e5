/**
 * Rules between the values of a task: what activates it, what it does, where it runs.
 */
import type { FileStep, FileTask, FileVm } from '../shape.ts';
import { notAmong } from './findings.ts';
import { bare, type Judge, timesOf } from './judge.ts';
import { kernelOf } from './machine-rules.ts';
import { vcpusOf } from './placement.ts';
import type { Finding } from './report.ts';

export class TaskRules {
  readonly judge: Judge;

  constructor(judge: Judge) {
    this.judge = judge;
  }

  task(vmName: string, vm: FileVm, name: string, task: FileTask): void {
    const full = `task "${bare(vmName)}/${bare(name)}"`;
    const has = (key: string) => this.judge.written(task, key);
    if (has('period') && has('activation')) {
      this.judge.addAtKey(task, 'activation', {
        message: `${full} has both "period" and "activation"`,
        help: ['keep one: "period" is periodic, "activation" is anything else'],
      });
    }
    for (const key of ['offset', 'jitter']) {
      if (has(key) && !has('period'))
        this.judge.addAtKey(task, key, {
          message: `${full} has "${key}" but no "period"`,
          help: ['only periodic tasks have it; sporadic ones have a "gap"'],
        });
    }
    if (has('execution') && has('steps')) {
      this.judge.addAtKey(task, 'steps', {
        message: `${full} has both "execution" and "steps"`,
        help: ['keep one: "execution" is a single step that runs'],
      });
    }
    if (this.judge.read.nodeOf(task)?.hasStrangers !== true) this.#needs(full, task);
    if (task.on?.length === 0)
      this.judge.add(this.judge.node(task, 'on'), {
        message: `${full} may run on no vCPU`,
        help: ['leave "on" out for all of them'],
      });
    this.#taskPolicy(full, vm, task);
    const on = vcpusOf(task.on, vm, vmName, this.judge.read.names);
    if (task.execution !== undefined)
      this.judge.coverage(task.execution, this.judge.node(task, 'execution'), full, vmName, vm, on);
    const names = new Set<string>();
    for (const step of task.steps ?? []) this.#step(full, step, names, vmName, vm, on);
    if (task.steps?.length === 0) this.judge.add(this.judge.node(task, 'steps'), { message: `${full} has no step` });
    else if (task.steps?.every((step) => ['run', 'request', 'sleep'].every((key) => !this.judge.written(step, key)))) {
      this.judge.add(this.judge.node(task, 'steps'), {
        message: `the steps of ${full} do nothing`,
        help: ['a step runs, requests, or sleeps'],
      });
    }
  }

  #needs(full: string, task: FileTask): void {
    const has = (key: string) => this.judge.written(task, key);
    const entry = this.judge.read.nodeOf(task);
    if (!has('period') && !has('activation')) {
      this.judge.add(entry, {
        message: `${full} has neither "period" nor "activation"`,
        help: ['write for example "period: 10 ms"'],
      });
    } else if (
      !has('execution') &&
      !has('steps') &&
      (has('period') || (task.activation !== undefined && task.activation.use !== 'always'))
    ) {
      this.judge.add(entry, {
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
    this.judge.add(this.judge.node(task, 'policy'), finding);
  }

  #step(full: string, step: FileStep, names: Set<string>, vmName: string, vm: FileVm, on: readonly string[]): void {
    const has = (key: string) => this.judge.written(step, key);
    const does = ['run', 'request', 'sleep'].filter(has);
    if (does.length > 1)
      this.judge.addAtKey(step, does[1]!, {
        message: `a step of ${full} has both "${does[0]}" and "${does[1]}"`,
        help: ['make two steps'],
      });
    if (has('accelerator') && !has('run'))
      this.judge.addAtKey(step, 'accelerator', {
        message: `a step of ${full} has "accelerator" but no "run"`,
        help: ['"run" is what the accelerator executes'],
      });
    if (has('size') && !has('request'))
      this.judge.addAtKey(step, 'size', { message: `a step of ${full} has "size" but no "request"` });
    if (has('request') && !has('size'))
      this.judge.addAtKey(step, 'request', {
        message: `a request of ${full} has no "size"`,
        help: ['write for example "size: 64 KiB"'],
      });
    if (step.name !== undefined) {
      if (names.has(step.name))
        this.judge.add(this.judge.node(step, 'name'), { message: `the step "${step.name}" stands twice in ${full}` });
      if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(step.name))
        this.judge.add(this.judge.node(step, 'name'), {
          message: `"${step.name}" is not a name`,
          help: ['a name is a letter, then letters, digits, "_" or "-"'],
        });
      names.add(step.name);
    }
    if (step.run === undefined) return;
    const node = this.judge.node(step, 'run');
    if (!has('accelerator')) this.judge.coverage(step.run, node, full, vmName, vm, on);
    else if (
      step.accelerator !== undefined &&
      step.run.default === null &&
      step.run.perCore[step.accelerator] === undefined
    ) {
      this.judge.add(node, {
        message: `a step of ${full} has no execution time for accelerator "${step.accelerator}"`,
        help: [timesOf(step.run)],
      });
    }
  }

  activationCircle(vmName: string, vm: FileVm): void {
    const before = new Map<string, string>();
    for (const [name, { activation }] of Object.entries(vm.tasks ?? {})) {
      if (activation?.use !== 'after' || typeof activation.of !== 'string') continue;
      const [first] = this.judge.read.names.of('task', vmName).get(activation.of) ?? [];
      if (first !== undefined) before.set(name, first);
    }
    const at = (name: string) => {
      const { activation } = vm.tasks[name]!;
      return activation === undefined ? undefined : (this.judge.node(activation, 'of') ?? this.judge.node(activation));
    };
    this.judge.circles('tasks wait for each other', before, at, 'one of them must be activated by something else');
  }
}
