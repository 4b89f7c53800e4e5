/**
 * One core with its private caches. It runs ahead of the kernel's time as long as its accesses stay inside, and comes back
 * to it (one event) for everything that others can see: a miss, a write-back, a store that goes past.
 *
 * An access that misses occupies one of the core's miss registers. Independent loads and stores let the core go on until
 * all are taken; a dependent load, an instruction fetch and a step of a table walk stall it at once. What a stall cost
 * whom is read off the request that ended it: its waits for others, in the proportion of the stall to its whole life.
 */
import { check } from '../../../engine/check.ts';
import type { Kernel } from '../../../engine/kernel.ts';
import { type MemoryAccess, noAccess } from '../access.ts';
import { Cache } from '../cache.ts';
import type { Prefetcher } from '../prefetcher.ts';
import { prefetchers } from '../prefetchers.ts';
import { replacements } from '../replacements.ts';
import { splitByWeight } from '../split.ts';
import type { PageMap } from '../translation/page-map.ts';
import { type TableBases, Translation } from '../translation/walk.ts';
import { memoryResources, type Request, type RequestPool, requestKinds } from './request.ts';
import type { CoreSetup } from './setup.ts';

export interface CoreCounts {
  accesses: number;
  l1Misses: number;
  l2Misses: number;
  prefetches: number;
  /** Time in which the core waited for memory. */
  stallPs: number;
  /** Of that, per [resource * owners + culprit]: attributed to other VMs, and to the own VM's own requests. */
  readonly blamedPs: number[];
  /** When the program was over; null while it runs. */
  finishedAtPs: number | null;
}

/** Where an access that warms caches found its line. */
export type WarmFound = 'private' | 'shared' | 'dram';

/** How far a core may run ahead without an event, so that one that never misses still lets time pass. */
const longestRunPs = 10_000_000;
const nothing = -1;
const anyAnswer = -2;

export class Core {
  readonly counts: CoreCounts;
  readonly #number: number;
  readonly #setup: CoreSetup;
  readonly #owners: number;
  readonly #lineBytes: number;
  readonly #kernel: Kernel;
  readonly #pool: RequestPool;
  readonly #slot: number;
  readonly #send: (core: number, request: Request) => void;
  readonly #runAheadOfOthers: boolean;
  readonly #handsOnClean: boolean;
  readonly #pages: PageMap;
  readonly #tables: TableBases;
  readonly #l1i: Cache | null;
  readonly #l1d: Cache;
  readonly #l2: Cache | null;
  readonly #translation: Translation | null;
  readonly #prefetcher: Prefetcher | null;
  readonly #ahead: number[] = [];
  readonly #shares: number[] = [];
  readonly #access: MemoryAccess = noAccess();
  /** Physical lines under way (without prefetches and write-backs). */
  readonly #underWay = new Set<number>();
  readonly #prefetching = new Set<number>();
  /** Of those under way: lines that a later store writes into as soon as they are there. */
  readonly #stored = new Set<number>();
  /** Descriptors still to be read for the present access. */
  readonly #walk: number[] = [];
  #walked = 0;
  #timePs = 0;
  /** The present access has been taken from the source and translated, and not been done. */
  #pending = false;
  #translated = false;
  /** The line that the prefetcher saw last. */
  #lastShown = -1;
  /** Line that the core waits for, `anyAnswer`, or `nothing`. */
  #waitsFor = nothing;
  #stalledSincePs = 0;

