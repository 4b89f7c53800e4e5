/**
 * Runs of a campaign in threads. The pool is piscina's; a thread gets a whole order and sends back a whole outcome, so no
 * thread sees another's run. Without a built worker beside this file (running from source) the runs stay in this thread,
 * one after the other, with a look at the event loop in between, so that Ctrl-C is heard.
 */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Executor, inlineExecutor, type Outcome, type RunOrder } from '../../scenarios/campaign.ts';
import { measure } from './measure.ts';

export interface ThreadPool<Result> {
  readonly executor: Executor<Result>;
  /** Ends the threads, busy or not. */
  close(): Promise<void>;
}

export function defaultWorkers(): number {
  return availableParallelism();
}

const workerBeside = fileURLToPath(new URL('./worker.js', import.meta.url));

/**
 * @param workers threads; 1 stays in this thread
 * @param worker path of the built worker
 */
export async function threadPool<Result>(workers: number, worker = workerBeside): Promise<ThreadPool<Result>> {
  if (workers <= 1 || !existsSync(worker)) {
    return {
      executor: inlineExecutor((order) => measure(order) as Result, setImmediate),
      close: async () => {},
    };
  }
  const { Piscina } = await import('piscina');
  const pool = new Piscina({ filename: worker, minThreads: workers, maxThreads: workers });
  const start = (order: RunOrder, done: (outcome: Outcome<Result>) => void): void => {
    pool
      .run(order, { name: 'execute' })
      .then(done, (error: unknown) =>
        done({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
      );
  };
  return { executor: { lanes: workers, start }, close: () => pool.destroy() };
}
