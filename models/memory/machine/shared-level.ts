/**
 * What lies between the interconnect and the cores' answers: the shared cache with its limit of misses under way, the
 * regulators' gate, and DRAM behind it. Remembers who evicted whose line, so that the miss which follows has a culprit.
 */
import type { Kernel } from '../../../engine/kernel.ts';
import { Cache } from '../cache.ts';
import type { Regulator } from '../regulator.ts';
import { replacements } from '../replacements.ts';
import { splitByWeight } from '../split.ts';
import { Dram, type DramCounts } from './dram.ts';
import { hardware, type Request, type RequestPool, requestKinds, resourceIndex } from './request.ts';
import type { EventPlaces, MachineSetup } from './setup.ts';

export interface SharedCounts {
  hits: number;
  misses: number;
  /** Lines of `victim` evicted by `culprit` at [victim * owners + culprit]. */
  readonly evictions: number[];
}

/** What the level needs of the cores. */
export interface CorePort {
  /** The request's data (or acknowledgement) is with the core at the instant `atPs`, now or later. */
  answer(request: Request, atPs: number): void;
  /** An inclusive level throws the line out of all private caches; gives whether one held it dirty. */
  invalidate(line: number): boolean;
}

export class SharedLevel {
  readonly counts: SharedCounts;
  readonly #setup: MachineSetup;
  readonly #kernel: Kernel;
  readonly #pool: RequestPool;
  readonly #cores: CorePort;
  readonly #cache: Cache | null;
  readonly #dram: Dram;
  readonly #ways: readonly number[];
  /** Line -> request that fetches it. */
  readonly #underWay = new Map<number, Request>();
  readonly #waiting: Request[] = [];
  /** Owners of the fetches under way: how many registers each holds. */
  readonly #held: number[];
  /** Requests that wait for a register have been charged until here. */
  #chargedUntilPs = 0;
  /** Line -> who evicted it last, for lines that were thrown out by another VM and not fetched since. */
  readonly #evictedBy = new Map<number, number>();
  /** Regulators that hold misses back. */
  readonly #gates: readonly Regulator[];
  readonly #toDramKind: number;
  readonly #fillKind: number;
  readonly #places: EventPlaces;
  #fetching = 0;

  constructor(setup: MachineSetup, kernel: Kernel, places: EventPlaces, pool: RequestPool, cores: CorePort) {
    const { owners, shared } = setup;
    this.counts = { hits: 0, misses: 0, evictions: new Array<number>(owners * owners).fill(0) };
    this.#held = new Array<number>(owners).fill(0);
    this.#setup = setup;
    this.#kernel = kernel;
    this.#pool = pool;
    this.#cores = cores;
    this.#places = places;
    this.#cache = shared === null ? null : new Cache(shared.geometry, replacements[shared.replacement]);
    this.#ways = Array.from({ length: owners }, (_, owner) =>
      setup.regulators.reduce((mask, regulator) => mask & (regulator.ways?.(owner) ?? -1), -1),
    );
    this.#gates = setup.regulators.filter(({ admit }) => admit !== undefined);
    const [toDramKind, fillKind, dramKind] = [places.firstKind + 2, places.firstKind + 3, places.firstKind + 4];
    this.#toDramKind = toDramKind;
    this.#fillKind = fillKind;
    kernel.handle(toDramKind, (id) => this.#dram.enter(pool.byId(id)));
    kernel.handle(fillKind, (id) => this.#fill(pool.byId(id)));
    const dramEvent = { kind: dramKind, phase: places.sharedPhase, rank: places.firstRank + 3 };
    this.#dram = new Dram(setup.dram, kernel, dramEvent, pool, (request, atPs) =>
      this.#post(this.#fillKind, request, atPs),
    );
  }

  get dramCounts(): DramCounts {
    return this.#dram.counts;
  }

  /** Lines in the shared cache per owner. */
  occupancy(): number[] {
    return this.#cache?.occupancy(this.#setup.owners) ?? new Array<number>(this.#setup.owners).fill(0);
  }

  /** Brings a line in (or hands it on) in no time; gives whether it was there. Nothing is written to DRAM. */
  warm(line: number, owner: number): boolean {
    const exclusive = this.#setup.shared?.inclusion === 'exclusive';
    if (this.#cache === null) return false;
    if (this.#cache.access(line, false)) {
      if (exclusive) this.#cache.drop(line);
      return true;
    }
    this.#evictedBy.delete(line);
    if (!exclusive) this.#place(line, owner, false);
    return false;
  }

  /** What falls out of a private cache in no time. */
  warmWriteBack(line: number, owner: number, dirty: boolean): void {
    if (this.#setup.shared?.inclusion === 'exclusive' && this.#cache?.has(line) === false)
      this.#place(line, owner, dirty);
    else if (dirty) this.#cache?.soil(line);
  }

  /** A request has come over the interconnect. */
  take(request: Request): void {
    if (request.kind === requestKinds.writeBack) this.#takeWriteBack(request);
    else if (request.kind === requestKinds.store) this.#takeStore(request);
    else this.#takeRead(request);
  }

  #takeRead(request: Request): void {
    const nowPs = this.#kernel.nowPs;
    const { shared } = this.#setup;
    if (this.#cache?.access(request.line, false) === true && shared !== null) {
      this.counts.hits++;
      if (shared.inclusion === 'exclusive') request.dirty = this.#cache.drop(request.line) === true;
      this.#cores.answer(request, nowPs + shared.hitPs);
      return;
    }
    this.counts.misses++;
    request.queuedAtPs = nowPs;
    request.evictor = this.#evictedBy.get(request.line) ?? hardware;
    this.#evictedBy.delete(request.line);
    this.#fetchOrQueue(request);
  }

  /** A store past the first level: dirties the line here, or goes on to DRAM. */
  #takeStore(request: Request): void {
    const hit = this.#cache?.access(request.line, true) === true;
    if (hit) this.counts.hits++;
    else {
      this.counts.misses++;
      this.#writeToDram(request.core, request.owner, request.line);
    }
    this.#cores.answer(request, this.#kernel.nowPs);
  }

