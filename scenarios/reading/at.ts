/**
 * Where the reader is in the file: what it needs to name a value, to note where a number comes from, and to say what is
 * wrong with it.
 */
import type { Finding, Report } from './report.ts';
import { type Node, type Place, under } from './tree.ts';

export interface At {
  readonly path: string;
  /** What the value is called in messages: `"period"`, `task "chime"`. */
  readonly owner: string;
  /** Name of the VM around it. */
  readonly vm: string | null;
  /** Where to report what is missing. */
  readonly place: Place;
  /** A thing of a map by name, which takes the common keys. */
  readonly isNamed: boolean;
  /** An item of a list: its name may mean several things. */
  readonly isItem?: boolean;
}

export function belowAt(at: At, key: string, place: Place): At {
  return { ...at, path: under(at.path, key), owner: `"${key}"`, place, isNamed: false, isItem: false };
}

/** Reports `finding` at `node`; gives undefined, the value of what cannot be read. */
export function wrong(report: Report, node: Node, at: At, finding: Finding): undefined {
  report.add(node.place, at.path, finding);
  return undefined;
}

/** `needs a unit` becomes `"period" needs a unit`; messages that start otherwise stand alone. */
export function withKey(message: string, { owner }: { readonly owner: string }): string {
  return /^[a-z]/.test(message) ? `${owner} ${message}` : message;
}
