/**
 * The shape of one record: six numbers. Everything that a model tells goes through this one door, and everything that
 * is explained later is read through it again, live (an observer) or afterwards (`Trace.forEach`).
 *
 * The engine gives the columns no meaning; `models/records.ts` does.
 */
export interface RecordSink {
  /**
   * @param kind    small integer 0..255, what happened
   * @param atPs    instant, integer picoseconds
   * @param subject entity that it happened to (id of the entity table)
   * @param item    which one of the subject's items (job index), or -1
   * @param object  the other entity involved, or -1
   * @param value   one number more (an amount, usually picoseconds), or 0
   */
  record(kind: number, atPs: number, subject: number, item: number, object: number, value: number): void;
}
