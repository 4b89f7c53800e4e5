import { describe, expect, it } from 'vitest';
import type { Task } from '../guest/task.ts';
import { Accelerator } from './accelerator.ts';

const task = (id: number, priority: number) => ({ id, priority }) as Task;

/** Serves everything in the queue; gives (task, work) in the order of service. */
function served(accelerator: Accelerator): [number, number][] {
  const order: [number, number][] = [];
  for (let workPs = accelerator.next(); workPs >= 0; workPs = accelerator.next()) {
    order.push([accelerator.serving!.id, workPs]);
    accelerator.serving = null;
  }
  return order;
}

describe('an accelerator', () => {
  it('serves one request at a time', () => {
    const accelerator = new Accelerator(1, false, 0);
    expect(accelerator.next()).toBe(-1);
    accelerator.enqueue(task(1, 0), 100);
    accelerator.enqueue(task(2, 9), 50);
    expect(accelerator.next()).toBe(100);
    expect(accelerator.serving?.id).toBe(1);
    expect(accelerator.next()).toBe(-1);
    expect(accelerator.serving?.id).toBe(1);
  });

  const requests: [Task, number][] = [
    [task(1, 1), 10],
    [task(2, 3), 20],
    [task(3, 2), 30],
    [task(4, 3), 40],
  ];

  it('takes requests in order of arrival', () => {
    const accelerator = new Accelerator(1, false, 0);
    for (const [one, workPs] of requests) accelerator.enqueue(one, workPs);
    expect(served(accelerator)).toEqual([
      [1, 10],
      [2, 20],
      [3, 30],
      [4, 40],
    ]);
  });

  it('or by priority, equals in order of arrival', () => {
    const accelerator = new Accelerator(1, true, 0);
    for (const [one, workPs] of requests) accelerator.enqueue(one, workPs);
    expect(served(accelerator)).toEqual([
      [2, 20],
      [4, 40],
      [3, 30],
      [1, 10],
    ]);
  });

  it('takes work of nothing for a request too', () => {
    const accelerator = new Accelerator(1, false, 0);
    accelerator.enqueue(task(1, 0), 0);
    expect(served(accelerator)).toEqual([[1, 0]]);
  });
});
