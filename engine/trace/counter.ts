/**
 * Counts records by (kind, subject) while a run goes on, and sums their values. Memory: one row per pair that occurs.
 * Sums are exact while they stay below 2^53.
 */
import type { RecordSink } from './record-sink.ts';

interface Tally {
  count: number;
  sum: number;
}

export class Counter implements RecordSink {
  /** By kind, then by subject. */
  private readonly tallies: (Map<number, Tally> | undefined)[] = [];

  record(kind: number, _atPs: number, subject: number, _item: number, _object: number, value: number): void {
    let ofKind = this.tallies[kind];
    if (ofKind === undefined) {
      while (this.tallies.length <= kind) this.tallies.push(undefined);
      this.tallies[kind] = ofKind = new Map();
    }
    let tally = ofKind.get(subject);
    if (tally === undefined) {
      tally = { count: 0, sum: 0 };
      ofKind.set(subject, tally);
    }
    tally.count++;
    tally.sum += value;
  }

  /** How many records of `kind` there were for `subject`. */
  count(kind: number, subject: number): number {
    return this.tallies[kind]?.get(subject)?.count ?? 0;
  }

  /** Sum of their values. */
  sum(kind: number, subject: number): number {
    return this.tallies[kind]?.get(subject)?.sum ?? 0;
  }

  /** Subjects that had records of `kind`, ascending. */
  subjects(kind: number): readonly number[] {
    return [...(this.tallies[kind]?.keys() ?? [])].sort((a, b) => a - b);
  }
}
