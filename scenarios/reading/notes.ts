/**
 * Where the numbers of a description come from, by path. The reader notes what is written; defaults that are derived from
 * other parts of the file are added as assumptions.
 */
import type { Provenance } from '../ecu.ts';

/** Provenance by path; derived defaults add to it. */
export class Notes {
  readonly #notes: Map<string, Provenance>;

  constructor(notes: readonly Provenance[]) {
    this.#notes = new Map(notes.map((note) => [note.path, note]));
  }

  get(path: string): Provenance | undefined {
    return this.#notes.get(path);
  }

  /** A derived number counts as an assumption, unless something is known about it already. */
  assume(path: string, value: string): void {
    if (!this.#notes.has(path)) this.#notes.set(path, { path, value, source: 'none', grade: 'assumed' });
  }

  /** The notes below `from` also count below `to`. */
  copy(from: string, to: string): void {
    for (const note of [...this.#notes.values()]) {
      if (!note.path.startsWith(`${from}.`)) continue;
      const path = `${to}${note.path.slice(from.length)}`;
      this.#notes.set(path, { ...note, path });
    }
  }

  delete(path: string): void {
    for (const key of [...this.#notes.keys()]) if (key.startsWith(`${path}.`)) this.#notes.delete(key);
  }

  sorted(): Provenance[] {
    return [...this.#notes.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  }
}
