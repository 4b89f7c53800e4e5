/**
 * What is wrong with a text that a user wrote: where it stands, what is expected there, what was probably meant. All
 * messages of the ECU file come out of here in one form, one caret under the place:
 *
 *     cockpit.yaml:64:26: "Ms" is not a unit of time
 *         64 |       telltale: {period: 20 Ms, execution: 350 us}
 *            |                          ^
 *            units: ps, ns, us, ms, s, min
 *            did you mean "ms"?
 *
 * Lines and columns count from 1, columns in UTF-16 code units. Distances between words are optimal string alignment
 * (Damerau 1964 without overlapping edits): insertion, deletion, substitution and swapping two neighbours cost 1 each.
 */

export interface Problem {
  /** As the user named it; `--set` for an override (its line is the number of the override). */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Characters at fault, at least 1, for those who underline. */
  readonly length: number;
  readonly message: string;
  readonly help: readonly string[];
  /** Every word that would have been right, where there is such a list; `help` may name only the nearest. */
  readonly allowed?: readonly string[];
  readonly didYouMean?: string;
}

/** Text for a terminal or a log, without colour, without a final line break. `sourceLine` is the line at fault. */
export function renderProblem(problem: Problem, sourceLine: string): string {
  const { file, line, column, message, help, didYouMean } = problem;
  const gutter = ' '.repeat(Math.max(6, `${line}`.length));
  const lines = [
    `${file}:${line}:${column}: ${message}`,
    `${`${line}`.padStart(gutter.length)} | ${sourceLine}`,
    `${gutter} | ${' '.repeat(column - 1)}^`,
    ...help.map((text) => `${gutter} ${text}`),
  ];
  if (didYouMean !== undefined) lines.push(`${gutter} did you mean ${quoteMeant(didYouMean)}?`);
  return lines.join('\n');
}

function quoteMeant(word: string): string {
  return word === 'true' || word === 'false' ? word : `"${word}"`;
}

/** Edits that turn `a` into `b`. O(|a| x |b|) steps; both are cut to 64 characters first. */
export function editDistance(a: string, b: string): number {
  const left = a.slice(0, 64);
  const right = b.slice(0, 64);
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, j) => j);
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    for (let j = 1; j <= right.length; j++) {
      const substitution = last[j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1);
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, substitution);
      const swapped = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
      if (swapped) best = Math.min(best, beforeLast[j - 2]! + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[right.length]!;
}

/** `words` by distance from `found`, then by code units. */
function byNearness(found: string, words: readonly string[]): string[] {
  const distance = new Map(words.map((word) => [word, editDistance(found, word)]));
  return [...words].sort((a, b) => distance.get(a)! - distance.get(b)! || (a < b ? -1 : a > b ? 1 : 0));
}

const mostListed = 12;

/** `allowed: a, b, c`: at most `most` words, as they are given; nearest first when there are more. */
export function listOf(label: string, found: string, words: readonly string[], most = mostListed): string {
  if (words.length <= most) return `${label}: ${words.join(', ')}`;
  const listed = byNearness(found, words).slice(0, most);
  return `${label}: ${listed.join(', ')} and ${words.length - most} more`;
}

/** The word that was probably meant: the nearest one, unless a third of its letters would have to change. */
export function meant(found: string, words: readonly string[]): string | undefined {
  const nearest = byNearness(found, words)[0];
  if (nearest === undefined) return undefined;
  const distance = editDistance(found, nearest);
  const longer = Math.max(found.length, nearest.length);
  // A word of which nothing is left was not meant.
  const isNear = distance <= Math.max(1, Math.floor(longer / 3)) && distance < Math.min(found.length, nearest.length);
  return isNear ? nearest : undefined;
}

/** Help, the whole list and did-you-mean of a word that is not among the `words`. */
export function suggestion(
  label: string,
  found: string,
  words: readonly string[],
): { help: string[]; allowed: readonly string[]; didYouMean?: string } {
  const didYouMean = meant(found, words);
  return { help: [listOf(label, found, words)], allowed: words, ...(didYouMean === undefined ? {} : { didYouMean }) };
}
