/**
 * Chains: the tasks of a path, and what carries the data over each hop. A hop is an activation (`after`), the one channel that
 * the first task writes and the second reads, the channel that the path names, or an assumed one of 4 B (null).
 */
import type * as described from '../ecu.ts';
import { follows, joins } from './chain-rules.ts';
import { byName } from './names.ts';
import type { ReadEcu } from './reader.ts';

export function resolveChains(read: ReadEcu): described.Chain[] {
  const { ecu, names } = read;
  const meanings = names.of('any-task', null);
  const taskOf = (full: string) => {
    const [vm, task] = full.split('/') as [string, string];
    return ecu.vms[vm]!.tasks[task]!;
  };
  return byName(ecu.chains).map(({ name, path }) => {
    const tasks: string[] = [];
    const hops: (string | null)[] = [];
    path.forEach((written, index) => {
      const full = meanings.get(written)?.[0];
      if (full === undefined) return;
      const before = tasks.at(-1);
      if (before !== undefined) {
        const between = path[index - 1]!;
        const isChannel = !meanings.has(between);
        const to = taskOf(full);
        hops.push(
          isChannel ? between : follows(before, full, to) ? 'after' : (joins(taskOf(before), to, read)[0] ?? null),
        );
      }
      tasks.push(full);
    });
    return { name, path: tasks, hops };
  });
}
