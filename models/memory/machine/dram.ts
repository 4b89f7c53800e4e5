/**
 * DRAM at the level of commands: channels, banks and row buffers with the timing of a DDR data sheet, served first-ready
 * first-come (FR-FCFS: Rixner et al., "Memory access scheduling", ISCA 2000) with a cap on row hits that overtake, and
 * with writes buffered and drained in bursts.
 *
 * Assumes an open-page policy, one command decision per burst, data in the order of decisions, and refresh of all banks
 * of a channel at once (JEDEC JESD79-4, tREFI and tRFC). Decisions are taken just before the data bus falls free, so that
 * banks open rows while others transfer. Times are integer picoseconds.
 *
 * Each decision slot and each wait for a bank or the bus is charged to whoever used it; the sum of waits and service of a
 * read is its time in here, exactly.
 */
import type { Kernel } from '../../../engine/kernel.ts';
import { hardware, type Request, type RequestPool, requestKinds, resourceIndex } from './request.ts';

/** Timing of one speed grade. */
export interface DramTiming {
  readonly activateToColumnPs: number; // tRCD
  readonly prechargePs: number; // tRP
  readonly columnToDataPs: number; // CL
  readonly activateToPrechargePs: number; // tRAS
  /** Window in which at most four rows of a channel are activated. */
  readonly fourActivatesPs: number; // tFAW
  readonly burstPs: number; // BL8
  /** From the last data of a write to the next read of the channel. */
  readonly writeToReadPs: number; // tWTR + CL
  readonly refreshIntervalPs: number; // tREFI
  readonly refreshPs: number; // tRFC
}

export interface DramSetup {
  readonly channels: number;
  readonly banks: number;
  /** Lines of one row. */
  readonly rowLines: number;
  readonly timing: DramTiming;
  /** Row hits that may overtake the oldest request before it is served. */
  readonly hitCap: number;
  /** Writes buffered before a drain begins, and left when it ends. */
  readonly drainFrom: number;
  readonly drainTo: number;
}

/** Where a line lies. Interleaving: row, bank, channel, column, from the top. */
export function placeOf(setup: DramSetup, line: number): { channel: number; bank: number; row: number } {
  const rowOfAll = Math.floor(line / setup.rowLines);
  const channel = rowOfAll % setup.channels;
  const bankRow = Math.floor(rowOfAll / setup.channels);
  return { channel, bank: bankRow % setup.banks, row: Math.floor(bankRow / setup.banks) };
}

/** Only what leaves for good is written; a store that missed reads its line first. */
const isWrite = (request: Request): boolean => request.kind === requestKinds.writeBack;

interface Bank {
  openRow: number;
  openedBy: number;
  activatedAtPs: number;
  /** Last column command: the next one or a precharge comes no earlier. */
  columnAtPs: number;
}

interface Pending {
  readonly request: Request;
  readonly bank: number;
  readonly row: number;
}

interface Channel {
  readonly reads: Pending[];
  readonly writes: Pending[];
  readonly banks: readonly Bank[];
  /** Instants of the last four activates, oldest first. */
  readonly activates: number[];
  busFreeAtPs: number;
  busOwner: number;
  lastWasWrite: boolean;
  draining: boolean;
  /** Row hits served since the oldest read was passed over. */
  overtakes: number;
  nextRefreshAtPs: number;
  slot: number;
}

export interface DramCounts {
  reads: number;
  writes: number;
  rowHits: number;
  rowConflicts: number;
}

export class Dram {
  readonly counts: DramCounts = { reads: 0, writes: 0, rowHits: 0, rowConflicts: 0 };
  readonly #setup: DramSetup;
  readonly #kernel: Kernel;
  readonly #pool: RequestPool;
  readonly #done: (request: Request, atPs: number) => void;
  readonly #channels: readonly Channel[];