  #takeWriteBack(request: Request): void {
    const { core, owner, line, write } = request;
    this.#pool.give(request);
    if (this.#setup.shared?.inclusion === 'exclusive' && this.#cache?.has(line) === false)
      this.#install(line, core, owner, write);
    else if (write && this.#cache?.soil(line) !== true) this.#writeToDram(core, owner, line);
  }

  /** Joins a fetch that is under way, starts one, or waits for one to end. */
  #fetchOrQueue(request: Request): void {
    const underWay = this.#underWay.get(request.line);
    if (underWay !== undefined) {
      request.evictor = underWay.evictor;
      this.#pool.join(request, underWay);
      underWay.followers.push(request);
      return;
    }
    if (this.#setup.shared !== null && this.#fetching >= this.#setup.shared.mshrs) {
      this.#settleWaiting();
      this.#waiting.push(request);
      return;
    }
    this.#fetching++;
    this.#held[request.owner]!++;
    this.#underWay.set(request.line, request);
    // Found to be missing after a look-up; then the gates, whose waits are the VM's own budget and nobody else's fault.
    const missAtPs = this.#kernel.nowPs + (this.#setup.shared?.hitPs ?? 0);
    let atPs = missAtPs;
    for (const regulator of this.#gates)
      atPs = regulator.admit!(request.core, request.owner, this.#setup.lineBytes, atPs);
    this.#pool.charge(request, resourceIndex.dram, request.owner, atPs - missAtPs);
    if (atPs === this.#kernel.nowPs) this.#dram.enter(request);
    else this.#post(this.#toDramKind, request, atPs);
  }

  /** The data has come from DRAM. */
  #fill(request: Request): void {
    const nowPs = this.#kernel.nowPs;
    const { shared } = this.#setup;
    this.#settleWaiting();
    this.#underWay.delete(request.line);
    this.#fetching--;
    this.#held[request.owner]!--;
    if (this.#cache !== null && shared?.inclusion !== 'exclusive' && !this.#cache.has(request.line)) {
      this.#install(request.line, request.core, request.owner, false);
    }
    for (const follower of request.followers) {
      this.#pool.shareWaits(follower, request, nowPs - follower.issuedAtPs);
      this.#chargeEvictor(follower, nowPs);
      this.#cores.answer(follower, nowPs);
    }
    this.#chargeEvictor(request, nowPs);
    this.#cores.answer(request, nowPs);
    // One that only joins a fetch leaves the register to the one behind it.
    while (this.#waiting.length > 0 && this.#fetching < (shared?.mshrs ?? 0))
      this.#fetchOrQueue(this.#waiting.shift()!);
  }

  /** Charges the time since the last change to those who held the registers, in proportion to how many each had. */
  #settleWaiting(): void {
    const nowPs = this.#kernel.nowPs;
    const elapsedPs = nowPs - this.#chargedUntilPs;
    this.#chargedUntilPs = nowPs;
    if (elapsedPs === 0 || this.#waiting.length === 0) return;
    const parts: number[] = [];
    if (!splitByWeight(elapsedPs, this.#held, this.#held.length, parts)) return;
    for (const request of this.#waiting) {
      for (const [owner, ps] of parts.entries()) this.#pool.charge(request, resourceIndex.cache, owner, ps);
    }
  }

  /** What a miss costs over a hit, and was not charged yet, is the fault of whoever threw the line out. */
  #chargeEvictor(request: Request, nowPs: number): void {
    const { shared, interconnect } = this.#setup;
    if (request.evictor === hardware || shared === null) return;
    const alonePs = interconnect.transferPs + shared.hitPs;
    const restPs = nowPs - request.issuedAtPs - this.#pool.waited(request) - alonePs;
    if (restPs > 0) this.#pool.charge(request, resourceIndex.cache, request.evictor, restPs);
  }

  /** Puts a line in, and deals with the one that it pushes out. */
  #install(line: number, core: number, owner: number, dirty: boolean): void {
    const goneLine = this.#place(line, owner, dirty);
    if (goneLine >= 0) this.#writeToDram(core, owner, goneLine);
  }

  /** Puts a line in and remembers whose line went for it; gives that line when it is dirty, else -1. */
  #place(line: number, owner: number, dirty: boolean): number {
    const evicted = this.#cache!.fill(line, owner, dirty, this.#ways[owner]!);
    if (evicted.line < 0) return -1;
    const { line: goneLine, owner: victim, dirty: wasDirty } = evicted;
    this.counts.evictions[victim * this.#setup.owners + owner]!++;
    if (victim !== owner) this.#evictedBy.set(goneLine, owner);
    const dirtyAbove = this.#setup.shared!.inclusion === 'inclusive' && this.#cores.invalidate(goneLine);
    return wasDirty || dirtyAbove ? goneLine : -1;
  }

  /** A line goes to DRAM on behalf of `owner`, who pushed it out or wrote it. */
  #writeToDram(core: number, owner: number, line: number): void {
    this.#dram.enter(this.#pool.take(requestKinds.writeBack, core, owner, line, true, this.#kernel.nowPs));
  }

  #post(kind: number, request: Request, atPs: number): void {
    this.#kernel.post(atPs, this.#places.sharedPhase, this.#places.firstRank, kind, request.id, 0, 0);
  }
}
