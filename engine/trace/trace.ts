import type { RecordSink } from './record-sink.ts';
/** Placeholder of the first hour. */
export interface Trace extends RecordSink {
  readonly size: number;
  forEach(sink: RecordSink): void;
  /** SHA-256 (hex) over the chosen ingredients. */
  fingerprint(): string;
}
