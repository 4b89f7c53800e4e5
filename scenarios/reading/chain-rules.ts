/**
 * Rules of chains: at least two tasks, and no doubt about what carries the data from one to the next.
 */
import type { FileEcu, FileTask } from '../shape.ts';
import { bare, type Judge } from './judge.ts';
import type { ReadEcu } from './reader.ts';
import type { Node } from './tree.ts';

export class ChainRules {
  readonly judge: Judge;

  constructor(judge: Judge) {
    this.judge = judge;
  }

  chain(name: string, chain: FileEcu['chains'][string]): void {
    const list = this.judge.node(chain, 'path');
    if (chain.path === undefined || list?.kind !== 'list' || chain.path.length !== list.items.length) return;
    const isTask = (one: string) => this.judge.read.names.of('any-task', null).has(one);
    if (chain.path.filter(isTask).length < 2) {
      this.judge.add(list, {
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
      this.judge.add(node, { message: `channel "${channel}" in chain "${bare(name)}" must stand between two tasks` });
    } else if (!joins(from, to, this.judge.read).includes(channel)) {
      this.judge.add(node, {
        message: `channel "${channel}" does not join "${path[index - 1]}" to "${path[index + 1]}"`,
        help: ['the first must write it and the second must read it'],
      });
    }
  }

  #hop(fromName: string, toName: string, node: Node | undefined): void {
    const from = this.#taskOf(fromName);
    const to = this.#taskOf(toName);
    if (from === undefined || to === undefined) return;
    const channels = joins(from, to, this.judge.read);
    if (channels.length < 2 || follows(fromName, toName, to)) return;
    this.judge.add(node, {
      message: `several channels join "${fromName}" to "${toName}": ${channels.join(', ')}`,
      help: [`name one between them: [${fromName}, ${channels[0]}, ${toName}]`],
    });
  }

  #taskOf(full: string | undefined): FileTask | undefined {
    const [vm, task] = (full ?? '').split('/') as [string, string];
    const meanings = this.judge.read.names.of('any-task', null).get(`${vm}/${task}`)?.[0]?.split('/');
    return meanings === undefined ? undefined : this.judge.ecu.vms?.[meanings[0]!]?.tasks?.[meanings[1]!];
  }
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
