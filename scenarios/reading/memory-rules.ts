/**
 * Rules of shared memory: caches that can be built, regulators that fit the machine.
 */
import { geometryProblem } from '../../models/memory/geometry.ts';
import type { RegulatedMachine } from '../../models/memory/regulator.ts';
import { type MemorySoc, regulatedMachine, regulatorNamed, type SocCache } from '../shared-memory.ts';
import { bare, type Judge } from './judge.ts';
import { byName, expanded } from './names.ts';
import type { Node, Place } from './tree.ts';

export class MemoryRules {
  readonly judge: Judge;

  constructor(judge: Judge) {
    this.judge = judge;
  }

  caches(): void {
    for (const [name, cache] of Object.entries(this.judge.ecu.soc?.caches ?? {})) {
      const { size, ways, line } = cache as Partial<SocCache>;
      if (size === undefined || ways === undefined || line === undefined) continue;
      const problem = geometryProblem({ sizeBytes: size, ways, lineBytes: line });
      if (problem === null) continue;
      this.judge.add(this.#lastWritten(cache, ['size', 'ways', 'line']), {
        message: `cache "${bare(name)}" cannot be built: ${problem.message}`,
        help: size === 0 ? ['write for example 512 KiB'] : problem.help,
      });
    }
  }

  /** What the file says of the cache comes after the sheet, which stands where it is chosen; at one place the first key. */
  #lastWritten(cache: object, keys: readonly string[]): Node | undefined {
    let last: Node | undefined;
    for (const key of keys) {
      const node = this.judge.node(cache, key);
      if (node !== undefined && (last === undefined || isAfter(node.place, last.place))) last = node;
    }
    return last;
  }

  regulators(): void {
    const regulators = Object.entries(this.judge.ecu.memory?.regulators ?? {});
    const machine = this.#machine();
    const seen = new Map<string, string>();
    for (const [name, regulator] of regulators) {
      const first = seen.get(regulator.use);
      if (first !== undefined) {
        this.judge.add(this.judge.node(regulator), {
          message: `regulator "${bare(name)}" is a second ${regulator.use} beside "${bare(first)}"`,
          help: ['write all shares at one of them'],
        });
      }
      seen.set(regulator.use, name);
      const definition = regulatorNamed(regulator.use);
      const shares = regulator.shares;
      if (machine === null || definition === undefined || typeof shares !== 'object' || shares === null) continue;
      const written = this.#sharesByVm(shares as Readonly<Record<string, unknown>>);
      for (const { key, message } of definition.check({ ...regulator, shares: written } as never, machine)) {
        const vm = key.startsWith('shares.') ? key.slice('shares.'.length) : null;
        const value = vm === null ? this.judge.node(regulator, key) : this.judge.node(shares, vm);
        this.judge.add(value ?? this.judge.node(regulator), {
          message: `regulator "${bare(name)}": ${message}`,
          help: [],
        });
      }
    }
  }

  /** VMs that do not exist were reported by the reader. */
  #sharesByVm(shares: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    return Object.fromEntries(
      Object.entries(shares).filter(([vm]) => expanded([vm], 'vm', null, this.judge.read.names).length > 0),
    );
  }

  /** Null while a part of it could not be read. */
  #machine(): RegulatedMachine | null {
    const { soc, vms } = this.judge.ecu;
    if (soc?.cores === undefined || vms === undefined) return null;
    const caches = byName(soc.caches ?? {}) as unknown as readonly Partial<SocCache>[];
    if (caches.some(({ cores, size, ways, line }) => [cores, size, ways, line].includes(undefined as never)))
      return null;
    const memory = { cores: byName(soc.cores), caches, dram: soc.dram ?? {}, interconnect: soc.interconnect ?? {} };
    return regulatedMachine(memory as unknown as MemorySoc, Object.keys(vms));
  }
}

const isAfter = (left: Place, right: Place): boolean =>
  left.line > right.line || (left.line === right.line && left.column > right.column);