  /**
   * @param kind   event kind of the channels' decisions, which this room declares
   * @param done   called when a read's data has come, at the decision, with the instant of the data
   */
  constructor(
    setup: DramSetup,
    kernel: Kernel,
    event: { readonly kind: number; readonly phase: number; readonly rank: number },
    pool: RequestPool,
    done: (request: Request, atPs: number) => void,
  ) {
    this.#setup = setup;
    this.#kernel = kernel;
    this.#pool = pool;
    this.#done = done;
    kernel.handle(event.kind, (channel) => this.#decide(this.#channels[channel]!));
    this.#channels = Array.from({ length: setup.channels }, (_, number) => ({
      reads: [],
      writes: [],
      banks: Array.from({ length: setup.banks }, () => ({
        openRow: -1,
        openedBy: hardware,
        activatedAtPs: -1e12,
        columnAtPs: 0,
      })),
      activates: [-1e12, -1e12, -1e12, -1e12],
      busFreeAtPs: 0,
      busOwner: hardware,
      lastWasWrite: false,
      draining: false,
      overtakes: 0,
      nextRefreshAtPs: setup.timing.refreshIntervalPs,
      slot: kernel.slot(event.phase, event.rank + number, event.kind, number),
    }));
  }

  /** Takes a read or a write at the present instant. */
  enter(request: Request): void {
    const { channel, bank, row } = placeOf(this.#setup, request.line);
    const target = this.#channels[channel]!;
    request.queuedAtPs = this.#kernel.nowPs;
    (isWrite(request) ? target.writes : target.reads).push({ request, bank, row });
    if (this.#kernel.armedAtPs(target.slot) === Number.POSITIVE_INFINITY) this.#armNext(target);
    const waitPs = this.#kernel.armedAtPs(target.slot) - this.#kernel.nowPs;
    this.#pool.charge(request, resourceIndex.dram, target.busOwner, waitPs);
  }

  /** Just in time: data of the next request may follow the bus's last one even when its row must be opened first. */
  #armNext(channel: Channel): void {
    const { prechargePs, activateToColumnPs, columnToDataPs } = this.#setup.timing;
    const leadPs = prechargePs + activateToColumnPs + columnToDataPs;
    this.#kernel.arm(channel.slot, Math.max(this.#kernel.nowPs, channel.busFreeAtPs - leadPs));
  }

  #decide(channel: Channel): void {
    const chosen = this.#choose(channel);
    if (chosen === null) return;
    const { request } = chosen;
    const nowPs = this.#kernel.nowPs;
    this.#serve(channel, chosen, nowPs);
    if (channel.reads.length + channel.writes.length === 0) return;
    const { burstPs } = this.#setup.timing;
    this.#armNext(channel);
    const nextAtPs = Math.max(nowPs + burstPs, this.#kernel.armedAtPs(channel.slot));
    this.#kernel.arm(channel.slot, nextAtPs);
    for (const { request: waiting } of channel.reads) {
      this.#pool.charge(waiting, resourceIndex.dram, request.owner, nextAtPs - nowPs);
    }
  }

  /** The request to serve, taken out of its queue, or null when there is none. */
  #choose(channel: Channel): Pending | null {
    const { drainFrom, drainTo, hitCap } = this.#setup;
    if (channel.writes.length >= drainFrom) channel.draining = true;
    if (channel.writes.length <= drainTo) channel.draining = false;
    const fromWrites = channel.reads.length === 0 || channel.draining;
    const queue = fromWrites ? channel.writes : channel.reads;
    if (queue.length === 0) return null;
    let index = queue.findIndex(({ bank, row }) => channel.banks[bank]!.openRow === row);
    if (index < 0 || (!fromWrites && channel.overtakes >= hitCap)) index = 0;
    if (!fromWrites) channel.overtakes = index === 0 ? 0 : channel.overtakes + 1;
    return queue.splice(index, 1)[0]!;
  }

  #serve(channel: Channel, { request, bank: bankNumber, row }: Pending, nowPs: number): void {
    const { timing } = this.#setup;
    const bank = channel.banks[bankNumber]!;
    const startAtPs = this.#afterRefresh(channel, request, nowPs);
    const columnAtPs = this.#openRow(channel, bank, row, request, startAtPs);
    const turnaroundPs = channel.lastWasWrite && !isWrite(request) ? timing.writeToReadPs : 0;
    const busReadyAtPs = channel.busFreeAtPs + turnaroundPs;
    const dataAtPs = Math.max(columnAtPs + timing.columnToDataPs, busReadyAtPs);
    const busWaitPs = dataAtPs - columnAtPs - timing.columnToDataPs;
    this.#pool.charge(request, resourceIndex.dram, channel.busOwner, busWaitPs);
    bank.columnAtPs = dataAtPs - timing.columnToDataPs;
    channel.busFreeAtPs = dataAtPs + timing.burstPs;
    channel.busOwner = request.owner;
    channel.lastWasWrite = isWrite(request);
    if (isWrite(request)) {
      this.counts.writes++;
      this.#pool.give(request);
    } else {
      this.counts.reads++;
      this.#done(request, channel.busFreeAtPs);
    }
  }

  /** Carries out refreshes that are due; returns the instant from which the channel takes commands. */
  #afterRefresh(channel: Channel, request: Request, nowPs: number): number {
    const { refreshIntervalPs, refreshPs } = this.#setup.timing;
    if (nowPs < channel.nextRefreshAtPs) return nowPs;
    const missed = Math.floor((nowPs - channel.nextRefreshAtPs) / refreshIntervalPs);
    const lastAtPs = channel.nextRefreshAtPs + missed * refreshIntervalPs;
    channel.nextRefreshAtPs = lastAtPs + refreshIntervalPs;
    for (const bank of channel.banks) {
      bank.openRow = -1;
      bank.openedBy = hardware;
    }
    const readyAtPs = Math.max(nowPs, Math.max(lastAtPs, channel.busFreeAtPs) + refreshPs);
    const idle = lastAtPs + refreshPs <= nowPs && channel.busFreeAtPs <= lastAtPs;
    if (idle) return nowPs;
    this.#pool.charge(request, resourceIndex.dram, hardware, readyAtPs - nowPs);
    return readyAtPs;
  }

  /** Instant of the column command; opens the row first where it must, and charges waits for others' rows. */
  #openRow(channel: Channel, bank: Bank, row: number, request: Request, startAtPs: number): number {
    const { timing } = this.#setup;
    if (bank.openRow === row) {
      this.counts.rowHits++;
      const columnAtPs = Math.max(startAtPs, bank.columnAtPs);
      this.#pool.charge(request, resourceIndex.dram, channel.busOwner, columnAtPs - startAtPs);
      return columnAtPs;
    }
    let activateAtPs = startAtPs;
    if (bank.openRow >= 0) {
      this.counts.rowConflicts++;
      const prechargeAtPs = Math.max(
        startAtPs,
        bank.activatedAtPs + timing.activateToPrechargePs,
        bank.columnAtPs + timing.burstPs,
      );
      activateAtPs = prechargeAtPs + timing.prechargePs;
      this.#pool.charge(request, resourceIndex.dram, bank.openedBy, activateAtPs - startAtPs);
    }
    const fourthAtPs = channel.activates.shift()! + timing.fourActivatesPs;
    if (fourthAtPs > activateAtPs) {
      this.#pool.charge(request, resourceIndex.dram, channel.busOwner, fourthAtPs - activateAtPs);
      activateAtPs = fourthAtPs;
    }
    channel.activates.push(activateAtPs);
    bank.openRow = row;
    bank.openedBy = request.owner;
    bank.activatedAtPs = activateAtPs;
    return activateAtPs + timing.activateToColumnPs;
  }
}
