/**
 * One line's way through the shared part of the machine, and who made it wait. Every picosecond between `issuedAtPs` and
 * the answer is either service that it would have had alone, or a wait that is charged to one (resource, culprit). The
 * charges are kept in one row of numbers per request; requests are pooled and reused.
 */

/** Where a wait happened; the order of `D - r = sum of losses` at the rate level. */
export const memoryResources = ['cache', 'interconnect', 'dram'] as const;
export type MemoryResource = (typeof memoryResources)[number];
export const resourceIndex = { cache: 0, interconnect: 1, dram: 2 } as const;

/** Charged for waits that nobody's VM causes: refresh of DRAM. */
export const hardware = -1;

/**
 * A demand or a walk has a core waiting for it or going to; a prefetch has none. A store goes past the first level (write
 * through, or no allocation) and is answered when the shared level has taken it. A write-back is never answered.
 */
export const requestKinds = { demand: 0, prefetch: 1, walk: 2, store: 3, writeBack: 4 } as const;

export interface Request {
  /** Its number in the pool: what events carry. */
  readonly id: number;
  kind: number;
  core: number;
  owner: number;
  /** Physical line number. */
  line: number;
  write: boolean;
  /** Fetched for the instruction side. */
  fetch: boolean;
  /** The data came dirty from an exclusive shared level. */
  dirty: boolean;
  issuedAtPs: number;
  /** When it entered the queue it stands in now. */
  queuedAtPs: number;
  /** Whose eviction made this a miss of the shared cache; `hardware` when nobody's. */
  evictor: number;
  /** Wait in ps at [resource * (owners + 1) + culprit + 1]. */
  readonly waits: Float64Array;
  /** Requests for the same line that wait for this one. */
  readonly followers: Request[];
}

/** Pool of requests for a machine of `owners` VMs. */
export class RequestPool {
  readonly #free: Request[] = [];
  readonly #all: Request[] = [];
  readonly #width: number;

  constructor(owners: number) {
    this.#width = owners + 1;
  }

  take(kind: number, core: number, owner: number, line: number, write: boolean, nowPs: number): Request {
    const request = this.#free.pop() ?? this.#create();
    request.kind = kind;
    request.core = core;
    request.owner = owner;
    request.line = line;
    request.write = write;
    request.fetch = false;
    request.dirty = false;
    request.issuedAtPs = nowPs;
    request.queuedAtPs = nowPs;
    request.evictor = hardware;
    request.waits.fill(0);
    request.followers.length = 0;
    return request;
  }

  byId(id: number): Request {
    return this.#all[id]!;
  }

  give(request: Request): void {
    this.#free.push(request);
  }

  /** Charges `ps` of waiting at `resource` to `culprit` (a VM or `hardware`). */
  charge(request: Request, resource: number, culprit: number, ps: number): void {
    request.waits[resource * this.#width + culprit + 1]! += ps;
  }

  /** From here on the request waits for what `leader` waits for. */
  join(request: Request, leader: Request): void {
    for (let at = 0; at < leader.waits.length; at++) request.waits[at]! -= leader.waits[at]!;
  }

  /** Ends that: charges of the leader since then are its own too, up to its own life. */
  shareWaits(request: Request, leader: Request, lifePs: number): void {
    const { waits } = request;
    for (let at = 0; at < leader.waits.length; at++) waits[at]! += leader.waits[at]!;
    let excessPs = this.waited(request) - lifePs;
    // A charge may reach back to before it joined.
    for (let at = waits.length - 1; at >= 0 && excessPs > 0; at--) {
      const less = Math.min(excessPs, waits[at]!);
      waits[at]! -= less;
      excessPs -= less;
    }
  }

  /** Sum of all waits of the request. */
  waited(request: Request): number {
    let sum = 0;
    for (const ps of request.waits) sum += ps;
    return sum;
  }

  #create(): Request {
    const request: Request = {
      id: this.#all.length,
      kind: 0,
      core: 0,
      owner: 0,
      line: 0,
      write: false,
      fetch: false,
      dirty: false,
      issuedAtPs: 0,
      queuedAtPs: 0,
      evictor: hardware,
      waits: new Float64Array(memoryResources.length * this.#width),
      followers: [],
    };
    this.#all.push(request);
    return request;
  }
}
