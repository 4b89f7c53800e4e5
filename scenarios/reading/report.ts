/**
 * Collects the problems of one loading. At one place only one problem counts: whatever else is found there follows from it,
 * or is the same text seen again through `like`, `count` or `base`; the finding in the text's own context is preferred.
 */
import type { Problem } from '../problem.ts';
import type { Place } from './tree.ts';

export interface Finding {
  readonly message: string;
  readonly help?: readonly string[];
  readonly allowed?: readonly string[] | undefined;
  readonly didYouMean?: string | undefined;
}

export class Report {
  readonly #files: string[];
  readonly #found = new Map<string, { problem: Problem; inherited: boolean }>();

  /** `files` in the order in which problems are listed; more are appended as they appear. */
  constructor(files: readonly string[] = []) {
    this.#files = [...files];
  }

  get count(): number {
    return this.#found.size;
  }

  /** `path` is where the finding was made; at another path than the text's own it is inherited. */
  add(place: Place, path: string, finding: Finding): void {
    const { file, line, column, length } = place;
    if (!this.#files.includes(file)) this.#files.push(file);
    const key = `${file}:${line}:${column}`;
    const inherited = !(path === place.home || path.startsWith(`${place.home}.`) || place.home === '');
    const earlier = this.#found.get(key);
    if (earlier !== undefined && (inherited || !earlier.inherited)) return;
    const { message, help = [], allowed, didYouMean } = finding;
    const problem: Problem = {
      ...{ file, line, column, length: Math.max(1, length), message, help },
      ...(allowed === undefined ? {} : { allowed }),
      ...(didYouMean === undefined ? {} : { didYouMean }),
    };
    this.#found.set(key, { problem, inherited });
  }

  /** True when something was reported at this place. */
  has({ file, line, column }: Place): boolean {
    return this.#found.has(`${file}:${line}:${column}`);
  }

  /** All problems by place. */
  sorted(): Problem[] {
    const rank = (problem: Problem) => this.#files.indexOf(problem.file);
    return [...this.#found.values()]
      .map(({ problem }) => problem)
      .sort((a, b) => rank(a) - rank(b) || a.line - b.line || a.column - b.column);
  }
}
