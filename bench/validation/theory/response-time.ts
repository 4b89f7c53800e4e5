/**
 * Exact response times of theory, written from the textbooks and sharing no code with the simulation. One core, independent
 * periodic tasks, synchronous release, no costs. Integers in any one unit.
 *
 * Fixed priority pre-emptive with arbitrary deadlines: Lehoczky, RTSS 1990: the worst response of task i lies in its
 * level-i busy window; job q of the window finishes at the least w with w = (q+1) C_i + sum over higher j of ceil(w/T_j) C_j.
 */
export interface TheoryTask {
  readonly execution: number;
  readonly period: number;
}

/** Worst response of the task at `index` of tasks sorted from the most urgent; null when the busy window never ends. */
export function worstResponse(tasks: readonly TheoryTask[], index: number, longestWindow: number): number | null {
  const { execution, period } = tasks[index]!;
  const higher = tasks.slice(0, index);
  let worst = 0;
  for (let job = 0; ; job += 1) {
    let finish = (job + 1) * execution;
    for (;;) {
      const next =
        (job + 1) * execution + higher.reduce((sum, task) => sum + Math.ceil(finish / task.period) * task.execution, 0);
      if (next === finish) break;
      finish = next;
      if (finish > longestWindow) return null;
    }
    worst = Math.max(worst, finish - job * period);
    if (finish <= (job + 1) * period) return worst;
  }
}

/** Longest time that a slot of `slot` per `frame` keeps work of length `execution` waiting, release at the worst phase. */
export function tdmaBound(execution: number, slot: number, frame: number): number {
  return execution + Math.ceil(execution / slot) * (frame - slot);
}
