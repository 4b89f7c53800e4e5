/**
 * Interrupt threads: where a guest's kernel runs handlers in threads (PREEMPT_RT) or softirq work in one (ksoftirqd), the
 * thread is a task like any other, so that the ledger, requirements and reports see it. It is activated by the interrupt, and
 * what the interrupt activates follows it. Handlers of category 1 stay outside the kernel, hence no threads.
 *
 * Reading what was written out changes nothing: the interrupt has no work of its own any more.
 */
import type { KernelDefinition, KernelThread } from '../../models/guest/kernel.ts';
import { kernels } from '../../models/guest/kernels.ts';
import type { Execution, InterruptSource, Step, Task, Vm } from '../ecu.ts';
import { madeTask } from '../made-task.ts';
import { compareNames } from './names.ts';
import type { Notes } from './notes.ts';
import { under } from './tree.ts';

const nothing: Execution = { default: { use: 'fixed', time: 0 }, perCore: {} };

/** @param notes sources of the numbers move with them */
export function withInterruptThreads(vm: Vm, notes: Notes): Vm {
  const kernel: KernelDefinition | undefined = Object.hasOwn(kernels, vm.kernel.use)
    ? kernels[vm.kernel.use as keyof typeof kernels]
    : undefined;
  const forHandlers = kernel?.handlerThread?.(vm.kernel as never) ?? null;
  const forSoftirqs = kernel?.softirqThread?.(vm.kernel as never) ?? null;
  return vm.interrupts.reduce((sofar, interrupt) => {
    if (interrupt.category === 1) return sofar;
    if (forHandlers !== null) return threaded(sofar, interrupt, 'irq', forHandlers, ['handler', 'softirq'], notes);
    return forSoftirqs === null ? sofar : threaded(sofar, interrupt, 'ksoftirqd', forSoftirqs, ['softirq'], notes);
  }, vm);
}

/** The VM with the named work of one interrupt in a thread; unchanged when there is none. */
function threaded(
  vm: Vm,
  interrupt: InterruptSource,
  word: string,
  { policy, priority }: KernelThread,
  moved: readonly ('handler' | 'softirq')[],
  notes: Notes,
): Vm {
  const steps = moved.flatMap((key): Step[] => {
    const run = interrupt[key];
    if (run === undefined || isNothing(run)) return [];
    return [{ name: key, hold: [], run, accelerator: null, request: null, sleepPs: null }];
  });
  if (steps.length === 0) return vm;
  const name = freeName(`${word}-${interrupt.name}`, vm.tasks);
  const thread = madeTask({
    name,
    activation: { use: 'interrupt', of: interrupt.name },
    steps,
    on: [interrupt.vcpu],
    policy,
    priority,
  });
  const from = under(under(under('vms', vm.name), 'interrupts'), interrupt.name);
  const to = under(under(under('vms', vm.name), 'tasks'), name);
  for (const { name: key } of steps) notes.move(under(from, key), [under(under(under(to, 'steps'), key), 'run')]);
  notes.assume(under(under(from, 'handler'), 'time'), '0 s');
  notes.assume(under(to, 'priority'), `${priority}`);
  const { softirq: _, ...rest } = interrupt;
  const light = { ...rest, handler: moved.includes('handler') ? nothing : interrupt.handler };
  const followers = vm.tasks.map((task) =>
    task.activation.use === 'interrupt' && task.activation.of === interrupt.name
      ? { ...task, activation: { use: 'after', of: name } }
      : task,
  );
  return {
    ...vm,
    interrupts: vm.interrupts.map((one) => (one === interrupt ? light : one)),
    tasks: [...followers, thread].sort((a, b) => compareNames(a.name, b.name)),
  };
}

function isNothing({ default: choice, perCore }: Execution): boolean {
  return Object.keys(perCore).length === 0 && (choice === null || (choice.use === 'fixed' && choice.time === 0));
}

function freeName(wish: string, tasks: readonly Task[]): string {
  let name = wish;
  for (let number = 2; tasks.some((task) => task.name === name); number += 1) name = `${wish}-${number}`;
  return name;
}
