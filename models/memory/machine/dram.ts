/**
 * DRAM at the level of commands: channels, banks and row buffers with the timing of a DDR data sheet, served first-ready
 * first-come (FR-FCFS: Rixner et al., "Memory access scheduling", ISCA 2000) with a cap on row hits that overtake, and
 * with writes buffered and drained in bursts.
 *
 * Assumes an open-page policy, one decision per burst and channel, one request at a time in a bank until its column
 * command, data of different banks in any order, and refresh of all banks of a channel at once (JEDEC JESD79-4, tREFI and
 * tRFC). Times are integer picoseconds.
 *
 * Every wait is charged: for a bank to whoever uses it, for the channel to whoever was served last, for a row to whoever
 * opened another one, for the bus to whoever has it, for refresh to the hardware.
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
  /** From the end of a write's data to the data of the next read of the channel. */
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
  /** Requests that may be served before the oldest one. */
  readonly hitCap: number;
  /** Writes buffered before a drain begins, and left when it ends. */
  readonly drainFrom: number;
  readonly drainTo: number;
}

/**
 * Where a line lies. Interleaving: row, bank, channel, column, from the top; the bank is permuted by the lowest bits of the
 * row, so that two walks in step do not meet in one bank for ever (Zhang, Zhu and Zhang, "A permutation-based page
 * interleaving scheme", MICRO 2000). Banks are a power of two.
 */
export function placeOf(setup: DramSetup, line: number): { channel: number; bank: number; row: number } {
  const rowOfAll = Math.floor(line / setup.rowLines);
  const channel = rowOfAll % setup.channels;
  const bankRow = Math.floor(rowOfAll / setup.channels);
  const row = Math.floor(bankRow / setup.banks);
  return { channel, bank: (bankRow % setup.banks) ^ (row % setup.banks), row };
}

/** Only what leaves for good is written; a store that missed reads its line first. */
const isWrite = (request: Request): boolean => request.kind === requestKinds.writeBack;
const longAgoPs = -1e12;

interface Bank {
  openRow: number;
  openedBy: number;
  activatedAtPs: number;
  /** The next request may be decided on from here. */
  readyAtPs: number;
  usedBy: number;
}

interface Pending {
  readonly request: Request;
  readonly bank: Bank;
  readonly row: number;
  /** Younger requests served while this one was the oldest. */
  passed: number;
}

