/** Row 15 of the table of causes: does the task on a vCPU keep a more urgent ready one of its guest out? */
import type { Vcpu } from '../hypervisor/vcpu.ts';
import type { Task } from './task.ts';

export function blocksMoreUrgent(vcpu: Vcpu): boolean {
  const task = vcpu.current;
  if (task === null) return false;
  return (task.urgency !== null || !task.preemptible || vcpu.holdsOff) && isOutranked(task, vcpu);
}

function isOutranked(running: Task, vcpu: Vcpu): boolean {
  const { urgencyByDeadline } = vcpu.vm;
  for (const task of vcpu.vm.tasks) {
    if (task === running || task.state !== 'ready' || task.assigned !== vcpu) continue;
    const more = urgencyByDeadline
      ? task.job!.deadlineAtPs < running.job!.deadlineAtPs
      : task.priority > running.priority;
    if (more) return true;
  }
  return false;
}