  constructor(
    number: number,
    setup: CoreSetup,
    machine: { readonly owners: number; readonly lineBytes: number; readonly inclusion: string | null },
    kernel: Kernel,
    event: { readonly kind: number; readonly phase: number; readonly rank: number },
    pool: RequestPool,
    memory: { readonly pages: PageMap; readonly tables: TableBases },
    send: (core: number, request: Request) => void,
  ) {
    this.#number = number;
    this.#setup = setup;
    this.#owners = machine.owners;
    this.#lineBytes = machine.lineBytes;
    this.#runAheadOfOthers = machine.inclusion !== 'inclusive';
    this.#handsOnClean = machine.inclusion === 'exclusive';
    this.#kernel = kernel;
    this.#pool = pool;
    this.#pages = memory.pages;
    this.#tables = memory.tables;
    this.#send = send;
    const { l1i, l1d, l2, replacement, prefetcher, translation } = setup.caches;
    this.#l1i = l1i === null ? null : new Cache(l1i, replacements[replacement]);
    this.#l1d = new Cache(l1d, replacements[replacement]);
    this.#l2 = l2 === null ? null : new Cache(l2.geometry, replacements[replacement]);
    this.#prefetcher = prefetcher === null ? null : prefetchers[prefetcher.use].create(prefetcher.degree);
    this.#translation = translation === null ? null : new Translation(translation);
    this.counts = {
      accesses: 0,
      l1Misses: 0,
      l2Misses: 0,
      prefetches: 0,
      stallPs: 0,
      blamedPs: new Array<number>(memoryResources.length * machine.owners).fill(0),
      finishedAtPs: null,
    };
    this.#slot = kernel.slot(event.phase, event.rank + number, event.kind, number);
  }

  get translationCounts() {
    return this.#translation?.counts ?? null;
  }

  start(): void {
    this.#kernel.arm(this.#slot, this.#kernel.nowPs);
  }

  /** Throws a line out of all private caches; gives whether it was dirty. */
  invalidate(line: number): boolean {
    this.#l1i?.drop(line);
    const first = this.#l1d.drop(line) === true;
    return this.#l2?.drop(line) === true || first;
  }

