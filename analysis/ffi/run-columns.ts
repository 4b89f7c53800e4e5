/**
 * The records of one run as columns, for oracles that look at it afterwards: bare numbers, used again run after run. What the
 * ledger says is kept only where a claim asks for it. Times are integer picoseconds.
 */
import type { RecordSink } from '../../engine/trace/record-sink.ts';
import { isCharge } from '../../models/records.ts';

export class RunColumns implements RecordSink {
  size = 0;
  kind = new Uint8Array(1024);
  atPs = new Float64Array(1024);
  subject = new Int32Array(1024);
  item = new Int32Array(1024);
  object = new Int32Array(1024);
  value = new Float64Array(1024);
  horizonPs = 0;
  /** What the simulation threw, or null: such a run is not dropped, it violates `progress`. */
  failure: string | null = null;
  readonly #charges: boolean;

  constructor(charges: boolean) {
    this.#charges = charges;
  }

  clear(horizonPs: number): void {
    this.size = 0;
    this.horizonPs = horizonPs;
    this.failure = null;
  }

  record(kind: number, atPs: number, subject: number, item: number, object: number, value: number): void {
    if (!this.#charges && isCharge(kind)) return;
    if (this.size === this.kind.length) this.#grow();
    const at = this.size++;
    this.kind[at] = kind;
    this.atPs[at] = atPs;
    this.subject[at] = subject;
    this.item[at] = item;
    this.object[at] = object;
    this.value[at] = value;
  }

  #grow(): void {
    const size = this.kind.length * 2;
    const larger = <A extends Uint8Array | Int32Array | Float64Array>(made: A, old: A): A => {
      made.set(old);
      return made;
    };
    this.kind = larger(new Uint8Array(size), this.kind);
    this.atPs = larger(new Float64Array(size), this.atPs);
    this.subject = larger(new Int32Array(size), this.subject);
    this.item = larger(new Int32Array(size), this.item);
    this.object = larger(new Int32Array(size), this.object);
    this.value = larger(new Float64Array(size), this.value);
  }
}
