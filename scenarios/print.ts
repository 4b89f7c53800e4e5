/**
 * The file with every default filled in, again as an ECU file: reading what is printed gives the same description, to the
 * digest. Numbers are written as they stood, each with the source that counts for it. What a sheet or a preset says stands in
 * comments, because written out it would be the file's own: `use` brings it in again. So does the deadline that a task has by
 * its period, because a written one is judged.
 */
import { formatQuantity } from '../models/parameter.ts';
import type { Choice, EcuDescription, Execution, Provenance, Requirement, Step, Task, Vcpu, Vm } from './ecu.ts';
import { namedTree, printed, type Tree, tree } from './printing.ts';
import { socs } from './socs.ts';

/** Text of an ECU file, with a final line break. */
export function printEcu(ecu: EcuDescription): string {
  return new Printer(ecu).all();
}

class Printer {
  readonly #ecu: EcuDescription;
  readonly #notes: ReadonlyMap<string, Provenance>;

  constructor(ecu: EcuDescription) {
    this.#ecu = ecu;
    this.#notes = new Map(ecu.provenance.map((note) => [note.path, note]));
  }

  all(): string {
    const ecu = this.#ecu;
    const file = tree();
    file.set('bulkhead', ecu.format);
    file.set('name', ecu.name);
    if (ecu.description !== '') file.set('description', ecu.description);
    file.set('sources', this.#plain(ecu.sources, 'sources'));
    file.set(
      'run',
      tree([
        ['horizon', this.#number('run.horizon')],
        ['warm_up', this.#number('run.warm_up')],
        ['seed', ecu.run.seed],
      ]),
    );
    file.set('soc', this.#soc());
    file.set('hypervisor', this.#hypervisor());
    file.set(
      'memory',
      tree([
        ['fidelity', ecu.memory.fidelity],
        ['regulators', this.#named(ecu.memory.regulators, 'memory.regulators')],
      ]),
    );
    file.set('media', this.#named(ecu.media, 'media'));
    file.set('communication', ecu.communication);
    file.set('channels', this.#channels());
    if (ecu.access !== null) file.set('access', this.#plain(ecu.access, 'access'));
    file.set('vms', namedTree(ecu.vms.map((vm) => [vm.name, this.#vm(vm)] as const)));
    file.set('chains', this.#chains());
    if (ecu.boot !== null) file.set('boot', this.#boot());
    file.set('requirements', namedTree(ecu.requirements.map((one) => [one.id, this.#requirement(one)] as const)));
    for (const key of ['claims', 'lifecycle', 'faults'] as const) {
      file.set(key, this.#named(ecu[key] as readonly (object & { name: string })[], key));
    }
    return printed(file);
  }

  // ---- numbers ----

  /** The number at `path` with its source; undefined when nothing is known there or when it belongs to a sheet. */
  #number(path: string): string | undefined {
    const note = this.#notes.get(path);
    if (note === undefined || this.#isOfSheet(note)) return undefined;
    return note.source === 'none' ? note.value : `${note.value} @${note.source}`;
  }

  #isOfSheet(note: Provenance): boolean {
    return note.source !== 'none' && !Object.hasOwn(this.#ecu.sources, note.source);
  }

  /** Puts the number at `path` under `key`, or what the sheet says as a comment. */
  #put(into: Tree, key: string, path: string): void {
    const note = this.#notes.get(path);
    if (note !== undefined && this.#isOfSheet(note))
      into.comment(`${key}: ${note.value}  (${note.grade}: ${note.source})`);
    else into.set(key, this.#number(path));
  }

  /** A value that was read as it stands: numbers through their notes, everything else as it is. */
  #plain(value: unknown, path: string): unknown {
    if (typeof value === 'number') return this.#number(path) ?? value;
    if (Array.isArray(value)) return value.map((item, index) => this.#plain(item, `${path}.${index}`));
    if (value === null || typeof value !== 'object') return value;
    const entries = Object.entries(value).filter(([, one]) => one !== undefined);
    return tree(entries.map(([key, one]) => [key, this.#plain(one, path === '' ? key : `${path}.${key}`)]));
  }

  #named(things: readonly (object & { readonly name: string })[], path: string): Tree {
    return namedTree(things.map(({ name, ...thing }) => [name, this.#plain(thing, `${path}.${name}`) as Tree]));
  }

  #choice(choice: Choice, path: string): Tree {
    const { use, ...parameters } = choice;
    return tree([['use', use]]).merge(this.#plain(parameters, path) as Tree);
  }

  #execution({ default: chosen, perCore }: Execution, path: string): unknown {
    const result = chosen === null ? tree() : this.#choice(chosen, path);
    if (Object.keys(perCore).length > 0) {
      result.set(
        'per_core',
        tree(Object.entries(perCore).map(([core, one]) => [core, this.#choice(one, `${path}.per_core.${core}`)])),
      );
    }
    return result;
  }

  // ---- the machine ----

  #soc(): Tree {
    const { soc } = this.#ecu;
    const sheet = Object.hasOwn(socs, soc.use) ? socs[soc.use as keyof typeof socs] : undefined;
    const part = (
      key: 'cores' | 'accelerators' | 'caches',
      things: readonly { readonly name: string }[],
      more: (thing: never, into: Tree) => void,
    ) => {
      const result = tree();
      for (const thing of things) {
        const one = tree();
        more(thing as never, one);
        result.set(thing.name, one);
      }
      // What the file took out of the sheet stays out.
      for (const name of Object.keys(sheet?.[key] ?? {}))
        if (things.every((thing) => thing.name !== name)) result.set(name, null);
      return result;
    };
    const result = tree([['use', soc.use]]);
    result.set(
      'cores',
      part('cores', soc.cores, ({ name }: { name: string }, into) =>
        this.#sheetKeys(into, `soc.cores.${name}`, ['clock', 'count']),
      ),
    );
    result.set(
      'accelerators',
      part('accelerators', soc.accelerators, ({ name, policy }: { name: string; policy: string }, into) => {
        this.#sheetKeys(into, `soc.accelerators.${name}`, ['clock', 'call_cost']);
        into.set('policy', policy);
      }),
    );
    result.set(
      'caches',
      part(
        'caches',
        soc.caches as readonly { name: string }[],
        (cache: { name: string; [key: string]: unknown }, into) =>
          this.#sheetValue(into, cache, `soc.caches.${cache.name}`),
      ),
    );
    for (const key of ['dram', 'interconnect', 'iommu'] as const) {
      const value = soc[key] as Record<string, unknown> | null;
      if (value === null) {
        if ((sheet?.[key] ?? null) !== null) result.set(key, null);
        continue;
      }
      const one = tree();
      this.#sheetValue(one, value, `soc.${key}`);
      for (const name of Object.keys(sheet?.[key] ?? {})) if (!Object.hasOwn(value, name)) one.set(name, null);
      result.set(key, one);
    }
    return result;
  }

  #sheetKeys(into: Tree, path: string, keys: readonly string[]): void {
    for (const key of keys) this.#put(into, key, `${path}.${key}`);
  }

  #sheetValue(into: Tree, value: Readonly<Record<string, unknown>>, path: string): void {
    for (const [key, one] of Object.entries(value)) {
      if (key === 'name') continue;
      if (this.#notes.has(`${path}.${key}`)) this.#put(into, key, `${path}.${key}`);
      else into.set(key, this.#plain(one, `${path}.${key}`));
    }
  }

  #hypervisor(): Tree {
    const { use, pools, enforceBudgets, wfi, creationOrder } = this.#ecu.hypervisor;
    const [first, ...others] = pools;
    const costs = tree();
    this.#sheetKeys(costs, 'hypervisor.costs', ['trap', 'world_switch', 'injection', 'timer', 'ipi']);
    const result = tree([['use', use]]);
    result.set('policy', first!.policy);
    result.set('per_policy', this.#plain(first!.perPolicy, 'hypervisor.per_policy'));
    result.set('pools', tree(others.map((pool) => [pool.name, this.#pool(pool)])));
    result.set('costs', costs);
    result.set('enforce_budgets', enforceBudgets);
    this.#put(result, 'stage2_page', 'hypervisor.stage2_page');
    result.set('wfi', wfi);
    if (this.#ecu.hypervisor.interrupts !== undefined) result.set('interrupts', this.#ecu.hypervisor.interrupts);
    result.set('creation_order', creationOrder);
    return result;
  }

  #pool({ name, pcpus, policy, perPolicy }: EcuDescription['hypervisor']['pools'][number]): Tree {
    const path = `hypervisor.pools.${name}.per_policy`;
    const inherited = this.#ecu.hypervisor.pools[0]!.perPolicy;
    const own = Object.entries(perPolicy).filter(([key, value]) => inherited[key] !== value);
    return tree([
      ['pcpus', pcpus],
      ['policy', policy],
      ['per_policy', this.#plain(Object.fromEntries(own), path)],
    ]);
  }

  #channels(): Tree {
    return namedTree(
      this.#ecu.channels.map(({ name, via, communication, protect }) => {
        const path = `channels.${name}`;
        const result = tree([
          ['size', this.#number(`${path}.size`)],
          ['via', via],
          ['communication', communication],
        ]);
        if (protect !== null) result.set('protect', this.#choice(protect, `${path}.protect`));
        return [name, result] as const;
      }),
    );
  }

  // ---- guests ----

  #vm(vm: Vm): Tree {
    const path = `vms.${vm.name}`;
    const list = (key: 'vcpus' | 'tasks' | 'interrupts' | 'groups', print: (thing: never, at: string) => Tree) =>
      namedTree(
        (vm[key] as readonly { name: string }[]).map((thing) => [
          thing.name,
          print(thing as never, `${path}.${key}.${thing.name}`),
        ]),
      );
    return tree([
      ['asil', vm.asil],
      ['kernel', this.#choice(vm.kernel, `${path}.kernel`)],
      ['memory', this.#number(`${path}.memory`)],
      ['stage2_page', this.#number(`${path}.stage2_page`)],
      ['pool', vm.pool],
      ['regions', this.#named(vm.regions as readonly { name: string }[], `${path}.regions`)],
      ['vcpus', list('vcpus', (vcpu: Vcpu, at) => this.#vcpu(vcpu, at))],
      ['resources', this.#named(vm.resources, `${path}.resources`)],
      ['groups', list('groups', ({ parent }: Vm['groups'][number], at) => this.#group(parent, at))],
      ['interrupts', list('interrupts', (source: Vm['interrupts'][number], at) => this.#interrupt(source, at))],
      ['devices', this.#named(vm.devices, `${path}.devices`)],
      ['tasks', list('tasks', (task: Task, at) => this.#task(task, at))],
    ]);
  }

  #group(parent: string | null, path: string): Tree {
    const result = tree();
    for (const key of ['weight', 'quota', 'period']) result.set(key, this.#number(`${path}.${key}`));
    return result.set('parent', parent ?? undefined);
  }

  #vcpu({ pcpus, perPolicy }: Vcpu, path: string): Tree {
    const result = tree([['pcpus', pcpus]]);
    for (const key of ['budget', 'period', 'weight', 'priority']) result.set(key, this.#number(`${path}.${key}`));
    result.set('per_policy', this.#plain(perPolicy, `${path}.per_policy`));
    return result;
  }

  #interrupt(
    { line, arrival, handler, softirq, deliver, category, vcpu, throttle }: Vm['interrupts'][number],
    path: string,
  ): Tree {
    const result = tree([['line', line]]);
    if (arrival !== null) result.set('arrival', this.#choice(arrival, `${path}.arrival`));
    result.set('handler', this.#execution(handler, `${path}.handler`));
    if (throttle !== undefined)
      result.set(
        'throttle',
        tree([
          ['most', throttle.most],
          ['per', this.#plain(throttle.perPs, `${path}.throttle.per`)],
        ]),
      );
    if (softirq !== undefined) result.set('softirq', this.#execution(softirq, `${path}.softirq`));
    return result.merge(
      tree([
        ['deliver', deliver],
        ['category', category],
        ['vcpu', vcpu],
      ]),
    );
  }

  #task(task: Task, path: string): Tree {
    const result = tree();
    if (task.activation.use === 'periodic') {
      for (const key of ['period', 'offset', 'jitter']) result.set(key, this.#number(`${path}.${key}`));
    } else result.set('activation', this.#choice(task.activation, `${path}.activation`));
    if (task.deadlineWritten) result.set('deadline', this.#number(`${path}.deadline`));
    else if (task.deadlinePs !== null)
      result.comment(`deadline: ${formatQuantity('time', task.deadlinePs)}  (by default; counted, not judged)`);
    this.#work(result, task, path);
    result.set('on', task.on);
    result.set('group', task.group ?? undefined);
    result.set('policy', task.policy ?? undefined);
    result.set('per_policy', this.#plain(task.perPolicy, `${path}.per_policy`));
    result.set('priority', this.#number(`${path}.priority`));
    result.set('preemptible', task.preemptible);
    result.set('budget', this.#number(`${path}.budget`));
    if (task.memory !== null) result.set('memory', this.#choice(task.memory, `${path}.memory`));
    result.set('reads', task.reads);
    result.set('writes', task.writes);
    return result;
  }

  /** One nameless step that only runs is an `execution`; its numbers stand there. */
  #work(into: Tree, { steps }: Task, path: string): void {
    const [only] = steps;
    const isExecution = steps.length === 1 && only!.run !== null && this.#isWrittenAsExecution(only!, path);
    if (isExecution) into.set('execution', this.#execution(only!.run!, `${path}.execution`));
    else if (steps.length > 0)
      into.set(
        'steps',
        steps.map((step, index) => this.#step(step, index, path)),
      );
  }

  #isWrittenAsExecution({ name, hold, accelerator }: Step, path: string): boolean {
    return (
      name === '0' &&
      hold.length === 0 &&
      accelerator === null &&
      ![...this.#notes.keys()].some((key) => key.startsWith(`${path}.steps.`))
    );
  }

  #step({ name, hold, run, accelerator, request, sleepPs }: Step, index: number, path: string): Tree {
    const at = `${path}.steps.${name}`;
    const result = tree([['name', name === `${index}` ? undefined : name]]);
    if (run !== null) result.set('run', this.#execution(run, `${at}.run`));
    result.set('accelerator', accelerator ?? undefined);
    if (request !== null)
      result.merge(
        tree([
          ['request', request.device],
          ['size', this.#number(`${at}.size`)],
        ]),
      );
    if (sleepPs !== null) result.set('sleep', this.#number(`${at}.sleep`));
    result.set('hold', hold);
    return result;
  }

  // ---- what is asked of them ----

  #chains(): Tree {
    const { chains, channels } = this.#ecu;
    const isChannel = (hop: string | null) => channels.some(({ name }) => name === hop);
    return namedTree(
      chains.map(({ name, path, hops }) => {
        const links = path.flatMap((task, index) => {
          const hop = hops[index] ?? null;
          return index < hops.length && hop !== 'after' && isChannel(hop) ? [task, hop!] : [task];
        });
        return [name, tree([['path', links]])] as const;
      }),
    );
  }

  #boot(): Tree {
    const { storage, stages, milestones } = this.#ecu.boot as {
      storage: string | null;
      stages: readonly ({ name: string; takes?: Execution } & object)[];
      milestones: object;
    };
    const printedStages = stages.map(({ name, takes, ...stage }) => {
      const path = `boot.stages.${name}`;
      const result = this.#plain(stage, path) as Tree;
      if (takes !== undefined) result.set('takes', this.#execution(takes, `${path}.takes`));
      return [name, result] as const;
    });
    return tree([
      ['storage', storage ?? undefined],
      ['stages', namedTree(printedStages)],
      ['milestones', this.#plain(milestones, 'boot.milestones')],
    ]);
  }

  #requirement({ id, use, preset, of, statistic, text, asil, status, parent, source, max, min }: Requirement): Tree {
    const path = `requirements.${id}`;
    const result = tree([['use', preset ?? use]]);
    if (use !== 'boot-overhead') result.set('of', of);
    this.#put(result, 'max', `${path}.max`);
    this.#put(result, 'min', `${path}.min`);
    // With a limit the source stands at the limit.
    if (max === null && min === null && source !== null) result.set('source', source);
    return result.merge(
      tree([
        ['statistic', statistic],
        ['text', text],
        ['asil', asil],
        ['status', status],
        ['parent', parent ?? undefined],
      ]),
    );
  }
}