interface Channel {
  readonly reads: Pending[];
  readonly writes: Pending[];
  readonly banks: readonly Bank[];
  /** Instants of the last four activates, oldest first. */
  readonly activates: number[];
  /** Begins of data transfers that are not over, ascending. */
  readonly transfers: { fromPs: number; owner: number }[];
  writeDataEndPs: number;
  /** The last decision: none before a burst later. */
  decidedAtPs: number;
  servedLast: number;
  draining: boolean;
  nextRefreshAtPs: number;
  /** Waiting reads have been charged until here. */
  chargedUntilPs: number;
  readonly slot: number;
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
   * @param event event kind of the channels' decisions, which this room declares, and their place in an instant
   * @param done  called at the decision on a read, with the instant at which its data will have come
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
      banks: Array.from({ length: setup.banks }, newBank),
      activates: [longAgoPs, longAgoPs, longAgoPs, longAgoPs],
      transfers: [],
      writeDataEndPs: longAgoPs,
      decidedAtPs: longAgoPs,
      servedLast: hardware,
      draining: false,
      nextRefreshAtPs: setup.timing.refreshIntervalPs,
      chargedUntilPs: 0,
      slot: kernel.slot(event.phase, event.rank + number, event.kind, number),
    }));
  }

  /** Takes a read or a write at the present instant. */
  enter(request: Request): void {
    const place = placeOf(this.#setup, request.line);
    const channel = this.#channels[place.channel]!;
    this.#settle(channel);
    const pending = { request, bank: channel.banks[place.bank]!, row: place.row, passed: 0 };
    (isWrite(request) ? channel.writes : channel.reads).push(pending);
    this.#armNext(channel);
  }

  #decide(channel: Channel): void {
    this.#settle(channel);
    const nowPs = this.#kernel.nowPs;
    const chosen = this.#choose(channel, nowPs);
    if (chosen !== null) this.#serve(channel, chosen, nowPs);
    this.#armNext(channel);
  }

  /** Charges the time since the last settlement to whoever kept the waiting reads from being served. */
  #settle(channel: Channel): void {
    const nowPs = this.#kernel.nowPs;
    const elapsedPs = nowPs - channel.chargedUntilPs;
    if (elapsedPs > 0) {
      for (const { request, bank } of channel.reads) {
        const culprit = bank.readyAtPs > channel.chargedUntilPs ? bank.usedBy : channel.servedLast;
        this.#pool.charge(request, resourceIndex.dram, culprit, elapsedPs);
      }
    }
    channel.chargedUntilPs = nowPs;
  }

  /** The next decision: when a bank of a waiting request is ready, one burst after the last. */
  #armNext(channel: Channel): void {
    const queue = this.#queue(channel);
    if (queue.length === 0) {
      this.#kernel.disarm(channel.slot);
      return;
    }
    let readyAtPs = Number.POSITIVE_INFINITY;
    const [oldest] = queue;
    const keptFor = oldest!.passed >= this.#setup.hitCap ? oldest! : null;
    for (const pending of queue) {
      if (keptFor !== null && pending !== keptFor && pending.bank === keptFor.bank) continue;
      readyAtPs = Math.min(readyAtPs, pending.bank.readyAtPs);
    }
    const paceAtPs = channel.decidedAtPs + this.#setup.timing.burstPs;
    this.#kernel.arm(channel.slot, Math.max(this.#kernel.nowPs, paceAtPs, readyAtPs));
  }

  /** Reads, but for a drain of writes, or when there are none. */
  #queue(channel: Channel): Pending[] {
    const { drainFrom, drainTo } = this.#setup;
    if (channel.writes.length >= drainFrom) channel.draining = true;
    if (channel.writes.length <= drainTo) channel.draining = false;
    return channel.reads.length === 0 || channel.draining ? channel.writes : channel.reads;
  }

  /**
   * The request to serve, taken out of its queue: a row hit before others, the older before the younger. The oldest of all
   * is passed by `hitCap` others at most; then its bank is kept for it. Null when all banks in question are at work.
   */
  #choose(channel: Channel, nowPs: number): Pending | null {
    const queue = this.#queue(channel);
    const oldest = queue[0];
    if (oldest === undefined) return null;
    const capped = oldest.passed >= this.#setup.hitCap;
    let first = -1;
    let hit = -1;
    for (let i = 0; i < queue.length && hit < 0; i++) {
      const { bank, row } = queue[i]!;
      if (bank.readyAtPs > nowPs || (capped && i > 0 && bank === oldest.bank)) continue;
      if (first < 0) first = i;
      if (bank.openRow === row) hit = i;
    }
    if (first < 0) return null;
    const index = hit < 0 || (capped && first === 0) ? first : hit;
    if (index > 0) oldest.passed++;
    return queue.splice(index, 1)[0]!;
  }

  #serve(channel: Channel, { request, bank, row }: Pending, nowPs: number): void {
    const { timing } = this.#setup;
    const write = isWrite(request);
    const startAtPs = this.#afterRefresh(channel, request, nowPs);
    const columnAtPs = this.#openRow(channel, bank, row, request, startAtPs);
    const earliestPs = columnAtPs + timing.columnToDataPs;
    const dataAtPs = this.#bus(
      channel,
      request,
      write ? earliestPs : Math.max(earliestPs, channel.writeDataEndPs + timing.writeToReadPs),
      earliestPs,
    );
    bank.readyAtPs = dataAtPs - timing.columnToDataPs + timing.burstPs;
    bank.usedBy = request.owner;
    channel.decidedAtPs = nowPs;
    channel.servedLast = request.owner;
    if (write) {
      channel.writeDataEndPs = Math.max(channel.writeDataEndPs, dataAtPs + timing.burstPs);
      this.counts.writes++;
      this.#pool.give(request);
    } else {
      this.counts.reads++;
      this.#done(request, dataAtPs + timing.burstPs);
    }
  }

  /** Takes the first gap of the data bus from `fromPs`; waits beyond `earliestPs` are charged. Gives the begin. */
  #bus(channel: Channel, request: Request, fromPs: number, earliestPs: number): number {
    const { burstPs } = this.#setup.timing;
    const { transfers } = channel;
    while (transfers.length > 0 && transfers[0]!.fromPs + burstPs <= this.#kernel.nowPs) transfers.shift();
    let dataAtPs = fromPs;
    let place = 0;
    let culprit = channel.servedLast;
    for (; place < transfers.length; place++) {
      const other = transfers[place]!;
      if (other.fromPs >= dataAtPs + burstPs) break;
      if (other.fromPs + burstPs <= dataAtPs) continue;
      dataAtPs = other.fromPs + burstPs;
      culprit = other.owner;
    }
    transfers.splice(place, 0, { fromPs: dataAtPs, owner: request.owner });
    this.#pool.charge(request, resourceIndex.dram, culprit, dataAtPs - earliestPs);
    return dataAtPs;
  }

  /** Carries out refreshes that are due; returns the instant from which the channel takes commands. */
  #afterRefresh(channel: Channel, request: Request, nowPs: number): number {
    const { refreshIntervalPs, refreshPs } = this.#setup.timing;
    if (nowPs < channel.nextRefreshAtPs) return nowPs;
    const missed = Math.floor((nowPs - channel.nextRefreshAtPs) / refreshIntervalPs);
    const lastAtPs = channel.nextRefreshAtPs + missed * refreshIntervalPs;
    channel.nextRefreshAtPs = lastAtPs + refreshIntervalPs;
    let beginsAtPs = lastAtPs;
    for (const bank of channel.banks) {
      bank.openRow = -1;
      bank.openedBy = hardware;
      beginsAtPs = Math.max(beginsAtPs, bank.readyAtPs);
    }
    const endsAtPs = beginsAtPs + refreshPs;
    if (endsAtPs <= nowPs) return nowPs;
    for (const bank of channel.banks) {
      bank.readyAtPs = endsAtPs;
      bank.usedBy = hardware;
    }
    this.#pool.charge(request, resourceIndex.dram, hardware, endsAtPs - nowPs);
    return endsAtPs;
  }

  /** Instant of the column command; opens the row first where it must, and charges waits for others' rows. */
  #openRow(channel: Channel, bank: Bank, row: number, request: Request, startAtPs: number): number {
    const { timing } = this.#setup;
    if (bank.openRow === row) {
      this.counts.rowHits++;
      return startAtPs;
    }
    let activateAtPs = startAtPs;
    if (bank.openRow >= 0) {
      this.counts.rowConflicts++;
      const prechargeAtPs = Math.max(startAtPs, bank.activatedAtPs + timing.activateToPrechargePs);
      activateAtPs = prechargeAtPs + timing.prechargePs;
      this.#pool.charge(request, resourceIndex.dram, bank.openedBy, activateAtPs - startAtPs);
    }
    const fourthAtPs = channel.activates[0]! + timing.fourActivatesPs;
    if (fourthAtPs > activateAtPs) {
      this.#pool.charge(request, resourceIndex.dram, channel.servedLast, fourthAtPs - activateAtPs);
      activateAtPs = fourthAtPs;
    }
    channel.activates.shift();
    channel.activates.push(activateAtPs);
    bank.openRow = row;
    bank.openedBy = request.owner;
    bank.activatedAtPs = activateAtPs;
    return activateAtPs + timing.activateToColumnPs;
  }
}

const newBank = (): Bank => ({
  openRow: -1,
  openedBy: hardware,
  activatedAtPs: longAgoPs,
  readyAtPs: 0,
  usedBy: hardware,
});
