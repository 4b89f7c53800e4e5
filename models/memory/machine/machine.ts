/**
 * The memory of one chip at the access level: cores with private caches, an interconnect, a shared cache, regulators and
 * DRAM, put on a kernel. Cores run inline; they meet as events only where they share something.
 *
 * Physical memory: the region of VM v begins at v x (256 GiB + the rows of all banks once), its translation tables by the
 * hypervisor at (32 + v) x 256 GiB, the guest's own tables 64 GiB into its region. What matters is that regions do not
 * overlap, depend on no other VM, and do not begin in the same bank.
 */
import type { Kernel } from '../../../engine/kernel.ts';
import { arbiters } from '../arbiters.ts';
import { PageMap, type PageRule, pageBytes } from '../translation/page-map.ts';
import type { TranslationCounts } from '../translation/walk.ts';
import { Core, type CoreCounts, type WarmFound } from './core.ts';
import type { DramCounts } from './dram.ts';
import { Interconnect } from './interconnect.ts';
import { type Request, RequestPool } from './request.ts';
import type { EventPlaces, MachineSetup } from './setup.ts';
import { type SharedCounts, SharedLevel } from './shared-level.ts';

const regionBytes = 2 ** 38;
const guestTablesAt = 2 ** 36;
const hypervisorRegions = 32;

/** Physical page rules of one VM, from all regulators that have any. */
function pageRulesOf(setup: MachineSetup, owner: number): PageRule[] {
  return setup.regulators.flatMap((regulator) =>
    regulator.pageAllowed === undefined
      ? []
      : [{ pagePeriod: regulator.pagePeriod ?? 1, allows: (page: number) => regulator.pageAllowed!(owner, page) }],
  );
}

export class Machine {
  readonly #cores: readonly Core[];
  readonly #shared: SharedLevel;
  readonly #owners: readonly number[];
  readonly #kernel: Kernel;
  readonly #answerKind: number;
  readonly #places: EventPlaces;

  /** Declares its events on `kernel`; cores begin at `start`. */
  constructor(setup: MachineSetup, kernel: Kernel, places: EventPlaces) {
    const pool = new RequestPool(setup.owners);
    this.#kernel = kernel;
    this.#places = places;
    this.#owners = setup.cores.map(({ owner }) => owner);
    this.#answerKind = places.firstKind + 5;
    kernel.handle(places.firstKind, (core) => this.#cores[core]!.run());
    kernel.handle(this.#answerKind, (id) => this.#answered(pool, pool.byId(id)));
    this.#shared = new SharedLevel(setup, kernel, places, pool, {
      answer: (request, atPs) => this.#answer(request, atPs),
      invalidate: (line) => {
        let dirty = false;
        for (const core of this.#cores) dirty = core.invalidate(line) || dirty;
        return dirty;
      },
    });
    const priorities = setup.cores.map(({ priority }) => priority);
    const interconnect = new Interconnect(
      setup.cores.length,
      setup.interconnect.transferPs,
      arbiters[setup.interconnect.arbiter].create(setup.cores.length, priorities),
      kernel,
      { kind: places.firstKind + 1, phase: places.sharedPhase, rank: places.firstRank + 1 },
      pool,
      (request) => this.#shared.take(request),
    );
    const machine = {
      owners: setup.owners,
      lineBytes: setup.lineBytes,
      inclusion: setup.shared?.inclusion ?? null,
    };
    const event = { kind: places.firstKind, phase: places.corePhase, rank: places.firstRank };
    this.#cores = setup.cores.map((core, number) => {
      const { banks, rowLines, channels } = setup.dram;
      const staggerBytes = Math.ceil((banks * rowLines * channels * setup.lineBytes) / pageBytes) * pageBytes;
      const firstPage = (core.owner * (regionBytes + staggerBytes)) / pageBytes;
      const pages = new PageMap(firstPage, pageRulesOf(setup, core.owner));
      const tables = { stage1: guestTablesAt, stage2: (hypervisorRegions + core.owner) * regionBytes };
      const send = (port: number, request: Request) => interconnect.enter(port, request);
      return new Core(number, core, machine, kernel, event, pool, { pages, tables }, send);
    });
  }

  start(): void {
    for (const core of this.#cores) core.start();
  }

  /** The next access of a core in no time, for what it leaves in the caches; before `start`. */
  warm(core: number): WarmFound | null {
    const owner = this.#owners[core]!;
    return this.#cores[core]!.warm(
      (line) => this.#shared.warm(line, owner),
      (line, dirty) => this.#shared.warmWriteBack(line, owner, dirty),
    );
  }

  coreCounts(core: number): CoreCounts {
    return this.#cores[core]!.counts;
  }

  translationCounts(core: number): TranslationCounts | null {
    return this.#cores[core]!.translationCounts;
  }

  get sharedCounts(): SharedCounts {
    return this.#shared.counts;
  }

  get dramCounts(): DramCounts {
    return this.#shared.dramCounts;
  }

  /** Lines of the shared cache per VM. */
  occupancy(): number[] {
    return this.#shared.occupancy();
  }

  #answer(request: Request, atPs: number): void {
    const rank = this.#places.firstRank + request.core;
    this.#kernel.post(atPs, this.#places.corePhase, rank, this.#answerKind, request.id, 0, 0);
  }

  #answered(pool: RequestPool, request: Request): void {
    this.#cores[request.core]!.take(request);
    pool.give(request);
  }
}