  /**
   * Does the next access in no time, for what it leaves in the caches (functional warming: Wunderlich et al., "SMARTS",
   * ISCA 2003). Translation and prefetching stay cold. Gives where the line was found; null at the end of the program.
   *
   * @param shared brings a line from the shared level; gives whether it was there
   * @param writeBack takes a line that falls out
   */
  warm(shared: (line: number) => boolean, writeBack: (line: number, dirty: boolean) => void): WarmFound | null {
    if (!this.#setup.source.next(this.#access)) return null;
    const { fetch, write, address } = this.#access;
    const { caches, owner } = this.#setup;
    const line = Math.floor(this.#pages.address(address) / this.#lineBytes);
    const l1 = fetch && this.#l1i !== null ? this.#l1i : this.#l1d;
    const dirty = write && caches.write === 'back';
    if (l1.access(line, dirty)) return 'private';
    const inSecond = this.#l2?.access(line, false) === true;
    const found = inSecond ? 'private' : shared(line) ? 'shared' : 'dram';
    if (write && (!dirty || !caches.allocate)) return found;
    const leave = ({ line: gone, dirty: soiled }: { readonly line: number; readonly dirty: boolean }): void => {
      if (gone >= 0 && (soiled || this.#handsOnClean)) writeBack(gone, soiled);
    };
    if (this.#l2 !== null && !inSecond) leave(this.#l2.fill(line, owner, false));
    const evicted = l1.fill(line, owner, dirty);
    if (evicted.line < 0 || (evicted.dirty && this.#l2?.soil(evicted.line) === true)) return found;
    if (evicted.dirty || this.#l2 === null) leave(evicted);
    return found;
  }

  /** Runs on from the present instant until it must wait for something. */
  run(): void {
    const nowPs = this.#kernel.nowPs;
    if (this.#timePs < nowPs) this.#timePs = nowPs;
    for (;;) {
      if (!this.#pending && !this.#takeAccess()) return;
      if (this.#mustYield()) return;
      if (!this.#translated && !this.#translate()) return;
      if (!this.#perform()) return;
      this.#pending = false;
    }
  }

  /** The next access of the program; false when there is none. */
  #takeAccess(): boolean {
    if (!this.#setup.source.next(this.#access)) {
      // Independent misses under way are not waited for: their data is not used.
      this.counts.finishedAtPs = this.#timePs;
      return false;
    }
    this.#timePs += this.#access.gapPs;
    this.counts.accesses++;
    this.#pending = true;
    this.#translated = this.#translation === null;
    return true;
  }

  /** Whether the core is too far ahead: then it has an event at its own time. */
  #mustYield(): boolean {
    const nowPs = this.#kernel.nowPs;
    const limitPs = this.#runAheadOfOthers
      ? nowPs + longestRunPs
      : Math.min(nowPs + longestRunPs, this.#kernel.peekPs());
    return this.#timePs > limitPs && this.#yield();
  }

  /** Comes back when the kernel's time is the core's own; false when it already is. */
  #yield(): boolean {
    if (this.#timePs <= this.#kernel.nowPs) return false;
    this.#kernel.arm(this.#slot, this.#timePs);
    return true;
  }

  /** Looks the page up; false while a walk reads descriptors. */
  #translate(): boolean {
    const { address } = this.#access;
    const space = this.#number;
    if (this.#walked < this.#walk.length) return this.#walkOn();
    const hitPs = this.#translation!.lookUp(address, space);
    this.#translated = true;
    if (hitPs >= 0) {
      this.#timePs += hitPs;
      return true;
    }
    this.#walk.length = 0;
    this.#walked = 0;
    this.#translation!.walk(
      address,
      space,
      this.#tables,
      (guestPhysical) => this.#pages.address(guestPhysical),
      this.#walk,
    );
    return this.#walkOn();
  }

  /** Reads the next descriptor from the shared level; true when the walk is over. */
  #walkOn(): boolean {
    if (this.#walked >= this.#walk.length) {
      this.#walk.length = 0;
      this.#walked = 0;
      this.#translated = true;
      return true;
    }
    this.#translated = false;
    if (this.#yield()) return false;
    const line = Math.floor(this.#walk[this.#walked]! / this.#lineBytes);
    this.#walked++;
    const request = this.#pool.take(
      requestKinds.walk,
      this.#number,
      this.#setup.owner,
      line,
      false,
      this.#kernel.nowPs,
    );
    this.#send(this.#number, request);
    this.#stall(-3 - request.id);
    return false;
  }

  /** Does the present access; false when the core must wait before or after it. */
  #perform(): boolean {
    const { fetch, write, dependent, stream, address } = this.#access;
    const { caches } = this.#setup;
    const line = Math.floor(this.#pages.address(address) / this.#lineBytes);
    const l1 = fetch && this.#l1i !== null ? this.#l1i : this.#l1d;
    const through = write && caches.write === 'through';
    if (l1.access(line, write && !through)) {
      if (through) return this.#store(line);
      return this.#showHit(line, stream, fetch);
    }
    if (this.#yield()) return false;
    if (this.#underWay.has(line) || this.#prefetching.has(line)) {
      // Another access fetches the line already; a store waits in the miss register and not in the core.
      if (dependent || fetch || through || this.#prefetching.has(line)) return this.#waitAndRetry(line);
      if (write) this.#stored.add(line);
      return true;
    }
    if (write && (through || !caches.allocate)) {
      this.counts.l1Misses++;
      return this.#store(line);
    }
    if (this.#underWay.size >= caches.mshrs) return this.#waitAndRetry(anyAnswer);
    this.counts.l1Misses++;
    const done = this.#fetchLine(line, write, fetch);
    this.#lastShown = line;
    if (!fetch) this.#prefetch(line, true, stream);
    if (done || !(dependent || fetch)) return true;
    this.#pending = false;
    this.#stall(line);
    return false;
  }

  /** Brings a line from the second level (true: it is there) or asks the shared one for it. */
  #fetchLine(line: number, write: boolean, fetch: boolean): boolean {
    if (this.#l2 !== null) {
      if (this.#l2.access(line, false)) {
        this.#timePs += this.#setup.caches.l2!.hitPs;
        this.#fillFirst(line, write, fetch);
        return true;
      }
      this.counts.l2Misses++;
    }
    this.#underWay.add(line);
    this.#request(requestKinds.demand, line, write, fetch);
    return false;
  }

  /** A store past the first level; false when no register is free for it. */
  #store(line: number): boolean {
    if (this.#yield()) return false;
    if (this.#underWay.size >= this.#setup.caches.mshrs) return this.#waitAndRetry(anyAnswer);
    const key = -1 - line;
    if (this.#underWay.has(key)) return this.#waitAndRetry(anyAnswer);
    this.#underWay.add(key);
    this.#request(requestKinds.store, line, true, false);
    return true;
  }

  /** A hit on another line than the last one is shown to the prefetcher, in the kernel's time; false to come back then. */
  #showHit(line: number, stream: number, fetch: boolean): boolean {
    if (this.#prefetcher === null || fetch || line === this.#lastShown) return true;
    if (this.#yield()) return false;
    this.#lastShown = line;
    this.#prefetch(line, false, stream);
    return true;
  }

  #prefetch(line: number, missed: boolean, stream: number): void {
    if (this.#prefetcher === null) return;
    const count = this.#prefetcher.observe(line, missed, stream, this.#ahead);
    for (let i = 0; i < count; i++) {
      const ahead = this.#ahead[i]!;
      if (this.#l1d.has(ahead) || this.#underWay.has(ahead) || this.#prefetching.has(ahead)) continue;
      if (this.#prefetching.size >= this.#setup.caches.mshrs) return;
      this.counts.prefetches++;
      this.#prefetching.add(ahead);
      this.#request(requestKinds.prefetch, ahead, false, false);
    }
  }

  #request(kind: number, line: number, write: boolean, fetch: boolean): void {
    const request = this.#pool.take(kind, this.#number, this.#setup.owner, line, write, this.#kernel.nowPs);
    request.fetch = fetch;
    this.#send(this.#number, request);
  }

  /** The present access is tried again after the answer. */
  #waitAndRetry(what: number): boolean {
    this.#stall(what);
    return false;
  }

  #stall(what: number): void {
    this.#waitsFor = what;
    this.#stalledSincePs = this.#timePs;
  }

  /** An answer has come at the present instant. */
  take(request: Request): void {
    const { kind, line } = request;
    let key = line;
    if (kind === requestKinds.walk) key = -3 - request.id;
    else if (kind === requestKinds.store) this.#underWay.delete((key = -1 - line));
    else {
      if (kind === requestKinds.prefetch) this.#prefetching.delete(line);
      else this.#underWay.delete(line);
      this.#fillPrivate(request);
    }
    const freed = kind === requestKinds.demand || kind === requestKinds.store;
    if (this.#waitsFor !== nothing && (this.#waitsFor === key || (this.#waitsFor === anyAnswer && freed))) {
      this.#endStall(request);
      this.#waitsFor = nothing;
      this.run();
    }
  }

  #endStall(request: Request): void {
    const nowPs = this.#kernel.nowPs;
    const stallPs = nowPs - this.#stalledSincePs;
    this.#timePs = nowPs;
    this.counts.stallPs += stallPs;
    const lifePs = nowPs - request.issuedAtPs;
    if (lifePs === 0) return;
    const servicePs = lifePs - this.#pool.waited(request);
    check(servicePs >= 0, 'a request is not charged more waiting than its life');
    const waits = [...request.waits, servicePs];
    splitByWeight(stallPs, waits, waits.length, this.#shares);
    const width = this.#owners + 1;
    for (let resource = 0; resource < memoryResources.length; resource++) {
      for (let culprit = 0; culprit < this.#owners; culprit++) {
        this.counts.blamedPs[resource * this.#owners + culprit]! += this.#shares[resource * width + culprit + 1]!;
      }
    }
  }

  #fillPrivate(request: Request): void {
    const { line, fetch, dirty } = request;
    const stored = this.#stored.delete(line) || request.write;
    const write = request.kind === requestKinds.demand && stored && this.#setup.caches.write === 'back';
    if (this.#l2 !== null && !this.#l2.has(line)) this.#evict(this.#l2.fill(line, this.#setup.owner, false), true);
    this.#fillFirst(line, write || dirty, fetch);
  }

  #fillFirst(line: number, dirty: boolean, fetch: boolean): void {
    const l1 = fetch && this.#l1i !== null ? this.#l1i : this.#l1d;
    if (l1.has(line)) return;
    const evicted = l1.fill(line, this.#setup.owner, dirty);
    if (evicted.line >= 0 && evicted.dirty && this.#l2?.soil(evicted.line) === true) return;
    this.#evict(evicted, false);
  }

  /** What falls out of the private caches: dirty lines go on, clean ones only where an exclusive level wants them. */
  #evict(evicted: { readonly line: number; readonly dirty: boolean }, fromSecond: boolean): void {
    if (evicted.line < 0) return;
    const clean = this.#handsOnClean && (this.#l2 !== null) === fromSecond;
    if (evicted.dirty || clean) this.#request(requestKinds.writeBack, evicted.line, evicted.dirty, false);
  }
}
