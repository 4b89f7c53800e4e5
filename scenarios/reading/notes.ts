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

  /** The notes below `from` count below each of `to` instead. */
  move(from: string, to: readonly string[]): void {
    for (const note of [...this.#notes.values()].filter(({ path }) => path.startsWith(`${from}.`))) {
      this.#notes.delete(note.path);
      for (const one of to) {
        const path = `${one}${note.path.slice(from.length)}`;
        this.#notes.set(path, { ...note, path });
      }
    }
  }

  sorted(): Provenance[] {
    return [...this.#notes.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  }
}
