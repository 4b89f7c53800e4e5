/**
 * A link: frames cross it one after the other at its rate, and arrive a fixed time later. Ethernet, a serial port, an I2C
 * bus: what differs is rate and overhead. Times in ps, sizes in bytes.
 */
import { mulDivCeil, psPer } from '../../engine/time.ts';

export interface LinkTiming {
  readonly bytesPerS: number;
  /** From the last bit sent to the frame received. */
  readonly setupPs: number;
}

export class Link {
  readonly #timing: LinkTiming;
  #freeAtPs = 0;
  /** Who sent last, for the culprit of a wait. */
  sender = -1;

  constructor(timing: LinkTiming) {
    this.#timing = timing;
  }

  isBusy(nowPs: number): boolean {
    return this.#freeAtPs > nowPs;
  }

  /** Queues a frame now; gives the instant at which it has arrived. */
  send(sizeBytes: number, sender: number, nowPs: number): number {
    const startPs = this.#freeAtPs > nowPs ? this.#freeAtPs : nowPs;
    this.#freeAtPs = startPs + mulDivCeil(Math.max(1, sizeBytes), psPer.s, this.#timing.bytesPerS);
    this.sender = sender;
    return this.#freeAtPs + this.#timing.setupPs;
  }
}
