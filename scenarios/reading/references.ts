/**
 * Reads names of other things and checks that they exist, and paths of a claim's `control`.
 */
import { listOf } from '../problem.ts';
import type { RefKind } from '../words.ts';
import { type At, wrong } from './at.ts';
import { notAmong, shown, unknownName } from './findings.ts';
import { type Names, nounOf } from './names.ts';
import { checkPath, parseOverride } from './override.ts';
import type { Report } from './report.ts';
import { type MapNode, type Node, type Place, textOf } from './tree.ts';

/** Kinds of which one reference may name several things. */
const setKinds: readonly RefKind[] = ['place', 'victim'];
/** A requirement of a counted thing is one of each. */
const requirementSubject = /^requirements\.[^.]+(\.\d+)?\.of$/;

export class References {
  readonly #root: MapNode;
  readonly #names: Names;
  readonly #report: Report;

  constructor(root: MapNode, names: Names, report: Report) {
    this.#root = root;
    this.#names = names;
    this.#report = report;
  }

  ref(node: Node, kind: RefKind, at: At): string | undefined {
    const text = textOf(node);
    if (text === undefined)
      return wrong(this.#report, node, at, {
        message: `${at.owner} expects the name of a ${nounOf[kind]}, found ${shown(node)}`,
      });
    if (!this.check(text, node.place, kind, at)) return undefined;
    const things = this.#names.of(kind, at.vm).get(text)!;
    const mayMeanSeveral =
      kind !== 'chain-link' && (at.isItem === true || setKinds.includes(kind) || requirementSubject.test(at.path));
    if (things.length === 1 || mayMeanSeveral) return text;
    return wrong(this.#report, node, at, {
      message: `"${text}" means ${things.length} things where one ${nounOf[kind]} is expected`,
      help: [listOf('write one of', text, things)],
    });
  }

  check(text: string, place: Place, kind: RefKind, at: At): boolean {
    const known = this.#names.of(kind, at.vm);
    if (known.has(text)) return true;
    if (this.#names.areLost(kind, at.vm)) return false;
    const words = [...this.#names.of(kind === 'chain-link' ? 'any-task' : kind, at.vm).keys()];
    const where = `no ${nounOf[kind]} is defined${at.vm === null ? '' : ` in VM "${at.vm}"`}`;
    this.#report.add(
      place,
      at.path,
      kind === 'policy' ? notAmong('policy', text, words) : unknownName(nounOf[kind], text, words, where),
    );
    return false;
  }

  control(node: Node, at: At): string | undefined {
    const text = textOf(node);
    if (text === undefined)
      return wrong(this.#report, node, at, { message: `${at.owner} expects path=value, found ${shown(node)}` });
    const override = parseOverride(text, node.place, this.#report);
    if (override !== null) checkPath(this.#root, override, this.#report);
    return text;
  }
}
