/**
 * The interconnect between the cores' private caches and the shared cache: one transfer at a time, each of `transferPs`
 * (one line at the interconnect's bandwidth; more than 0), ports served as the arbiter says. A port is a first-in first-out queue.
 *
 * While a transfer of VM x occupies it, everyone who waits is charged to x.
 */
import type { Kernel } from '../../../engine/kernel.ts';
import type { Arbiter } from '../arbiter.ts';
import { type Request, type RequestPool, resourceIndex } from './request.ts';

export class Interconnect {
  readonly #kernel: Kernel;
  readonly #arbiter: Arbiter;
  readonly #pool: RequestPool;
  readonly #transferPs: number;
  readonly #deliver: (request: Request) => void;
  readonly #ports: readonly Request[][];
  readonly #waitingSincePs: number[];
  readonly #slot: number;
  /** The request under way, or null. */
  #moving: Request | null = null;

  constructor(
    ports: number,
    transferPs: number,
    arbiter: Arbiter,
    kernel: Kernel,
    event: { readonly kind: number; readonly phase: number; readonly rank: number },
    pool: RequestPool,
    deliver: (request: Request) => void,
  ) {
    this.#kernel = kernel;
    this.#arbiter = arbiter;
    this.#pool = pool;
    this.#transferPs = transferPs;
    this.#deliver = deliver;
    this.#ports = Array.from({ length: ports }, () => []);
    this.#waitingSincePs = new Array<number>(ports).fill(Number.POSITIVE_INFINITY);
    kernel.handle(event.kind, () => this.#arrive());
    this.#slot = kernel.slot(event.phase, event.rank, event.kind, 0);
  }

  /**
   * Takes a request at the present instant. Transfers start from the event of this room, after everything of the instant
   * has arrived, so that the arbiter and not the order of arrival decides between equals.
   */
  enter(port: number, request: Request): void {
    const nowPs = this.#kernel.nowPs;
    request.queuedAtPs = nowPs;
    const queue = this.#ports[port]!;
    queue.push(request);
    if (queue.length === 1) this.#waitingSincePs[port] = nowPs;
    if (this.#moving === null) {
      if (this.#kernel.armedAtPs(this.#slot) === Number.POSITIVE_INFINITY) this.#kernel.arm(this.#slot, nowPs);
    } else {
      const restPs = this.#kernel.armedAtPs(this.#slot) - nowPs;
      this.#pool.charge(request, resourceIndex.interconnect, this.#moving.owner, restPs);
    }
  }

  /** A transfer ends (or the first one can start): hand over, and pick the next. */
  #arrive(): void {
    const arrived = this.#moving;
    this.#moving = null;
    if (arrived !== null) this.#deliver(arrived);
    if (this.#waitingSincePs.every((since) => since === Number.POSITIVE_INFINITY)) return;
    const port = this.#arbiter.pick(this.#waitingSincePs);
    const queue = this.#ports[port]!;
    const next = queue.shift()!;
    this.#waitingSincePs[port] = queue[0]?.queuedAtPs ?? Number.POSITIVE_INFINITY;
    this.#moving = next;
    for (const waiting of this.#ports) {
      for (const request of waiting)
        this.#pool.charge(request, resourceIndex.interconnect, next.owner, this.#transferPs);
    }
    this.#kernel.arm(this.#slot, this.#kernel.nowPs + this.#transferPs);
  }
}
