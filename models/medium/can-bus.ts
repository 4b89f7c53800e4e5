/**
 * A CAN bus: one frame at a time; when it falls idle, the pending frame with the smallest id wins (arbitration), and a frame
 * on the bus is not pre-empted. Every frame reaches all nodes. Lengths are those of the real bits (`can-frame.ts`).
 * Errors and retransmissions are not modelled. Times in ps. Source: ISO 11898-1.
 */
import { mulDivCeil, psPer } from '../../engine/time.ts';
import { type CanFrame, frameBits } from './can-frame.ts';

export interface Transmission {
  readonly frame: CanFrame;
  /** Entity that sends: a device, or the bus itself for nodes outside of the ECU. */
  readonly sender: number;
  readonly queuedAtPs: number;
  /** It began to be sent: arbitration is won. */
  begun?(nowPs: number): void;
  done(nowPs: number): void;
}

export interface CanBusParts {
  readonly id: number;
  readonly rateHz: number;
  /** Bit rate of the data phase of FD frames. */
  readonly dataRateHz: number;
  readonly arm: (atPs: number) => void;
  /** A frame ended on the bus. */
  readonly onFrame: (transmission: Transmission, nowPs: number) => void;
}

/** Arbitration compares bit by bit: base ids first, a standard frame wins over an extended one with the same base. */
function arbitrationKey({ id, extended }: CanFrame): number {
  return extended ? Math.floor(id / 2 ** 18) * 2 ** 19 + 2 ** 18 + (id % 2 ** 18) : id * 2 ** 19;
}

export class CanBus {
  readonly id: number;
  /** Time that frames stood on the bus, ps. */
  busyPs = 0;
  readonly #parts: CanBusParts;
  readonly #pending: Transmission[] = [];
  #sending: Transmission | null = null;
  #untilPs = Number.POSITIVE_INFINITY;

  constructor(parts: CanBusParts) {
    this.id = parts.id;
    this.#parts = parts;
  }

  durationPs(frame: CanFrame): number {
    const { nominal, data } = frameBits(frame);
    return mulDivCeil(nominal, psPer.s, this.#parts.rateHz) + mulDivCeil(data, psPer.s, this.#parts.dataRateHz);
  }

  /** Who sends now, or null. */
  get sending(): Transmission | null {
    return this.#sending;
  }

  /** Frames of one instant arbitrate together: the bus decides when `settle` is called, at its end. */
  submit(transmission: Transmission): void {
    const key = arbitrationKey(transmission.frame);
    let at = this.#pending.length;
    while (at > 0 && arbitrationKey(this.#pending[at - 1]!.frame) > key) at -= 1;
    this.#pending.splice(at, 0, transmission);
  }

  settle(nowPs: number): void {
    if (this.#sending !== null || this.#pending.length === 0) return;
    this.#sending = this.#pending.shift()!;
    const ps = this.durationPs(this.#sending.frame);
    this.busyPs += ps;
    this.#untilPs = nowPs + ps;
    this.#sending.begun?.(nowPs);
    this.#parts.arm(this.#untilPs);
  }

  fire(nowPs: number): void {
    if (this.#sending === null || this.#untilPs !== nowPs) return;
    const ended = this.#sending;
    this.#sending = null;
    this.#untilPs = Number.POSITIVE_INFINITY;
    ended.done(nowPs);
    this.#parts.onFrame(ended, nowPs);
  }
}
