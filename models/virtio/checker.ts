/**
 * The socket of the online checkers of a queue: watchers of memory and notifications that share no state with the two
 * sides and know the rules only. Here is what split and packed have in common: who owes a notification, who must look
 * again, what happened last, and which buffers the device holds.
 */
import type { GuestMemory, MemoryWatcher, Side } from './guest-memory.ts';
import { needEvent, type QueueSetup } from './queue.ts';
import type { RuleBook, RuleId } from './rule.ts';

export interface QueueChecker extends MemoryWatcher {
  /** The driver notified the device. */
  kicked(): void;
  /** The device notified the driver. */
  interrupted(): void;
  /** The side does nothing more until it is notified. */
  idle(side: Side): void;
}

/** A request as the checker read it from memory itself. */
export interface Held {
  readonly id: number;
  readonly entries: number;
  readonly writableBytes: number;
  /** Address, size, 1 if writable: three numbers per buffer. */
  readonly ranges: readonly number[];
}

const remembered = 24;
const opNames = ['reads', 'writes', 'orders memory', 'kicks', 'interrupts', 'goes idle'] as const;
type Op = 0 | 1 | 2 | 3 | 4 | 5;

export abstract class Watch implements QueueChecker {
  protected readonly setup: QueueSetup;
  protected readonly memory: GuestMemory;
  protected readonly book: RuleBook;
  /** Requests that the device holds, in the order made available. */
  protected readonly held = new Map<number, Held>();
  /** The side published and has not asked whether to notify. */
  protected readonly undecided = { driver: false, device: false };
  readonly #owes = { driver: false, device: false };
  readonly #mustLook = { driver: false, device: false };
  /** The side ordered its memory since it wrote entries / since it published. */
  protected readonly ordered = { driver: true, device: true };
  protected readonly orderedAfter = { driver: true, device: true };
  readonly #op: number[] = [];
  #opCount = 0;

  constructor(setup: QueueSetup, book: RuleBook) {
    this.setup = setup;
    this.memory = setup.memory;
    this.book = book;
  }

  abstract wrote(side: Side, address: number, sizeBytes: number): void;
  abstract read(side: Side, address: number, sizeBytes: number): void;
  /** The rule by which a side owes a notification. */
  protected abstract notifyRule(): RuleId;

  barrier(side: Side): void {
    this.remember(2, side, 0, 0);
    this.ordered[side] = true;
    this.orderedAfter[side] = true;
  }

  kicked(): void {
    this.remember(3, 'driver', 0, 0);
    this.#owes.driver = this.undecided.driver = false;
  }

  interrupted(): void {
    this.remember(4, 'device', 0, 0);
    this.#owes.device = this.undecided.device = false;
  }

  idle(side: Side): void {
    this.remember(5, side, 0, 0);
    if (this.#mustLook[side]) this.violate('SR11', `the ${side} asked for notifications and did not look again`);
    if (this.#owes[side]) this.violate(this.notifyRule(), `the ${side} owes a notification and goes idle`);
    if (this.undecided[side]) this.violate(this.notifyRule(), `the ${side} published, neither asked nor notified`);
    this.#mustLook[side] = this.#owes[side] = this.undecided[side] = false;
  }

  /** The side read what says whether to notify. */
  protected decided(side: Side, must: boolean): void {
    this.undecided[side] = false;
    if (must) this.#owes[side] = true;
  }

  protected asked(side: Side): void {
    this.#mustLook[side] = true;
  }

  protected looked(side: Side): void {
    if (!this.#mustLook[side]) return;
    this.#mustLook[side] = false;
    this.book.exercise('SR11');
  }

  /** The formula against its meaning: was the entry at `event` published since the last question? */
  protected eventDecision(event: number, before: number, after: number, modulus: number): boolean {
    let meant = false;
    for (let index = before; index !== after; index = (index + 1) % modulus) if (index === event) meant = true;
    return meant;
  }

  protected judgeFormula(event: number, before: number, after: number): boolean {
    const meant = this.eventDecision(event, before, after, 0x1_0000);
    this.judge('SR10', needEvent(event, after, before) === meant, `event ${event}, published ${before} to ${after}`);
    return meant;
  }

  /** A write to memory that is no ring: only the device's into writable buffers that it holds. */
  protected dataWritten(side: Side, address: number, sizeBytes: number): void {
    if (side === 'driver') return;
    for (const { ranges } of this.held.values()) {
      for (let at = 0; at < ranges.length; at += 3) {
        const within = address >= ranges[at]! && address + sizeBytes <= ranges[at]! + ranges[at + 1]!;
        if (!within) continue;
        this.judge(
          'SR5',
          ranges[at + 2] === 1,
          `the device writes ${sizeBytes} B at ${address}, which it may only read`,
        );
        return;
      }
    }
    this.violate('SR7', `the device writes ${sizeBytes} B at ${address}, in no buffer that it holds`);
  }

  protected judge(rule: RuleId, holds: boolean, text: string): void {
    this.book.exercise(rule);
    if (!holds) this.violate(rule, text);
  }

  protected violate(rule: RuleId, text: string): void {
    this.book.violate(rule, text, this.#before());
  }

  protected remember(op: Op, side: Side, address: number, sizeBytes: number): void {
    const at = (this.#opCount % remembered) * 4;
    this.#op[at] = op;
    this.#op[at + 1] = side === 'driver' ? 0 : 1;
    this.#op[at + 2] = address;
    this.#op[at + 3] = sizeBytes;
    this.#opCount += 1;
  }

  #before(): string[] {
    const lines: string[] = [];
    for (let index = Math.max(0, this.#opCount - remembered); index < this.#opCount; index += 1) {
      const at = (index % remembered) * 4;
      const op = this.#op[at]!;
      const who = this.#op[at + 1] === 0 ? 'driver' : 'device';
      const where = op > 1 ? '' : ` ${this.#op[at + 3]} B at ${this.#op[at + 2]}`;
      lines.push(`${who} ${opNames[op]}${where}`);
    }
    return lines;
  }
}
